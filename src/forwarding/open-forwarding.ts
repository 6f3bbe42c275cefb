import { type ErrorCode, GatewayError } from '../contract/errors.ts'
import { holdLease } from '../ledger/hold-lease.ts'
import type { Reason } from '../ledger/ledger.ts'
import { NO_EXCHANGES } from '../outbound/exchange-log.ts'
import { openFairTurns } from '../queue/fair-turns.ts'
import type { Job } from '../queue/open-queues.ts'
import { type RunningWorker, startWorker, type Verdict } from '../queue/start-worker.ts'
import { openStrain } from '../queue/strain.ts'
import { openAllWell } from './all-well.ts'
import { createBreaker } from './breaker.ts'
import { type Decision, decide } from './decide.ts'
import { fetchAttachments } from './fetch-attachments.ts'
import { findAtCentre } from './find-at-centre.ts'
import { forwardComplaint, settleCreated } from './forward-complaint.ts'
import { forwardUpdate } from './forward-update.ts'
import { GateShut, openGate } from './gate.ts'
import type { Forwarding, ForwardingOptions } from './parts.ts'
import { LOOK_AGAIN_MS, openPauseSwitch } from './pause-switch.ts'
import { startSweep } from './sweep.ts'

/** When the gateway stops: milliseconds after which no step is begun, and after which a step without an answer is left to whoever comes next. */
const HAND_OVER_MS = 4_000
const CLOSE_MS = 7_500
/** So many times what may be sent at the same time is read, or written behind its answer, meanwhile: those share their statements. */
const AT_HAND = 4
/** One that crowds is served at least so often. */
const MOST_GAP_MS = 100

/** Starts the way to the centre: the workers of `fetch` and `forward`, and the sweep that fills them from the ledger. */
export function openForwarding(options: ForwardingOptions): { close(): Promise<void> } {
  const stopping = new AbortController()
  const { forward, central } = options.settings().gateway
  const gate = openGate(forward.concurrency)
  const forwarding: Forwarding = {
    ...options,
    inTurn: gate.pass,
    exchanges: options.exchanges ?? NO_EXCHANGES,
    breaker: createBreaker({
      log: options.log,
      probe: () => options.central.probe(),
      longestWaitMs: () => options.settings().gateway.forward.maxMs,
    }),
    pauses: openPauseSwitch(options.ledger, options.log),
    well: openAllWell(options.ledger.alerts),
    signal: stopping.signal,
  }
  const { queues, log, redisUrl, prefix } = options
  const common = { redisUrl, log, ...(prefix === undefined ? {} : { prefix }) }

  const workers: RunningWorker[] = [
    startWorker({
      ...common,
      stage: 'fetch',
      concurrency: forward.concurrency,
      hold: (ms) => queues.hold('fetch', ms),
      handle: handleFetch,
    }),
    startWorker({
      ...common,
      stage: 'forward',
      concurrency: AT_HAND * forward.concurrency,
      perSecond: central.requestsPerSecond,
      hold: (ms) => queues.hold('forward', ms),
      handle: takeTurn,
    }),
  ]
  const sweep = startSweep(forwarding)
  /** While several regions have something to send, none has more than a quarter of what may be under way, and one that crowds gives way while the process is busy. */
  const regions = openFairTurns(
    {
      alone: AT_HAND * forward.concurrency,
      together: Math.max(2, Math.floor(forward.concurrency / 4)),
      mostGapMs: MOST_GAP_MS,
    },
    options.strain ?? openStrain(),
  )

  async function handleFetch(job: Job, attempts: number): Promise<Verdict> {
    try {
      await fetchAttachments(forwarding, job.id, attempts)
      queues.enqueue('forward', job)
      options.log.info({ complaintId: job.id }, 'attachments fetched')
      options.onOutcome?.('fetch', 'stored')
      return { verdict: 'done' }
    } catch (error) {
      const decision = decide(error, attempts, options.settings().gateway.attachments)
      return act('fetch', job, decision, error)
    }
  }

  async function takeTurn(job: Job, attempts: number, line: 'first' | 'behind'): Promise<Verdict> {
    // Those that wait for their region's turn would fill the workers from which everybody else is served.
    if (line === 'first' && regions.isWaiting(job.region)) return { verdict: 'behind' }
    const verdict = await regions.take(job.region, () => handleForward(job, attempts))
    if (verdict.verdict === 'hold') gate.holdFor(verdict.ms)
    return verdict
  }

  async function handleForward(job: Job, attempts: number): Promise<Verdict> {
    if (gate.waitMs() > 0) return { verdict: 'wait', ms: gate.waitMs() }
    if (await forwarding.pauses.isPaused()) return { verdict: 'hold', ms: LOOK_AGAIN_MS }
    const lease = await holdLease(options.ledger, `forward:${job.id}`, options.holder).catch(() => null)
    if (!lease) return { verdict: 'wait', ms: 2_000 }
    try {
      const work = { ...forwarding, signal: AbortSignal.any([forwarding.signal, lease.signal]) }
      const outcome = job.kind === 'update' ? await forwardUpdate(work, job.id, attempts) : await forwardComplaint(work, job.id, lease)
      options.onOutcome?.('forward', outcome)
      return { verdict: 'done' }
    } catch (error) {
      if (error instanceof GateShut) return { verdict: 'wait', ms: error.waitMs }
      return await act('forward', job, decide(error, attempts, options.settings().gateway.forward), error)
    } finally {
      await lease.release()
    }
  }

  async function act(stage: 'fetch' | 'forward', job: Job, decision: Decision, error: unknown): Promise<Verdict> {
    const code = error instanceof GatewayError ? error.code : 'internal_error'
    options.onOutcome?.(stage, code)
    const detail = { stage, id: job.id, kind: job.kind, code, action: decision.action }
    if (code === 'internal_error') log.error({ ...detail, error: stackOf(error) }, 'the gateway failed on a job')
    else log.warn(detail, 'not delivered')
    try {
      return await carryOut(stage, job, decision, code)
    } catch {
      return { verdict: 'wait', ms: 2_000 }
    }
  }

  async function carryOut(stage: 'fetch' | 'forward', job: Job, decision: Decision, code: ErrorCode): Promise<Verdict> {
    const { ledger } = options
    if (decision.action === 'again') {
      if (decision.verdict.verdict === 'retry') await noteRetry(stage, job, code, decision.verdict.ms)
      return soften(stage, decision.verdict)
    }
    if (decision.action === 'stop') {
      const subject = code === 'credentials_refused' ? 'central' : job.region
      await ledger.alerts.raise(`${code}:${subject}`, code, subject, decision.reason.message)
      return code === 'credentials_refused' ? soften(stage, decision.verdict) : { verdict: 'wait', ms: decision.verdict.ms }
    }
    if (decision.action === 'unknown' && job.kind === 'complaint') {
      const verdict = await askTheCentre(stage, job)
      if (verdict) return verdict
    }
    if (job.kind === 'complaint' && (await settleCreated(forwarding, job.id, decision.reason))) return { verdict: 'done' }
    const rows = job.kind === 'update' ? ledger.updates : ledger.complaints
    await (decision.action === 'park' ? rows.markParked(job.id, decision.reason) : rows.markUnknown(job.id, decision.reason))
    // A person asked for it: nobody needs to be told.
    if (code === 'restricted') return { verdict: 'done' }
    await ledger.alerts.raise(`${decision.action}:${code}:${job.region}`, code, job.region, alertText(decision.reason))
    return { verdict: 'done' }
  }

  /** null: it stays unknown. While the centre cannot answer it is asked again; each time spends an attempt. */
  async function askTheCentre(stage: 'fetch' | 'forward', job: Job): Promise<Verdict | null> {
    try {
      return (await findAtCentre(forwarding, job.id)) ? { verdict: 'wait', ms: 1 } : null
    } catch (error) {
      const decision = decide(error, job.attempts ?? 0, options.settings().gateway.forward)
      return decision.action === 'again' ? soften(stage, decision.verdict) : null
    }
  }

  /** Every spent attempt is in the history. A wait is not: while the centre is away there are thousands. */
  async function noteRetry(stage: 'fetch' | 'forward', job: Job, code: ErrorCode, againInMs: number): Promise<void> {
    const { events, updates } = options.ledger
    if (job.kind === 'complaint') return events.add(job.id, stage === 'fetch' ? 'attachment_retry' : 'delivery_retry', { code, againInMs })
    const update = await updates.get(job.id)
    if (update) await events.add(update.complaintId, 'update_retry', { update: job.id, code, againInMs })
  }

  return {
    async close() {
      gate.close()
      sweep.close()
      // What is under way is finished; no further step is begun after a while, so that another gateway goes on behind the last one.
      const late = setTimeout(() => stopping.abort(), HAND_OVER_MS)
      await Promise.all(workers.map((worker) => worker.close(CLOSE_MS)))
      clearTimeout(late)
      stopping.abort()
      await forwarding.well.close()
    },
  }
}

/** One host of photos that asks for patience must not stop every other's. */
function soften(stage: 'fetch' | 'forward', verdict: Verdict): Verdict {
  return stage === 'fetch' && verdict.verdict === 'hold' ? { verdict: 'wait', ms: verdict.ms } : verdict
}

const alertText = (reason: Reason): string => `${reason.code}: ${reason.message}`.slice(0, 500)

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
