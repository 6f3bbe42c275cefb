import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { listMappingFolders } from './load-mappings.ts'

/**
 * Tells whether anything may have changed since, without reading it: of every file that a mapping is made of, when it was written, how large it is and which it is.
 * Where a link leads elsewhere it is another file.
 */
export async function stampMappings(dir: string): Promise<string> {
  const folders = await listMappingFolders(dir).catch(() => null)
  if (folders === null) return 'unreadable'
  const stamps = await Promise.all(folders.map(({ path }) => stampFolder(path)))
  return stamps.join('\n')
}

async function stampFolder(path: string): Promise<string> {
  const names = (await readdir(path).catch((): string[] => [])).filter((name) => name === 'mapping.yaml' || name.endsWith('.csv')).sort()
  const stamps = await Promise.all(names.map((name) => stampFile(join(path, name))))
  return [path, ...stamps].join('\n')
}

async function stampFile(file: string): Promise<string> {
  const found = await stat(file).catch(() => null)
  return found === null ? `${file} gone` : `${file} ${found.mtimeMs} ${found.ctimeMs} ${found.size} ${found.ino}`
}
