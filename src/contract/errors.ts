import type { TwoTexts } from './error-words.ts'

/**
 * One error class and one table. What happens after an error is looked up from its code, never decided where it is thrown.
 * `http` is the status with which the way in answers the code; codes without one never reach a partner.
 */
export const ERRORS = {
  request_unreadable: { disposition: 'refuse', http: 400, title: 'The request cannot be read' },
  signature_invalid: { disposition: 'refuse', http: 401, title: 'The request is not signed as this channel asks' },
  key_invalid: { disposition: 'refuse', http: 401, title: 'The key is missing or unknown' },
  sign_in_refused: { disposition: 'refuse', http: 401, title: 'Name or password is wrong' },
  not_permitted: { disposition: 'refuse', http: 403, title: 'This account may not do this' },
  form_expired: { disposition: 'refuse', http: 403, title: 'The form is too old, or comes from another site' },
  role_missing: { disposition: 'refuse', http: 403, title: 'The identity provider gives no role here' },
  channel_paused: { disposition: 'refuse', http: 403, title: 'The channel is paused' },
  account_unknown: { disposition: 'refuse', http: 404, title: 'There is no such account' },
  session_unknown: { disposition: 'refuse', http: 404, title: 'There is no such session' },
  channel_unknown: { disposition: 'refuse', http: 404, title: 'There is no such channel' },
  complaint_unknown: { disposition: 'refuse', http: 404, title: 'There is no such complaint' },
  region_unknown: { disposition: 'refuse', http: 404, title: 'There is no such region' },
  mapping_unknown: { disposition: 'refuse', http: 404, title: 'There is no such mapping' },
  not_found: { disposition: 'refuse', http: 404, title: 'There is nothing at this address' },
  method_not_allowed: { disposition: 'refuse', http: 405, title: 'The address does not take this method' },
  request_timeout: { disposition: 'refuse', http: 408, title: 'The request took too long to arrive' },
  not_unknown: { disposition: 'refuse', http: 409, title: 'Its outcome is not unknown' },
  lapor_id_taken: { disposition: 'refuse', http: 409, title: 'Another complaint is at LAPOR! under this id' },
  case_mismatch: { disposition: 'refuse', http: 409, title: 'The case at LAPOR! is another' },
  not_parked: { disposition: 'refuse', http: 409, title: 'It is not parked' },
  replay_refused: { disposition: 'refuse', http: 409, title: 'It cannot be replayed' },
  central_not_asked: { disposition: 'refuse', http: 503, title: 'LAPOR! cannot be asked now' },
  replay_unknown: { disposition: 'refuse', http: 404, title: 'There is no such replay' },
  account_taken: { disposition: 'refuse', http: 409, title: 'There is an account of this name' },
  account_elsewhere: { disposition: 'refuse', http: 409, title: 'The account signs in elsewhere' },
  last_administrator: { disposition: 'refuse', http: 409, title: 'Nobody would be left who manages accounts' },
  ticket_conflict: { disposition: 'refuse', http: 409, title: 'The ticket is known with other content' },
  legal_hold: { disposition: 'refuse', http: 409, title: 'It is under legal hold' },
  body_too_large: { disposition: 'refuse', http: 413, title: 'The body is too large' },
  media_type_unsupported: { disposition: 'refuse', http: 415, title: 'The media type is not supported' },
  headers_too_large: { disposition: 'refuse', http: 431, title: 'The headers are too large' },
  channel_not_configured: { disposition: 'refuse', http: 503, title: 'The channel is not configured yet' },
  gateway_stopping: { disposition: 'refuse', http: 503, title: 'The gateway is stopping' },
  provider_unavailable: { disposition: 'refuse', http: 503, title: 'The identity provider cannot be asked' },
  ledger_unavailable: { disposition: 'refuse', http: 503, title: 'The ledger is down' },
  internal_error: { disposition: 'refuse', http: 500, title: 'The gateway failed' },

  mapping_failed: { disposition: 'park', http: 422, title: 'The payload does not fit the mapping' },
  schema_violation: { disposition: 'park', http: 422, title: 'The data does not fit its schema' },
  attachment_unavailable: { disposition: 'park', title: 'An attachment cannot be had' },
  refused_by_partner: { disposition: 'park', title: 'The other side refused it for good' },
  restricted: { disposition: 'park', title: 'Its processing is restricted' },
  response_unexpected: { disposition: 'park', title: 'The other side answered what nobody can read' },
  case_unknown: { disposition: 'park', http: 404, title: 'LAPOR! does not know the case' },
  recipient_gone: { disposition: 'park', title: 'The recipient is gone' },

  connection_failed: { disposition: 'retry', title: 'The other side was not reached; nothing was sent' },
  answer_lost: { disposition: 'retry', title: 'The request may have arrived; its answer was lost' },
  partner_unavailable: { disposition: 'retry', title: 'The other side answered, and cannot serve now' },
  central_unavailable: { disposition: 'retry', title: 'The centre cannot serve now' },

  throttled: { disposition: 'wait', http: 429, title: 'Too many requests' },
  forwarding_paused: { disposition: 'wait', title: 'An operator stopped the sending' },
  breaker_open: { disposition: 'wait', title: 'The centre is failing; it is being probed' },

  outcome_unknown: { disposition: 'reconcile', title: 'It was sent; whether it arrived is not known' },

  config_invalid: { disposition: 'disable', title: 'The configuration is not valid' },
  credentials_refused: { disposition: 'disable', title: 'The other side refused our credentials' },
} as const satisfies Record<string, { disposition: Disposition; http?: number; title: string }>

/**
 * refuse: answer, store nothing. retry: back off and spend an attempt. wait: wait and spend none. reconcile: ask, else leave it
 * to a person. park: keep, show, replay. disable: pause the channel, keep what arrives, alert its owner.
 */
export type Disposition = 'refuse' | 'retry' | 'wait' | 'reconcile' | 'park' | 'disable'

export type ErrorCode = keyof typeof ERRORS

/** One fault in a document: where (a JSON Pointer, RFC 6901; '' is the whole) and what, for the person who must mend it. */
export interface FieldError {
  readonly at: string
  readonly message: string
  /** The message in both languages, where whoever found the fault says it so. */
  readonly words?: TwoTexts
}

export interface GatewayErrorOptions {
  readonly cause?: unknown
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number
  /** JSON Pointer of the field at fault. */
  readonly at?: string
  /** All faults, when there is more than one. */
  readonly errors?: readonly FieldError[]
}

/** The only error that the engine understands. Anything else that is thrown is a bug: few retries, parked, alerted. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ErrorCode
  readonly retryAfterMs: number | undefined
  readonly errors: readonly FieldError[]

  constructor(code: ErrorCode, message: string, options: GatewayErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retryAfterMs = options.retryAfterMs
    this.errors = options.errors ?? (options.at === undefined ? [] : [{ at: options.at, message }])
  }

  get disposition(): Disposition {
    return ERRORS[this.code].disposition
  }
}
