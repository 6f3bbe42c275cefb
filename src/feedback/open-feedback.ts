import { GatewayError } from '../contract/errors.ts'
import { holdLease } from '../ledger/hold-lease.ts'
import { backOff } from '../queue/back-off.ts'
import type { Job } from '../queue/open-queues.ts'
import { startWorker, type Verdict } from '../queue/start-worker.ts'
import { followCase, reportMissingCase } from './follow-case.ts'
import type { FeedbackOptions } from './parts.ts'
import { openPlaces } from './places.ts'
import { replyToOrigin } from './reply-to-origin.ts'
import { startRounds } from './rounds.ts'

/** How many cases are read at once. */
const CONCURRENCY = 8
/** How many replies are under way at once, and how many of them to one channel: those to people wait for their turn (so many a second), and no other channel may wait with them. */
const REPLIES = 32
const REPLIES_OF_ONE = 8
/** A reply for which its channel has no place comes again after so long, and a little by chance. */
const CROWDED_MS = 2_000
/** A centre that fails is asked again after so long; the case keeps its place in the schedule. */
const FOLLOW_AGAIN = { firstMs: 2_000, maxMs: 60_000 }

/** Reading and telling may both be done twice: what takes longer when the gateway stops is left to whoever comes next. */
const CLOSE_MS = 3_000

/** Starts the way back: cases are followed at the centre, and what changed is told to their origin. */
export function openFeedback(options: FeedbackOptions): { close(): Promise<void> } {
  const { queues, log, redisUrl, prefix, ledger, holder } = options
  const common = { redisUrl, log, concurrency: CONCURRENCY, ...(prefix === undefined ? {} : { prefix }) }
  const workers = [
    startWorker({ ...common, stage: 'follow', hold: (ms) => queues.hold('follow', ms), handle: handleFollow }),
    startWorker({ ...common, concurrency: REPLIES, stage: 'reply', hold: (ms) => queues.hold('reply', ms), handle: handleReply }),
  ]
  const rounds = startRounds(options)
  const places = openPlaces(REPLIES_OF_ONE)
  const stopping = new AbortController()

  /** One process at a time reads a case, so that an older answer can never be written over a newer one. */
  async function handleFollow(job: Job, attempts: number): Promise<Verdict> {
    const lease = await holdLease(ledger, `case:${job.id}`, holder).catch(() => null)
    if (!lease) return { verdict: 'done' }
    try {
      // A case is read with two calls at least.
      for (let call = 0; call < 2; call += 1) await options.turn?.(stopping.signal)
      const outcome = await followCase(options, job.id)
      if (outcome === 'changed') log.info({ complaintId: job.id }, 'the case changed')
      options.onOutcome?.('follow', outcome)
      return { verdict: 'done' }
    } catch (error) {
      return await afterFailedFollow(error, job, attempts)
    } finally {
      await lease.release()
    }
  }

  async function afterFailedFollow(error: unknown, job: Job, attempts: number): Promise<Verdict> {
    const code = error instanceof GatewayError ? error.code : 'internal_error'
    options.onOutcome?.('follow', code)
    log.warn({ complaintId: job.id, code, error: error instanceof Error ? error.message : '' }, 'case not read')
    if (code === 'case_unknown') return noteMissingCase(job.id)
    if (error instanceof GatewayError && error.disposition === 'wait')
      return { verdict: 'hold', ms: error.retryAfterMs ?? FOLLOW_AGAIN.firstMs }
    return attempts >= 5 ? { verdict: 'done' } : { verdict: 'retry', ms: backOff(FOLLOW_AGAIN, attempts) }
  }

  /** The centre says that it has no such case. It is asked again in its time, for it may come back. */
  async function noteMissingCase(id: string): Promise<Verdict> {
    await reportMissingCase(options, id).catch(() => undefined)
    return { verdict: 'done' }
  }

  async function handleReply(job: Job): Promise<Verdict> {
    try {
      const outcome = await replyToOrigin({ ...options, enter: places }, job.id)
      if (outcome === 'crowded') return { verdict: 'wait', ms: CROWDED_MS * (1 + Math.random()) }
      options.onOutcome?.('reply', outcome)
    } catch (error) {
      options.onOutcome?.('reply', 'internal_error')
      log.error(
        { feedbackId: job.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
        'reply failed; it comes again',
      )
    }
    return { verdict: 'done' }
  }

  return {
    async close() {
      rounds.close()
      stopping.abort()
      await Promise.all(workers.map((worker) => worker.close(CLOSE_MS)))
    },
  }
}
