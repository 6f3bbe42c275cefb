import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { endWithLine } from './end-with-line.ts'

/** Each is run, also when an earlier one fails: a person wants to see everything that is wrong. */
const CHECKS: readonly (readonly [name: string, ...command: string[]])[] = [
  ['types', process.execPath, 'node_modules/typescript/bin/tsc', '--noEmit'],
  ['lint, format, boundaries', process.execPath, 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  ['dependencies', 'npm', 'ls', '--all', '--loglevel=error'],
]

/** `npm run check`: types, lint, format, import directions and the tree of dependencies. */
await endWithLine(async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const failed = CHECKS.filter(([name, program = '', ...args]) => {
    const quiet = program === 'npm'
    const done = spawnSync(program, args, { cwd: root, stdio: quiet ? ['ignore', 'ignore', 'inherit'] : 'inherit' })
    console.log(`${done.status === 0 ? 'ok    ' : 'FAILED'} ${name}`)
    return done.status !== 0
  })
  return failed.length === 0 ? 0 : 1
})
