import { createHmac } from 'node:crypto'
import type { InboundRequest } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { Auth, Secret, WebhookChannel } from './config.ts'
import { isOneOf, readSecrets } from './secrets.ts'
import { checkTime, requireHeader } from './signed-headers.ts'

/**
 * Verifies a request by Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks, spec 1.0.0) and gives its webhook-id. One right `v1` signature
 * among those sent is enough; other versions are passed over.
 */
export function verifyStandardWebhook(
  request: InboundRequest,
  channel: WebhookChannel,
  auth: Auth & { kind: 'standard-webhooks' },
): { messageId: string } {
  const messageId = requireHeader(request, 'webhook-id')
  if (!/^[\x21-\x2b\x2d-\x7e]{1,256}$/.test(messageId)) {
    throw new GatewayError('signature_invalid', 'webhook-id must be one id of up to 256 visible ASCII characters, without comma or blank')
  }
  const timestamp = requireHeader(request, 'webhook-timestamp')
  checkTime('webhook-timestamp', timestamp, channel.now(), auth.toleranceSeconds ?? 300)
  const given = requireHeader(request, 'webhook-signature')
    .split(' ')
    .filter((entry) => entry.startsWith('v1,'))
  if (given.length === 0 || given.length > 20)
    throw new GatewayError('signature_invalid', "webhook-signature must hold 'v1,<base64>', several separated by blanks")
  const expected = readSigningKeys(channel, 'secret').map((key) => signStandardWebhook(key, messageId, timestamp, request.rawBody))
  if (given.some((entry) => isOneOf(expected, entry))) return { messageId }
  throw new GatewayError(
    'signature_invalid',
    "no signature in webhook-signature is right; it is made over '{webhook-id}.{webhook-timestamp}.{raw body}' with the channel's secret",
  )
}

/** `v1,<base64>`: HMAC-SHA256 over id, Unix seconds and body. */
export function signStandardWebhook(key: Uint8Array, id: string, timestamp: string, body: Uint8Array): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

/** `whsec_<base64>` or the base64 alone, as the specification writes secrets. Throws `config_invalid`. */
export function readSigningKeys(channel: WebhookChannel, name: Secret): readonly Uint8Array[] {
  return readSecrets(channel, name).map((secret) => {
    const base64 = secret.replace(/^whsec_/, '')
    if (/^[A-Za-z0-9+/]+={0,2}$/.test(base64) && base64.replace(/=+$/, '').length % 4 !== 1) return Buffer.from(base64, 'base64')
    throw new GatewayError(
      'config_invalid',
      `channel ${channel.id}: the secret '${name}' must be written whsec_<base64>; make one with: openssl rand -base64 32`,
    )
  })
}
