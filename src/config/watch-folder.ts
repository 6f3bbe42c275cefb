import { setTimeout as pause } from 'node:timers/promises'
import chokidar from 'chokidar'

/** Calls `changed` soon after anything in the folder may have changed, once for a burst; also when files are replaced by rename or by a symlink swap. */
export interface FolderWatch {
  /** Files outside the folder that matter as well. */
  addFiles(files: Iterable<string>): void
  close(): Promise<void>
}

const BURST_MS = 80
/** File systems that send no events (network mounts) are looked at so often. */
const LOOK_EVERY_MS = 10_000
const READY_WITHIN_MS = 5_000

export async function watchFolder(dir: string, changed: () => Promise<void>, look = changed): Promise<FolderWatch> {
  let timer: NodeJS.Timeout | null = null
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = null
      void changed()
    }, BURST_MS)
  }
  const looking = setInterval(() => void look(), LOOK_EVERY_MS)
  looking.unref()
  const watcher = chokidar.watch(dir, { ignoreInitial: true, depth: 3, atomic: false })
  watcher.on('all', soon).on('raw', soon).on('error', soon)
  // A system without watches to spare may never be ready; it is looked at all the same.
  await Promise.race([
    new Promise<void>((ready) => watcher.once('ready', () => ready())),
    pause(READY_WITHIN_MS, undefined, { ref: false }),
  ])
  const added = new Set<string>()
  return {
    addFiles(files) {
      for (const file of files) if (!added.has(file)) watcher.add(file)
      for (const file of files) added.add(file)
    },
    async close() {
      clearInterval(looking)
      if (timer) clearTimeout(timer)
      await watcher.close()
    },
  }
}
