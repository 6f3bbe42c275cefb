import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { MAX_FILE_BYTES } from './read-document.ts'

export type FileKind = 'gateway' | 'region' | 'channel' | 'sla' | 'calendar' | 'crosswalk'

/** One file of config/ as it is on disk now. */
export interface FoundFile {
  /** Relative to the folder, with forward slashes: 'channels/jaki.yaml'. */
  readonly file: string
  readonly kind: FileKind
  /** Its name without '.yaml' or '.csv'. */
  readonly name: string
  readonly content: { readonly text: string } | { readonly fault: string }
}

const FOLDERS = { regions: 'region', channels: 'channel', sla: 'sla', calendar: 'calendar', crosswalks: 'crosswalk' } as const
const MAX_FILES = 5000

/** Reads all files of config/, sorted by name. A folder that is not there holds nothing; a file that cannot be read says why. */
export async function readFolder(dir: string): Promise<FoundFile[]> {
  const found: FoundFile[] = []
  const gateway = await readOne(dir, 'gateway.yaml', 'gateway')
  if (gateway) found.push(gateway)
  for (const [folder, kind] of Object.entries(FOLDERS)) {
    const names = await readdir(path.join(dir, folder)).catch(() => [])
    const isMeant = MEANT[kind === 'crosswalk' ? 'csv' : 'yaml']
    for (const name of names
      .filter((one) => !one.startsWith('.') && isMeant.test(one))
      .sort()
      .slice(0, MAX_FILES)) {
      const one = await readOne(dir, `${folder}/${name}`, kind)
      if (one) found.push(one)
    }
  }
  return found
}

/**
 * Tells whether anything may have changed since, without reading it: of every file, and of others that matter, when it was written, how large it is and which it is.
 * Where a link leads elsewhere it is another file.
 */
export async function stampFolder(dir: string, others: Iterable<string> = []): Promise<string> {
  const folders = await Promise.all(
    Object.keys(FOLDERS).map(async (folder) =>
      (await readdir(path.join(dir, folder)).catch(() => [])).map((name) => path.join(dir, folder, name)),
    ),
  )
  const stamps: string[] = []
  for (const file of [path.join(dir, 'gateway.yaml'), ...folders.flat(), ...others]) {
    const { mtimeMs, ctimeMs, size, ino } = (await stat(file).catch(() => null)) ?? { mtimeMs: 0, ctimeMs: 0, size: -1, ino: 0 }
    stamps.push(`${file} ${mtimeMs} ${ctimeMs} ${size} ${ino}`)
  }
  return stamps.join('\n')
}

/** Editors and Kubernetes keep hidden files and copies beside the real ones. */
const MEANT = { yaml: /\.ya?ml$/i, csv: /\.csv$/i } as const

async function readOne(dir: string, file: string, kind: FileKind): Promise<FoundFile | null> {
  const found = (content: FoundFile['content']): FoundFile => ({
    file,
    kind,
    name: path.basename(file).replace(/\.(ya?ml|csv)$/i, ''),
    content,
  })
  if (kind !== 'crosswalk' && !file.endsWith('.yaml'))
    return found({ fault: `the name must end with .yaml; rename it to ${path.basename(file).replace(/\.ya?ml$/i, '.yaml')}` })
  try {
    const target = path.join(dir, file)
    const { size, mode } = await stat(target)
    if ((mode & 0o170000) === 0o040000) return null
    if (size > MAX_FILE_BYTES)
      return found({ fault: `the file is larger than ${MAX_FILE_BYTES / 1024} KiB; split it or remove what does not belong` })
    return found({ text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(target)) })
  } catch (error) {
    if (error instanceof TypeError) return found({ fault: 'the file is not UTF-8; save it as UTF-8' })
    const code = error instanceof Error ? Reflect.get(error, 'code') : null
    return code === 'ENOENT' ? null : found({ fault: `the file cannot be read (${String(code)}); let the gateway's user read it` })
  }
}
