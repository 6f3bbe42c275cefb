import type { InboundRequest } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { Auth, WebhookChannel } from './config.ts'
import { isSecret } from './secrets.ts'
import { requireHeader } from './signed-headers.ts'

/** RFC 6750. Throws `signature_invalid`. */
export function verifyBearer(request: InboundRequest, channel: WebhookChannel): void {
  const token = /^Bearer +([^\s,]+)$/i.exec(requireHeader(request, 'Authorization'))?.[1]
  if (token === undefined) throw new GatewayError('signature_invalid', "Authorization must be 'Bearer <token>'")
  if (!isSecret(channel, 'secret', token)) throw new GatewayError('signature_invalid', "the token in Authorization is not this channel's")
}

/** A key in a header of choice. Throws `signature_invalid`. */
export function verifyApiKey(request: InboundRequest, channel: WebhookChannel, auth: Auth & { kind: 'api-key' }): void {
  const key = requireHeader(request, auth.header)
  if (!isSecret(channel, 'secret', key)) throw new GatewayError('signature_invalid', `the key in ${auth.header} is not this channel's`)
}

/** RFC 7617, UTF-8. Throws `signature_invalid`. */
export function verifyBasic(request: InboundRequest, channel: WebhookChannel): void {
  const given = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(requireHeader(request, 'Authorization'))?.[1]
  if (given === undefined) throw new GatewayError('signature_invalid', "Authorization must be 'Basic <base64 of user:password>'")
  if (!isSecret(channel, 'secret', Buffer.from(given, 'base64'))) {
    throw new GatewayError('signature_invalid', "user and password in Authorization are not this channel's")
  }
}
