import type { Redis } from 'ioredis'

/** What gateways hold back during a burst (intake/taken-first.ts), known to all of them: each region's oldest, for a few seconds. */
export interface HeldMarks {
  /** A gateway will enqueue these, and what came behind them, by itself: of each region the id of the oldest. Neither waits nor throws. */
  note(oldest: ReadonlyMap<string, string>): void
  /** Of each of these regions of which something is held: from which id on. */
  from(regions: readonly string[]): Promise<Map<string, string>>
  /** Whether a burst is being taken, here or elsewhere, as far as this process heard: asking makes it look again. */
  isBurst(): boolean
}

/** Whoever holds something says so more often. A mark whose gateway died is gone soon, and the sweep brings what it held. */
const MARK_MS = 3_000
const LOOK_AGAIN_MS = 500

export function openHeldMarks(redis: Redis, prefix: string, now: () => number = () => performance.now()): HeldMarks {
  const keyOf = (region: string): string => `${prefix}:held:${region}`
  let burst = false
  let lookedAt = Number.NEGATIVE_INFINITY

  function look(): void {
    lookedAt = now()
    // While Redis is away nobody knows of anybody's burst.
    const looked = redis.status === 'ready' ? redis.exists(`${prefix}:held`) : Promise.resolve(0)
    looked.then(
      (count) => (burst = count > 0),
      () => (burst = false),
    )
  }

  return {
    note(oldest) {
      if (oldest.size === 0) return
      burst = true
      lookedAt = now()
      if (redis.status !== 'ready') return
      const marks = redis.pipeline().set(`${prefix}:held`, '1', 'PX', MARK_MS)
      for (const [region, id] of oldest) marks.set(keyOf(region), id, 'PX', MARK_MS)
      marks.exec().catch(() => undefined)
    },
    async from(regions) {
      if (regions.length === 0) return new Map()
      const ids = await redis.mget(regions.map(keyOf))
      return new Map(regions.flatMap((region, at) => (typeof ids[at] === 'string' ? [[region, ids[at]]] : [])))
    },
    isBurst() {
      if (now() - lookedAt >= LOOK_AGAIN_MS) look()
      return burst
    },
  }
}
