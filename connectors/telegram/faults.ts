import { GatewayError } from '../../src/contract/errors.ts'

const PASSING: ReadonlySet<string> = new Set(['retry', 'wait', 'disable', 'reconcile'])
const PASSING_CODES: ReadonlySet<string> = new Set(['ledger_unavailable', 'gateway_stopping'])

/** Whether the same thing may go well later without anybody mending us. */
export function isPassing(error: unknown): boolean {
  return error instanceof GatewayError && (PASSING.has(error.disposition) || PASSING_CODES.has(error.code))
}

/** For a log: no message, which may hold what a person wrote. */
export function nameFault(error: unknown): { code: string; fault: string } {
  if (error instanceof GatewayError) return { code: error.code, fault: error.code }
  return { code: 'internal_error', fault: error instanceof Error ? error.name : typeof error }
}
