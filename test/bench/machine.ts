import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { median, round } from './bench.ts'

/** What absolute figures depend on. */
export interface Machine {
  readonly cores: number
  readonly processor: string
  readonly memoryGiB: number
  readonly disk: string
  readonly node: string
}

/** `folder`: where the servers keep their data. */
export function seeMachine(folder: string): Machine {
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? '',
    memoryGiB: round(totalmem() / 2 ** 30),
    disk: `${fileSystemOf(folder)}, ${syncMs(folder)} ms to sync 8 KiB`,
    node: process.version,
  }
}

export const describeMachine = ({ cores, processor, memoryGiB, disk, node }: Machine): string =>
  `${cores} cores (${processor}), ${memoryGiB} GiB, disk: ${disk}, Node ${node}`

const TIMES = 50

/** What a commit waits for at least. */
function syncMs(folder: string): number {
  const file = join(folder, 'sync')
  const descriptor = openSync(file, 'w')
  const page = Buffer.alloc(8192, 1)
  const times = Array.from({ length: TIMES }, () => {
    const begun = performance.now()
    writeSync(descriptor, page)
    fdatasyncSync(descriptor)
    return performance.now() - begun
  })
  closeSync(descriptor)
  rmSync(file)
  return round(median(times), 2)
}

/** The one whose place is the longest that the folder begins with. */
function fileSystemOf(folder: string): string {
  if (process.platform !== 'linux') return process.platform
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, place = '']) => place === '/' || folder === place || folder.startsWith(`${place}/`))
    .sort(([, a = ''], [, b = '']) => b.length - a.length)
  const [device = '', , kind = ''] = mounts[0] ?? []
  return `${kind} on ${device}`
}
