import { endWithLine } from './end-with-line.ts'
import { runTests } from './run-tests.ts'

/** More than the cores of a small machine: the tests over whole processes mostly wait for one another. */
const GROUPS_AT_ONCE = 6

/** `npm test [-- words of file names] [-- node's own options]`: every test but those against peers of somebody else, which test:peers runs. */
await endWithLine(() => runTests(process.argv.slice(2), { takes: (file) => !file.endsWith('.peer.test.ts'), groupsAtOnce: GROUPS_AT_ONCE }))
