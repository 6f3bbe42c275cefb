import type { GatewayError } from '../contract/errors.ts'
import type { Reason } from './ledger.ts'

/** An error as the ledger keeps it. */
export function reasonOf(error: GatewayError): Reason {
  return { code: error.code, message: error.message.slice(0, 2_000), ...(error.errors.length > 0 ? { errors: error.errors } : {}) }
}
