import { endWithLine } from './end-with-line.ts'
import { launch } from './launch.ts'

/** `npm start`: the gateway, the sandbox, and private servers where none are given; until Ctrl-C. */
await endWithLine(() => launch({ env: process.env, say: console.log }))
