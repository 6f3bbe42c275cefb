import { dirname } from 'node:path'

/** These start whole processes and wait for them, install signals or need a process of their own for another reason. */
const ALONE = ['test/e2e/', 'test/drills.', 'src/setup/', 'src/drill/']
/** A folder with no more files than this goes together with others of its place. */
const FEW_FILES = 6
/** Groups that take longer than any file that is alone. */
const LONG = ['test/console', 'test/http', 'src/few']

/**
 * Test files that share a process, one after the other: what most of them need most time for is to load the same code. The long groups begin first, and are busy; those that must be
 * alone run beside them, mostly waiting; then each other folder, the fullest first.
 */
export function groupFiles(files: readonly string[]): string[][] {
  const alone = files
    .filter(isAlone)
    .sort((a, b) => ALONE.findIndex((place) => a.startsWith(place)) - ALONE.findIndex((place) => b.startsWith(place)))
  const others = files.filter((file) => !isAlone(file))
  const folders = Map.groupBy(others, folderOf)
  const groups = Map.groupBy(others, (file) => {
    const folder = folderOf(file)
    return (folders.get(folder) ?? []).length > FEW_FILES ? folder : `${folder.split('/')[0]}/few`
  })
  const long = LONG.flatMap((name) => {
    const group = groups.get(name)
    groups.delete(name)
    return group ? [group] : []
  })
  return [...long, ...alone.map((file) => [file]), ...[...groups.values()].sort((a, b) => b.length - a.length)]
}

/** 'src/ledger', and 'test' for a file that stands in it. */
function folderOf(file: string): string {
  return dirname(file).split('/').slice(0, 2).join('/')
}

function isAlone(file: string): boolean {
  return file.endsWith('.peer.test.ts') || ALONE.some((place) => file.startsWith(place))
}
