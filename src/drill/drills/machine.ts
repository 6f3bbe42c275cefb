import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Site } from '../site.ts'
import type { Drill } from './drill.ts'

const FAKETIME = globSync(['/usr/lib/*/faketime/libfaketimeMT.so.1', '/usr/lib/faketime/libfaketimeMT.so.1'])[0] ?? null
const canMount = process.platform === 'linux' && process.getuid?.() === 0

/** The machine under the gateway: its disk and its clock. */
export const machine: readonly Drill[] = [
  {
    name: 'attachments-disk-full',
    simulated: () =>
      canMount ? null : 'writes fail with ENOSPC by a module that the gateway loads first; as root it is a small file system that is full',
    change: { 'attachments.attempts': 5 },
    async run(site) {
      const disk = await openDisk(site)
      site.after(() => disk.remove())
      await site.startGateway({ ...disk.options })
      const photo = (ticket: string) => `${site.bench.centre.url}/partners/media/${ticket}.jpg`
      await disk.fill()
      const flow = site.partner.burst({ count: Math.ceil(site.size.reports / 2), everyMs: 60, photo })
      const plain = site.partner.burst({ count: 10, everyMs: 60 })
      await pause(site.size.awayMs)
      await disk.empty()
      site.back()
      await Promise.all([flow, plain])
      await site.partner.burst({ count: 3, everyMs: 60, photo })
      await site.settled()
      const parked = await site.ledger<{ reason: string }>(`select reason from complaints where delivery = 'parked'`)
      site.check(parked.length === 0, `a full disk parked ${parked.length} reports (${parked[0]?.reason})`)
    },
  },
  clock('clock-jumps-forward', [3600, 0]),
  clock('clock-jumps-back', [-3600, 0]),
]

interface Disk {
  readonly options: { readonly env?: NodeJS.ProcessEnv; readonly preload?: readonly string[] }
  fill(): Promise<void>
  empty(): Promise<void>
  remove(): Promise<void>
}

async function openDisk({ dataFolder }: Site): Promise<Disk> {
  const folder = join(dataFolder, 'attachments')
  await mkdir(folder, { recursive: true })
  const filler = join(folder, 'filler')
  const mounted = canMount && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]).status === 0
  if (!mounted) {
    const flag = join(dataFolder, 'disk-is-full')
    return {
      options: { env: { DRILL_DISK_FULL: flag }, preload: [join(import.meta.dirname, '../preload/full-disk.ts')] },
      fill: () => writeFile(flag, ''),
      empty: () => rm(flag, { force: true }),
      remove: async () => {},
    }
  }
  return {
    options: {},
    // Until there is no room for another byte.
    fill: async () => void spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k', 'count=1000'], { stdio: 'ignore' }),
    empty: () => rm(filler, { force: true }),
    remove: async () => void spawnSync('umount', ['-l', folder]),
  }
}

/** The gateway's clock jumps while reports flow, and then back. Channels without a time in their signature only: with a wrong clock the others are rightly refused. */
function clock(name: string, jumps: readonly number[]): Drill {
  return {
    name,
    simulated: () =>
      FAKETIME ? null : 'the clock of JavaScript alone is moved; with the package faketime it is that of the whole process',
    async run(site) {
      const file = join(site.dataFolder, 'clock')
      const jump = (seconds: number) => writeFile(file, `${seconds >= 0 ? '+' : ''}${seconds}\n`)
      await jump(0)
      await site.startGateway(
        FAKETIME && existsSync(FAKETIME)
          ? {
              env: { LD_PRELOAD: FAKETIME, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_CACHE_DURATION: '1' },
            }
          : { env: { DRILL_CLOCK: file }, preload: [join(import.meta.dirname, '../preload/shifted-clock.ts')] },
      )
      const via = ['wargaku', 'sapawarga'] as const
      for (const seconds of jumps) {
        // What waits for its time while the clock jumps must not wait for an hour.
        await site.orderFault({ kind: 'error-500', on: 'create', forMs: 2_500 })
        const flow = site.partner.burst({ count: Math.ceil(site.size.reports / 2), everyMs: 40, via })
        await pause(1_500)
        await jump(seconds)
        await pause(2_000)
        site.back()
        await flow
        await site.settled()
      }
    },
  }
}
