import type { LoopLoad } from './loop-load.ts'

/** How far apart the turns of one that crowds are. */
export interface Pace {
  /** Counts one turn of `who`; milliseconds until its next one. 0 unless it crowds and the process is busy. */
  gapAfter(who: string): number
  /** Whether `who` crowded of late; null: whether anybody did. */
  crowded(who: string | null): boolean
}

/** Over a window of this length one is compared with the quietest. */
const WINDOW_MS = 1_000
/** Who has so many times the turns of the quietest crowds. Where all send alike, nobody does. */
const CROWDS = 8
/** Who crowded counts as crowding for so long. */
const OF_LATE_MS = 3_000
/** Above the one the gap grows, below the other it shrinks: what is left of the process is for those who do not crowd. */
const BUSY = 0.5
const EASY = 0.4

export function openPace({ mostGapMs, now, load }: { mostGapMs: number; now: () => number; load: LoopLoad }): Pace {
  let windowFrom = now()
  let counts = new Map<string, number>()
  let fewest = Number.POSITIVE_INFINITY
  let gapMs = 0
  let lastLoad = -1
  /** When each of those crowded last who did of late. */
  const crowdedAt = new Map<string, number>()

  function count(who: string): number {
    if (now() - windowFrom >= WINDOW_MS) {
      fewest = Math.min(...counts.values())
      counts = new Map()
      windowFrom = now()
      for (const [who, at] of crowdedAt) if (!isOfLate(at)) crowdedAt.delete(who)
    }
    const mine = (counts.get(who) ?? 0) + 1
    counts.set(who, mine)
    return mine
  }

  function isOfLate(at: number | undefined): boolean {
    return at !== undefined && now() - at < OF_LATE_MS
  }

  function adapt(): void {
    const busy = load()
    if (busy === lastLoad) return
    lastLoad = busy
    if (busy > BUSY) gapMs = Math.min(mostGapMs, gapMs * 1.3 + 0.5)
    else if (busy < EASY) gapMs = gapMs < 0.5 ? 0 : gapMs * 0.8
  }

  return {
    gapAfter(who) {
      const crowds = count(who) >= CROWDS * fewest
      if (crowds) {
        // Who begins to crowd begins slowly: before it is known what that does to the others, hundreds would be under way.
        if (!isOfLate(crowdedAt.get(who))) gapMs = Math.max(gapMs, mostGapMs / 2)
        crowdedAt.set(who, now())
      }
      adapt()
      return crowds ? gapMs : 0
    },
    crowded: (who) => (who === null ? [...crowdedAt.values()].some(isOfLate) : isOfLate(crowdedAt.get(who))),
  }
}
