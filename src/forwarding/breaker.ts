import type { Log, Probe } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import { backOff } from '../queue/back-off.ts'

/** Runs a call to the centre, or throws `breaker_open` at once while the centre is failing. */
export type Breaker = <T>(call: () => Promise<T>) => Promise<T>

export interface BreakerOptions {
  readonly log: Log
  readonly probe: () => Promise<Pick<Probe, 'healthy' | 'reachable' | 'detail'>>
  readonly longestWaitMs: () => number
  readonly now?: () => number
}

/** So many failures in a row open it. */
const FAILURES = 5
const AGAIN = { firstMs: 1_000, maxMs: 30_000 }

const FAILING = new Set(['connection_failed', 'answer_lost', 'central_unavailable'])
/** What only a centre that is there can have said, and that is no failure of it. */
const SAID = new Set(['refused_by_partner', 'response_unexpected', 'case_unknown', 'credentials_refused', 'throttled'])

/** The cause of an `outcome_unknown` about which nobody asked the centre now. It says nothing of how the centre is. */
export const FROM_BEFORE = 'sent by an earlier run'

/**
 * Opens when the centre fails again and again, and then lets one call through at a time to see whether it is back. Answers that were lost count too: a centre
 * that takes everything and answers nothing would otherwise turn a whole backlog into unknown outcomes. The call that is let through may be a create, so
 * `probe`, which touches nothing, must succeed before it. When the centre answers the probe, and this call with a failure, it may be this complaint alone that
 * fails: it spends an attempt, and comes again after `longestWaitMs`; one that never spent any would wait for ever. `now` is a clock that never jumps, in
 * milliseconds.
 */
export function createBreaker({ log, probe, longestWaitMs, now = () => performance.now() }: BreakerOptions): Breaker {
  let failures = 0
  /** null: closed. */
  let openUntil: number | null = null
  let openings = 0
  let trying = false

  function open(): void {
    if (openUntil === null) log.warn({}, 'the centre is failing; the breaker is open')
    openUntil = now() + backOff(AGAIN, openings)
    openings += 1
  }

  function close(): void {
    if (openUntil !== null) log.info({}, 'the centre is back; the breaker is closed')
    openUntil = null
    openings = 0
    failures = 0
  }

  async function whileClosed<T>(call: () => Promise<T>): Promise<T> {
    try {
      const result = await call()
      failures = 0
      return result
    } catch (error) {
      if (isFailure(error)) failures += 1
      else if (error instanceof GatewayError && error.code === 'refused_by_partner') failures = 0
      if (failures >= FAILURES && openUntil === null) open()
      throw openUntil === null ? error : softened(error)
    }
  }

  async function tryAgain<T>(call: () => Promise<T>): Promise<T> {
    trying = true
    try {
      const { healthy, reachable = healthy, detail } = await probe()
      if (!reachable) throw waiting(detail)
      const result = await call()
      close()
      return result
    } catch (error) {
      if (isFailure(error) || isWaiting(error)) open()
      else if (hasAnswered(error)) close()
      // It failed for a reason of our own, which says nothing of the centre: the next one tries, at once.
      else openUntil = now()
      throw isAnswered(error) ? tried(error, longestWaitMs()) : softened(error)
    } finally {
      trying = false
    }
  }

  return (call) => {
    if (openUntil === null) return whileClosed(call)
    if (trying || now() < openUntil) return Promise.reject(waiting('it is being probed'))
    return tryAgain(call)
  }
}

/** While the breaker is open it is the centre that fails, not this complaint: it waits, and spends no attempt. */
function softened(error: unknown): unknown {
  return isFailure(error) && !isUnknown(error) ? waiting(error instanceof GatewayError ? error.message : '', error) : error
}

function waiting(words: string, cause?: unknown): GatewayError {
  return new GatewayError('breaker_open', `the centre is failing: ${words}`, { cause, retryAfterMs: AGAIN.firstMs })
}

function tried(error: GatewayError, retryAfterMs: number): GatewayError {
  return new GatewayError(error.code, error.message, { cause: error, retryAfterMs })
}

const isWaiting = (error: unknown): boolean => error instanceof GatewayError && error.code === 'breaker_open'

/** The centre said itself that it failed. */
const isAnswered = (error: unknown): error is GatewayError => error instanceof GatewayError && error.code === 'central_unavailable'

const hasAnswered = (error: unknown): boolean => error instanceof GatewayError && SAID.has(error.code)

const isUnknown = (error: unknown): error is GatewayError => error instanceof GatewayError && error.code === 'outcome_unknown'

const isFailure = (error: unknown): boolean =>
  isUnknown(error) ? error.cause !== FROM_BEFORE : error instanceof GatewayError && FAILING.has(error.code)
