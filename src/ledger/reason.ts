import type { ErrorCode, FieldError, GatewayError } from '../contract/errors.ts'
import { toJson } from './json.ts'
import type { Reason } from './ledger.ts'

/** An error as the ledger keeps it. */
export function reasonOf(error: GatewayError): Reason {
  return { code: error.code, message: error.message.slice(0, 2_000), ...(error.errors.length > 0 ? { errors: error.errors } : {}) }
}

/** A reason as two columns: its code, to be queried, and the rest. */
export interface ReasonColumns {
  reason: ErrorCode | null
  reason_detail: { message: string; errors?: FieldError[] } | null
}

export function readReason({ reason, reason_detail: detail }: ReasonColumns): Reason | null {
  if (reason === null) return null
  return { code: reason, message: detail?.message ?? '', ...(detail?.errors === undefined ? {} : { errors: detail.errors }) }
}

export function reasonDetail(reason: Reason | null): string | null {
  return reason === null ? null : toJson({ message: reason.message, errors: reason.errors })
}
