import { ERRORS, GatewayError } from '../contract/errors.ts'
import type { BackoffSettings } from '../contract/settings.ts'
import type { Reason } from '../ledger/ledger.ts'
import { reasonOf } from '../ledger/reason.ts'
import { backOff } from '../queue/back-off.ts'
import type { Verdict } from '../queue/start-worker.ts'

/** What the engine does with a failed delivery. */
export type Decision =
  | { readonly action: 'again'; readonly verdict: Verdict }
  | { readonly action: 'park'; readonly reason: Reason }
  | { readonly action: 'unknown'; readonly reason: Reason }
  /** The other side refuses our credentials: everything to it stops until a person mends them. */
  | { readonly action: 'stop'; readonly reason: Reason; readonly verdict: { readonly verdict: 'hold'; readonly ms: number } }

/** A bug gets so many tries. */
const TRIES_OF_A_BUG = 3
/** While our own ledger is away, or the credentials are refused. */
const LEDGER_WAIT_MS = 2_000
const REFUSED_WAIT_MS = 15_000

/** Looks the error up in the one table (contract/errors.ts). `attempts`: spent before this one. */
export function decide(error: unknown, attempts: number, limits: BackoffSettings & { readonly attempts: number }): Decision {
  if (!(error instanceof GatewayError)) return decideOnBug(error, attempts, limits)
  const reason = reasonOf(error)
  if (error.code === 'ledger_unavailable') return { action: 'again', verdict: { verdict: 'wait', ms: LEDGER_WAIT_MS } }
  switch (ERRORS[error.code].disposition) {
    case 'wait':
      return { action: 'again', verdict: { verdict: 'hold', ms: error.retryAfterMs ?? backOff(limits, attempts) } }
    case 'retry':
      if (attempts + 1 >= limits.attempts) return { action: 'park', reason }
      return { action: 'again', verdict: { verdict: 'retry', ms: Math.max(error.retryAfterMs ?? 0, backOff(limits, attempts)) } }
    case 'reconcile':
      return { action: 'unknown', reason }
    case 'disable':
      return { action: 'stop', reason, verdict: { verdict: 'hold', ms: REFUSED_WAIT_MS } }
    default:
      return { action: 'park', reason }
  }
}

function decideOnBug(error: unknown, attempts: number, limits: BackoffSettings): Decision {
  if (attempts + 1 < TRIES_OF_A_BUG) return { action: 'again', verdict: { verdict: 'retry', ms: backOff(limits, attempts) } }
  const kind = error instanceof Error ? error.name : typeof error
  return { action: 'park', reason: { code: 'internal_error', message: `the gateway failed (${kind}); its log has more` } }
}
