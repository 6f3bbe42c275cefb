import { dirname } from 'node:path'

/** These start whole processes and wait for them, install signals or need a process of their own for another reason. */
const ALONE = ['test/e2e/', 'test/drills.', 'src/setup/', 'src/drill/']
/** So many folders take longer than any file that is alone. */
const FULLEST = 2

/**
 * Test files that share a process, one after the other: what most of them need most time for is to load the same code. The fullest folders begin first, as they take longest and are
 * busy; those that must be alone run beside them, mostly waiting; then each other folder, the fullest first.
 */
export function groupFiles(files: readonly string[]): string[][] {
  const alone = files
    .filter(isAlone)
    .sort((a, b) => ALONE.findIndex((place) => a.startsWith(place)) - ALONE.findIndex((place) => b.startsWith(place)))
  const folders = Map.groupBy(
    files.filter((file) => !isAlone(file)),
    (file) => dirname(file).split('/').slice(0, 2).join('/'),
  )
  const fullestFirst = [...folders.values()].sort((a, b) => b.length - a.length)
  return [...fullestFirst.slice(0, FULLEST), ...alone.map((file) => [file]), ...fullestFirst.slice(FULLEST)]
}

function isAlone(file: string): boolean {
  return file.endsWith('.peer.test.ts') || ALONE.some((place) => file.startsWith(place))
}
