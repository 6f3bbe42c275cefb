import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, ExponentialBackoff, handleWhen } from 'cockatiel'
import type { Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'

/** Runs a call to the centre, or throws `breaker_open` at once while the centre is failing. */
export type Breaker = <T>(call: () => Promise<T>) => Promise<T>

/** So many failures in a row open it. */
const FAILURES = 5
const FIRST_MS = 1_000
const MOST_MS = 30_000

const FAILING = new Set(['connection_failed', 'answer_lost', 'central_unavailable'])

/** Opens when the centre fails again and again, and then lets one call through at a time to see whether it is back. */
export function createBreaker(log: Log): Breaker {
  const policy = circuitBreaker(
    handleWhen((error) => error instanceof GatewayError && FAILING.has(error.code)),
    { breaker: new ConsecutiveBreaker(FAILURES), halfOpenAfter: new ExponentialBackoff({ initialDelay: FIRST_MS, maxDelay: MOST_MS }) },
  )
  policy.onBreak(() => log.warn({}, 'the centre is failing; the breaker is open'))
  policy.onReset(() => log.info({}, 'the centre is back; the breaker is closed'))
  return async (call) => {
    try {
      return await policy.execute(call)
    } catch (error) {
      // While the breaker is open it is the centre that fails, not this complaint: it waits, and spends no attempt.
      if (policy.state === CircuitState.Closed || !isFailure(error)) throw error
      const words = error instanceof GatewayError ? error.message : 'it is being probed'
      throw new GatewayError('breaker_open', `the centre is failing: ${words}`, { cause: error, retryAfterMs: FIRST_MS })
    }
  }
}

const isFailure = (error: unknown): boolean =>
  error instanceof BrokenCircuitError || (error instanceof GatewayError && FAILING.has(error.code))
