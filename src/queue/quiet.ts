import { type LoopLoad, openLoopLoad } from './loop-load.ts'

/** Moments for work that nobody waits for. */
export interface Quiet {
  /** Does the work when it is time for it. It looks at `goesOn` between its parts, and ends when that says no; what it left is done by a later round. */
  run(work: (goesOn: () => boolean) => Promise<void>): Promise<void>
}

/** Above this the process takes and sends reports as fast as it can. */
const BUSY = 0.7
/** However busy it is, the whole of the work is done so often. */
const MOST_MS = 30_000

/**
 * While reports come faster than they are sent, sums and indexes wait for a quiet moment, and then do in one go what would have been done in many; they are never later
 * than MOST_MS and their own work.
 */
export function openQuiet(load: LoopLoad = openLoopLoad(), now: () => number = () => performance.now()): Quiet {
  let wholeAt = now()
  return {
    async run(work) {
      const begun = now()
      const isLate = begun - wholeAt >= MOST_MS
      const mayGoOn = () => isLate || load() < BUSY
      if (!mayGoOn()) return
      let isWhole = true
      await work(() => {
        isWhole = mayGoOn()
        return isWhole
      })
      if (isWhole) wholeAt = begun
    },
  }
}
