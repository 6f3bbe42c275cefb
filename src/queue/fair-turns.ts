/** Turns at one kind of work, given to those who share it (channels, regions). */
export interface FairTurns {
  /** Runs when it is this one's turn; first come, first served within `who`. */
  take<T>(who: string, work: () => Promise<T>): Promise<T>
}

/** How many of one may be at work at the same time. */
export interface TurnLimits {
  /** While no other comes. */
  readonly alone: number
  /** While others come too. */
  readonly together: number
}

/** Another counts for so long after it came. */
const COUNTS_MS = 5_000

interface Turns {
  busy: number
  readonly waiting: (() => void)[]
}

/**
 * Keeps one that comes a thousand times at once from filling the process: everybody else's work would have to wait for all of it at each of its steps.
 */
export function openFairTurns({ alone, together }: TurnLimits, now: () => number = () => performance.now()): FairTurns {
  const all = new Map<string, Turns>()
  let latest = { who: '', at: Number.NEGATIVE_INFINITY }
  /** The last one of another than `latest`. */
  let other = latest

  function note(who: string): void {
    if (latest.who !== who) other = latest
    latest = { who, at: now() }
  }

  function limitOf(who: string): number {
    const rival = latest.who === who ? other : latest
    return now() - rival.at < COUNTS_MS ? together : alone
  }

  function begin(who: string, turns: Turns): void {
    while (turns.waiting.length > 0 && turns.busy < limitOf(who)) {
      turns.busy += 1
      turns.waiting.shift()?.()
    }
  }

  return {
    async take(who, work) {
      note(who)
      const turns = all.get(who) ?? { busy: 0, waiting: [] }
      all.set(who, turns)
      await new Promise<void>((start) => {
        turns.waiting.push(start)
        begin(who, turns)
      })
      try {
        return await work()
      } finally {
        turns.busy -= 1
        begin(who, turns)
        if (turns.busy === 0) all.delete(who)
      }
    },
  }
}
