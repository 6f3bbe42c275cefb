import { GatewayError } from '../contract/errors.ts'

/**
 * What the engine may know of a database error. PostgreSQL's own words are dropped: its messages and details quote rows,
 * and rows hold what citizens wrote.
 */
export function toLedgerError(error: unknown): unknown {
  if (error instanceof GatewayError) return error
  if (isAway(error)) return unavailable('the ledger cannot be reached; nothing was lost, try again', codeOf(error))
  const state = sqlState(error)
  if (state === null) return error
  const where = [state, textOf(error, 'table'), textOf(error, 'column'), textOf(error, 'constraint')].filter(Boolean).join(', ')
  if (isBadData(state)) return new GatewayError('schema_violation', `the ledger cannot hold this content (${where})`, { at: '' })
  return new GatewayError('internal_error', `the ledger refused a statement (${where})`)
}

export function unavailable(message: string, code?: string): GatewayError {
  return new GatewayError('ledger_unavailable', code === undefined ? message : `${message} (${code})`, { retryAfterMs: RETRY_AFTER_MS })
}

/** The database cannot serve now: the connection, the server or its resources, not the statement. */
export function isAway(error: unknown): boolean {
  if (error instanceof GatewayError) return error.code === 'ledger_unavailable'
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  if (code !== undefined && (AWAY_CODES.has(code) || /^(08|53|58)...$/.test(code))) return true
  return AWAY_WORDS.test(error.message)
}

/** Undone by PostgreSQL because of another transaction; it may simply be run again. */
export function isContention(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40P01' || code === '40001'
}

export function sqlState(error: unknown): string | null {
  const code = codeOf(error)
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code) ? code : null
}

const RETRY_AFTER_MS = 2_000

const AWAY_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENOENT', // its socket file is not there
  'EMFILE',
  '57P01', // an administrator ended the connection
  '57P02',
  '57P03', // starting up or shutting down
  '57P05',
  '57014', // the statement took longer than allowed
  '55P03', // a lock was not had in time
  '25P03', // idle in a transaction for too long
  '25006', // read-only: a standby, or a primary that was demoted
])

const AWAY_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/

/** Data exceptions, and limits such as an index entry that is too long. */
function isBadData(state: string): boolean {
  return state.startsWith('22') || state.startsWith('54')
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? textOf(error, 'code') : undefined
}

function textOf(error: unknown, key: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const value: unknown = Reflect.get(error, key)
  return typeof value === 'string' ? value : undefined
}
