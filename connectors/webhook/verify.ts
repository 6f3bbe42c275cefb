import type { InboundRequest } from '../../src/contract/connector.ts'
import type { WebhookChannel } from './config.ts'
import { verifyApiKey, verifyBasic, verifyBearer } from './credentials.ts'
import { verifyHmac } from './hmac.ts'
import { verifyStandardWebhook } from './standard-webhooks.ts'

/** Verifies a request against its raw bytes by what the channel's `auth` asks. Throws `signature_invalid`. */
export function verifyRequest(request: InboundRequest, channel: WebhookChannel): { messageId?: string } {
  const { auth } = channel.config
  if (auth.kind === 'standard-webhooks') return verifyStandardWebhook(request, channel, auth)
  if (auth.kind === 'hmac') verifyHmac(request, channel, auth)
  else if (auth.kind === 'bearer') verifyBearer(request, channel)
  else if (auth.kind === 'api-key') verifyApiKey(request, channel, auth)
  else verifyBasic(request, channel)
  return {}
}
