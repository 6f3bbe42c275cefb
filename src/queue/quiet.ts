import { type LoopLoad, openLoopLoad } from './loop-load.ts'

/** Moments for work that nobody waits for. */
export interface Quiet {
  /** Does the work when it is time for it. What it left is done by a later round. */
  run(work: (moment: Moment) => Promise<void>): Promise<void>
}

export interface Moment {
  /** Looked at between the parts of the work, which ends when this says no. */
  goesOn(): boolean
  /** It is not quiet, but time: only what must be done is done. */
  readonly isLate: boolean
}

/** Above this the process takes and sends reports as fast as it can. */
const BUSY = 0.7
/** However busy it is, the whole of the work is done so often. */
const MOST_MS = 60_000

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
      const goesOn = () => {
        isWhole = mayGoOn()
        return isWhole
      }
      await work({ goesOn, isLate })
      if (isWhole) wholeAt = begun
    },
  }
}
