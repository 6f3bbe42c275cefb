import { type LoopLoad, openLoopLoad } from './loop-load.ts'
import { openPace } from './pace.ts'

/** Turns at one kind of work, given to those who share it (channels, regions). */
export interface FairTurns {
  /** Runs when it is this one's turn; first come, first served within `who`. */
  take<T>(who: string, work: () => Promise<T>): Promise<T>
  /** Whether some of this one wait for their turn. */
  isWaiting(who: string): boolean
}

export interface TurnLimits {
  /** How many of one may be at work at the same time while no other comes. */
  readonly alone: number
  /** The same, while others come too. */
  readonly together: number
  /** While others come too and the process is busy, turns of one that crowds are at most so far apart. Default 0: never apart. */
  readonly mostGapMs?: number
}

/** By which it is known how busy the process is. */
export interface Senses {
  readonly now?: () => number
  readonly load?: LoopLoad
  /** Told how long the work of those took who do not crowd. */
  took?(ms: number, crowded: boolean): void
}

/** Another counts for so long after it came. */
const COUNTS_MS = 5_000

interface Turns {
  busy: number
  readonly waiting: (() => void)[]
  nextAt: number
  timer: NodeJS.Timeout | null
}

/**
 * Keeps one that comes a thousand times at once from filling the process: everybody else's work would have to wait for all of it at each of its steps.
 */
export function openFairTurns({ alone, together, mostGapMs = 0 }: TurnLimits, senses: Senses = {}): FairTurns {
  const { now = () => performance.now(), load = openLoopLoad(), took } = senses
  const all = new Map<string, Turns>()
  const pace = openPace({ mostGapMs, now, load })
  let latest = { who: '', at: Number.NEGATIVE_INFINITY }
  /** The last one of another than `latest`. */
  let other = latest

  function note(who: string): void {
    if (latest.who !== who) other = latest
    latest = { who, at: now() }
  }

  function isAlone(who: string): boolean {
    const rival = latest.who === who ? other : latest
    return now() - rival.at >= COUNTS_MS
  }

  function begin(who: string, turns: Turns): void {
    const single = isAlone(who)
    while (turns.waiting.length > 0 && turns.busy < (single ? alone : together)) {
      const earlyMs = single ? 0 : turns.nextAt - now()
      if (earlyMs > 0) {
        beginLater(who, turns, earlyMs)
        return
      }
      turns.nextAt = now() + pace.gapAfter(who)
      turns.busy += 1
      turns.waiting.shift()?.()
    }
  }

  function beginLater(who: string, turns: Turns, ms: number): void {
    turns.timer ??= setTimeout(() => {
      turns.timer = null
      begin(who, turns)
    }, ms)
  }

  return {
    isWaiting: (who) => (all.get(who)?.waiting.length ?? 0) > 0,
    async take(who, work) {
      note(who)
      const turns = all.get(who) ?? { busy: 0, waiting: [], nextAt: 0, timer: null }
      all.set(who, turns)
      await new Promise<void>((start) => {
        turns.waiting.push(start)
        begin(who, turns)
      })
      const begun = now()
      try {
        return await work()
      } finally {
        if (took && !pace.crowded(who)) took(now() - begun, pace.crowded(null))
        turns.busy -= 1
        begin(who, turns)
        if (turns.busy === 0 && turns.waiting.length === 0) all.delete(who)
      }
    },
  }
}
