import { endWithLine } from './end-with-line.ts'
import { runTests } from './run-tests.ts'

/** `npm test [-- words of file names] [-- node's own options]`: every test but those against peers of somebody else, which test:peers runs. */
await endWithLine(() => runTests(process.argv.slice(2), (file) => !file.endsWith('.peer.test.ts')))
