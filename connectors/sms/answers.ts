import type { HttpAnswer } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { readRetryAfter } from '../../src/contract/http-headers.ts'
import type { SmsChannel } from './config.ts'

/** What a provider's refusal means, where its words tell more than its status. */
export type Refusal =
  | 'recipient_gone'
  | 'credentials_refused'
  | 'throttled'
  | 'refused_by_partner'
  | 'partner_unavailable'
  | 'config_invalid'

/** A bad answer as its code. `meant`: what the provider's own words say. Nothing of the answer goes into the message: it may repeat the number and the text. */
export function refusalOf({ status, headers }: HttpAnswer, channel: SmsChannel, meant: Refusal | null = null): GatewayError {
  const said = `${channel.id}: the provider answered ${status}`
  const retryAfterMs = readRetryAfter(headers, channel.now())
  const code = meant ?? codeOf(status, retryAfterMs !== undefined)
  if (code === 'throttled') return new GatewayError(code, said, { retryAfterMs: retryAfterMs ?? 60_000 })
  if (code === 'partner_unavailable') return new GatewayError(code, said, retryAfterMs === undefined ? {} : { retryAfterMs })
  return new GatewayError(code, `${said}: ${HINTS[code]}`)
}

/** 402: no credit; nothing goes out until somebody pays, so the owner is told. */
function codeOf(status: number, asksToWait: boolean): Refusal {
  if (status === 429 || (status === 503 && asksToWait)) return 'throttled'
  if (status === 401 || status === 402 || status === 403) return 'credentials_refused'
  if (status === 410) return 'recipient_gone'
  if (status >= 400 && status < 500 && !PASSING.has(status)) return 'refused_by_partner'
  return 'partner_unavailable'
}

const PASSING: ReadonlySet<number> = new Set([404, 405, 408, 409, 421, 423, 425])

const HINTS = {
  recipient_gone: 'the number takes no messages',
  credentials_refused: 'check the credentials, the credit and what the account may do',
  refused_by_partner: 'it refuses this message',
  config_invalid: 'the sender or the account is not set up as this channel says',
} as const
