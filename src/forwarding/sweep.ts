import { holdLease } from '../ledger/hold-lease.ts'
import type { Job } from '../queue/open-queues.ts'
import type { Forwarding } from './parts.ts'

/** How often the ledger is compared with the queue. Work goes on this long after Redis came back, at most. */
const EVERY_MS = 2_000
const PAGE = 500
/** A queue that holds so many is not filled further: it is filled again as it drains, so Redis never holds a whole backlog. */
const ENOUGH = 20_000

/**
 * Fills the queues from the ledger, which is the truth: what Redis lost, or never got, is enqueued again, once. Runs on one gateway at a time, by a lease
 * in PostgreSQL, so that it needs nothing of Redis to remember that it must run.
 */
export function startSweep(forwarding: Forwarding): { close(): void } {
  const { ledger, queues, log, signal } = forwarding
  let timer: NodeJS.Timeout | null = setTimeout(run, 0)
  let failing = false

  async function run(): Promise<void> {
    try {
      const lease = await holdLease(ledger, 'sweep:forward', forwarding.holder)
      if (lease) {
        try {
          await sweepComplaints(forwarding)
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
    if (timer && !signal.aborted) timer = setTimeout(run, EVERY_MS)
  }

  async function sweepUpdates({ ledger: { updates } }: Forwarding): Promise<void> {
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
async function sweepConfirmed({ ledger, queues }: Forwarding): Promise<void> {
  const rows = await ledger.unknown.toFinish(PAGE)
  await queues.fill(
    'forward',
    rows.map(({ id, region }): Job => ({ id, region, kind: 'complaint' })),
  )
}

async function sweepComplaints({ ledger, queues }: Forwarding): Promise<void> {
  let after: string | null = null
  for (;;) {
    const rows = await ledger.complaints.inFlight(after, PAGE)
    const jobs = (stage: string): Job[] =>
      rows.filter((row) => row.stage === stage).map(({ id, region }) => ({ id, region, kind: 'complaint' }))
    await queues.fill('fetch', jobs('fetch'))
    await queues.fill('forward', jobs('forward'))
    after = rows.at(-1)?.id ?? null
    if (rows.length < PAGE || after === null || (await isFull(queues))) return
  }
}

async function isFull(queues: Forwarding['queues']): Promise<boolean> {
  const depth = await queues.depth('forward')
  return Object.values(depth).reduce((sum, count) => sum + count, 0) > ENOUGH
}
