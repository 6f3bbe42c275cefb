import { dirname } from 'node:path'

/** These start whole processes, install signals or need a process of their own for another reason. The long ones begin first. */
const ALONE = ['test/e2e/', 'test/drills.', 'src/setup/', 'src/drill/', 'src/cli/']

/**
 * Test files that share a process, one after the other: what most of them need most time for is to load the same code. Those that must be alone come first, as they take longest;
 * then each folder, the fullest first.
 */
export function groupFiles(files: readonly string[]): string[][] {
  const alone = files
    .filter(isAlone)
    .sort((a, b) => ALONE.findIndex((place) => a.startsWith(place)) - ALONE.findIndex((place) => b.startsWith(place)))
  const folders = Map.groupBy(
    files.filter((file) => !isAlone(file)),
    (file) => dirname(file).split('/').slice(0, 2).join('/'),
  )
  return [...alone.map((file) => [file]), ...[...folders.values()].sort((a, b) => b.length - a.length)]
}

function isAlone(file: string): boolean {
  return file.endsWith('.peer.test.ts') || ALONE.some((place) => file.startsWith(place))
}
