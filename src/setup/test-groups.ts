import { dirname } from 'node:path'

/** These start whole processes and wait for them, install signals or need a process of their own for another reason. */
const ALONE = ['test/e2e/', 'test/drills.', 'src/setup/', 'src/drill/']
/** Folders whose files together take longer than any file that is alone. */
const LONG = ['test/console', 'test/http']

/**
 * Test files that share a process, one after the other: what most of them need most time for is to load the same code. The long folders begin first, and are busy; those that must be
 * alone run beside them, mostly waiting; then each other folder, the fullest first.
 */
export function groupFiles(files: readonly string[]): string[][] {
  const alone = files
    .filter(isAlone)
    .sort((a, b) => ALONE.findIndex((place) => a.startsWith(place)) - ALONE.findIndex((place) => b.startsWith(place)))
  const folders = Map.groupBy(
    files.filter((file) => !isAlone(file)),
    (file) => dirname(file).split('/').slice(0, 2).join('/'),
  )
  const long = LONG.flatMap((folder) => {
    const group = folders.get(folder)
    folders.delete(folder)
    return group ? [group] : []
  })
  return [...long, ...alone.map((file) => [file]), ...[...folders.values()].sort((a, b) => b.length - a.length)]
}

function isAlone(file: string): boolean {
  return file.endsWith('.peer.test.ts') || ALONE.some((place) => file.startsWith(place))
}
