import { Webhook } from 'standardwebhooks'
import type { ContactSettings } from '../../contract/alert-settings.ts'
import type { GuardedHttp } from '../../contract/connector.ts'
import { GatewayError } from '../../contract/errors.ts'
import type { Parcel } from './send-notice.ts'

const LIMIT_MS = 20_000

/** POST, signed as Standard Webhooks say. The id stays the same when it is sent again. */
export async function sendWebhook(
  { id, kind, content, madeAt }: Parcel,
  { url, secret }: NonNullable<ContactSettings['webhook']>,
  http: GuardedHttp,
): Promise<void> {
  const body = JSON.stringify({
    type: kind === 'test' ? 'test' : `incident.${kind}`,
    timestamp: madeAt.toISOString(),
    data: { subject: content.subject, text: content.text, ...content.data },
  })
  const sentAt = new Date()
  const { status } = await http.request({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      'webhook-id': `msg_${id}`,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(`msg_${id}`, sentAt, body),
    },
    body,
    connectTimeoutMs: LIMIT_MS,
    timeoutMs: LIMIT_MS,
    maxAnswerBytes: 64 * 1024,
  })
  if (status >= 200 && status < 300) return
  throw new GatewayError(status === 429 ? 'throttled' : 'partner_unavailable', `${new URL(url).host} answered ${status}`)
}
