import type { Feedback, HttpAnswer, Reply } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { readRetryAfter } from '../../src/contract/http-headers.ts'
import { readJson } from '../../src/contract/json.ts'
import { readPointer } from '../../src/contract/json-pointer.ts'
import type { ReplyConfig, WebhookChannel } from './config.ts'
import { readSecrets } from './secrets.ts'
import { readSigningKeys, signStandardWebhook } from './standard-webhooks.ts'

/** Tells the region: one Standard Webhooks call a feedback, its id the feedback's, so that a second try is known as one. */
export async function sendReply(feedback: Feedback, channel: WebhookChannel): Promise<Reply> {
  return readReference(await callBack(feedback.id, describe(feedback), channel))
}

/** A signed call of the region's address, as all of ours are. Throws when it is not taken. */
export async function callBack(id: string, message: object, channel: WebhookChannel): Promise<HttpAnswer> {
  const { reply } = channel.config
  if (!reply?.url) throw new GatewayError('config_invalid', `channel ${channel.id} has no reply.url; its region reads GET /v1/complaints`)
  const body = new TextEncoder().encode(JSON.stringify(message))
  const timestamp = String(Math.floor(channel.now().getTime() / 1000))
  const answer = await channel.http.request({
    method: 'POST',
    url: reply.url,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      // All secrets sign while one is being changed, so that the region may change its side when it likes.
      'webhook-signature': readReplyKeys(channel)
        .map((key) => signStandardWebhook(key, id, timestamp, body))
        .join(' '),
      ...credentials(reply, channel),
    },
    body,
    connectTimeoutMs: 10_000,
    timeoutMs: reply.timeoutMs ?? 30_000,
    maxAnswerBytes: 64 * 1024,
    signal: channel.signal,
  })
  checkAnswer(answer, channel, new URL(reply.url).host)
  return answer
}

/** What the region gets. Nothing of the reporter is in it. */
function describe(feedback: Feedback): object {
  return {
    type: `complaint.${feedback.kind}`,
    timestamp: feedback.at,
    data: {
      id: feedback.complaintId,
      ticket: feedback.origin.ticket,
      channel: feedback.origin.channel,
      region: feedback.origin.region,
      status: feedback.status,
      statusWord: feedback.statusOrigin,
      statusNative: feedback.statusNative,
      laporId: feedback.laporId,
      trackingId: feedback.trackingId,
      institution: feedback.institution,
      answer: feedback.answer,
    },
  }
}

/** What signs the calls back. Throws `config_invalid`. */
export function readReplyKeys(channel: WebhookChannel): readonly Uint8Array[] {
  if (channel.secrets.replySecret) return readSigningKeys(channel, 'replySecret')
  if (channel.config.auth.kind === 'standard-webhooks') return readSigningKeys(channel, 'secret')
  throw new GatewayError(
    'config_invalid',
    `channel ${channel.id}: reply.url is set but the secret 'replySecret' is not; calls back are signed with it (whsec_<base64>)`,
  )
}

function credentials(reply: ReplyConfig, channel: WebhookChannel): Record<string, string> {
  if (reply.auth === undefined) return {}
  const [token = ''] = readSecrets(channel, 'replyToken')
  if (reply.auth.kind === 'bearer') return { authorization: `Bearer ${token}` }
  if (reply.auth.kind === 'basic') return { authorization: `Basic ${Buffer.from(token).toString('base64')}` }
  return { [reply.auth.header.toLowerCase()]: token }
}

/** A region that deploys may answer nonsense for an hour: only what says plainly that the message itself is refused ends the tries. */
function checkAnswer({ status, headers }: HttpAnswer, channel: WebhookChannel, host: string): void {
  if (status >= 200 && status < 300) return
  const said = `${channel.id}: the region's address (${host}) answered ${status}`
  const retryAfterMs = readRetryAfter(headers, channel.now())
  if (status === 410) throw new GatewayError('recipient_gone', `${said}: nobody listens there any more`)
  if (status === 429 || (status === 503 && retryAfterMs !== undefined))
    throw new GatewayError('throttled', said, { retryAfterMs: retryAfterMs ?? 60_000 })
  if (status === 401 || status === 403)
    throw new GatewayError('credentials_refused', `${said}: check replySecret and replyToken on both sides`)
  if (status >= 400 && status < 500 && !PASSING.has(status)) throw new GatewayError('refused_by_partner', said)
  throw new GatewayError('partner_unavailable', said, retryAfterMs === undefined ? {} : { retryAfterMs })
}

/** Not found, timeout, conflict, locked, too early: each is gone once the region's server is itself again. */
const PASSING: ReadonlySet<number> = new Set([404, 408, 409, 423, 425])

function readReference(answer: HttpAnswer): Reply {
  try {
    const reference = readPointer(readJson(answer.body), '/id')
    return typeof reference === 'string' && reference !== '' && reference.length <= 200 ? { reference } : {}
  } catch {
    // What a region writes under a 2xx is its own affair.
    return {}
  }
}
