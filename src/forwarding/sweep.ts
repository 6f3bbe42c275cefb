import { holdLease } from '../ledger/hold-lease.ts'
import type { InFlight } from '../ledger/ledger.ts'
import type { Job, Queues } from '../queue/open-queues.ts'
import type { Forwarding } from './parts.ts'

/** How often the ledger is compared with the queue. Work goes on this long after Redis came back, at most. */
const EVERY_MS = 2_000
/** While it brings a backlog, so often: a region's part of one look is sent in less than EVERY_MS, and the queue would run empty. */
const BRINGING_EVERY_MS = 400
/** A look that finds so many missing brings a backlog. What arrives at that moment is missing as well, and on its way. */
const BACKLOG = 200
/** It rests so many times as long as it took. */
const REST = 2
const PAGE = 500
/** So many are looked for in the queue; as they are served others follow, so Redis never holds a whole backlog. */
const ENOUGH = 12_000
/** Most sweeps look at the oldest few of each region only; one of so many, or one that finds something missing, looks at more. */
const WHOLE_EVERY = 5

type SweepParts = Pick<Forwarding, 'ledger' | 'queues' | 'log' | 'signal' | 'holder'>

/**
 * Fills the queues from the ledger, which is the truth: what Redis lost, or never got, is enqueued again, once. Runs on one gateway at a time, by a lease
 * in PostgreSQL, so that it needs nothing of Redis to remember that it must run.
 */
export function startSweep(forwarding: SweepParts): { close(): void } {
  const { ledger, queues, log, signal } = forwarding
  let timer: NodeJS.Timeout | null = setTimeout(run, 0)
  let failing = false
  let sweeps = 0
  let pauseMs = EVERY_MS

  async function run(): Promise<void> {
    const brings = pauseMs < EVERY_MS
    // Also where this one fails, or another gateway has the lease.
    pauseMs = EVERY_MS
    try {
      const lease = await holdLease(ledger, 'sweep:forward', forwarding.holder)
      if (lease) {
        try {
          pauseMs = await sweepAll(brings)
          await sweepUpdates(forwarding)
          await sweepConfirmed(forwarding)
        } finally {
          await lease.release()
        }
      }
      failing = false
    } catch (error) {
      if (!failing)
        log.warn({ error: error instanceof Error ? error.message : String(error) }, 'the sweep waits for the ledger and the queue')
      failing = true
    }
    if (timer && !signal.aborted) timer = setTimeout(run, pauseMs)
  }

  /** `brings`: the one before found a backlog. Resolves with how long to wait for the next one. */
  async function sweepAll(brings: boolean): Promise<number> {
    const begun = performance.now()
    const looksFurther = brings || (await sweepComplaints(forwarding, 0)) > 0 || sweeps % WHOLE_EVERY === 0
    sweeps += 1
    const missing = looksFurther ? await sweepComplaints(forwarding, ENOUGH) : 0
    if (missing < BACKLOG) return EVERY_MS
    return Math.min(EVERY_MS, Math.max(BRINGING_EVERY_MS, REST * (performance.now() - begun)))
  }

  async function sweepUpdates({ ledger: { updates } }: SweepParts): Promise<void> {
    const waiting = await updates.inFlight(PAGE)
    await queues.fill(
      'forward',
      waiting.map(({ id, region }): Job => ({ id, region, kind: 'update' })),
    )
  }

  return {
    close() {
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}

/** What a person confirmed, and is not finished. */
async function sweepConfirmed({ ledger, queues }: SweepParts): Promise<void> {
  const rows = await ledger.unknown.toFinish(PAGE)
  await queues.fill(
    'forward',
    rows.map(({ id, region }): Job => ({ id, region, kind: 'complaint' })),
  )
}

/** Some of every region, oldest first, however long the backlog of one is. Resolves with how many were missing. */
async function sweepComplaints({ ledger, queues }: SweepParts, most: number): Promise<number> {
  const { rows, whole } = await withoutHeld(queues, await ledger.complaints.inFlight(most))
  let missing = 0
  for (const stage of ['fetch', 'forward'] as const) {
    const jobs = rows.filter((row) => row.stage === stage).map(({ id, region }): Job => ({ id, region, kind: 'complaint' }))
    missing += await queues.fill(stage, jobs)
    await queues.caughtUp(stage, whole)
  }
  return missing
}

/** What another part of a gateway holds back during a burst, it enqueues by itself. All of such a region is not in the queue, then. */
async function withoutHeld(queues: Queues, { rows, whole }: InFlight): Promise<InFlight> {
  const oldest = await queues.held.from([...new Set(rows.map(({ region }) => region))])
  const isHeld = (region: string, id: string): boolean => {
    const from = oldest.get(region)
    return from !== undefined && id >= from
  }
  return { rows: rows.filter(({ id, region }) => !isHeld(region, id)), whole: whole.filter((region) => !oldest.has(region)) }
}
