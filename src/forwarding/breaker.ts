import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, ExponentialBackoff, handleWhen } from 'cockatiel'
import type { Log, Probe } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'

/** Runs a call to the centre, or throws `breaker_open` at once while the centre is failing. */
export type Breaker = <T>(call: () => Promise<T>) => Promise<T>

/** So many failures in a row open it. */
const FAILURES = 5
const FIRST_MS = 1_000
const MOST_MS = 30_000

const FAILING = new Set(['connection_failed', 'answer_lost', 'central_unavailable'])

/** The cause of an `outcome_unknown` about which nobody asked the centre now. It says nothing of how the centre is. */
export const FROM_BEFORE = 'sent by an earlier run'

/**
 * Opens when the centre fails again and again, and then lets one call through at a time to see whether it is back. Answers that were lost count too: a centre
 * that takes everything and answers nothing would otherwise turn a whole backlog into unknown outcomes. The call that is let through may be a create, so
 * `probe`, which touches nothing, must succeed before it.
 */
export function createBreaker(log: Log, probe: () => Promise<Pick<Probe, 'healthy' | 'detail'>>): Breaker {
  const policy = circuitBreaker(handleWhen(isFailure), {
    breaker: new ConsecutiveBreaker(FAILURES),
    halfOpenAfter: new ExponentialBackoff({ initialDelay: FIRST_MS, maxDelay: MOST_MS }),
  })
  policy.onBreak(() => log.warn({}, 'the centre is failing; the breaker is open'))
  policy.onReset(() => log.info({}, 'the centre is back; the breaker is closed'))

  async function requireHealth(): Promise<void> {
    const { healthy, detail } = await probe()
    if (!healthy) throw new GatewayError('central_unavailable', detail)
  }

  return async (call) => {
    try {
      return await policy.execute(async () => {
        if (policy.state !== CircuitState.Closed) await requireHealth()
        return call()
      })
    } catch (error) {
      // While the breaker is open it is the centre that fails, not this complaint: it waits, and spends no attempt.
      if (policy.state === CircuitState.Closed || isUnknown(error) || !(error instanceof BrokenCircuitError || isFailure(error)))
        throw error
      const words = error instanceof GatewayError ? error.message : 'it is being probed'
      throw new GatewayError('breaker_open', `the centre is failing: ${words}`, { cause: error, retryAfterMs: FIRST_MS })
    }
  }
}

const isUnknown = (error: unknown): error is GatewayError => error instanceof GatewayError && error.code === 'outcome_unknown'

const isFailure = (error: unknown): boolean =>
  isUnknown(error) ? error.cause !== FROM_BEFORE : error instanceof GatewayError && FAILING.has(error.code)
