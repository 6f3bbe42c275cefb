import { createHash, timingSafeEqual } from 'node:crypto'
import type { InboundRequest, Reception } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { readJson } from '../../src/contract/json.ts'
import { readWebhookSecrets, type TelegramChannel } from './config.ts'
import { readInteger, readObject } from './json-parts.ts'

const HEADER = 'x-telegram-bot-api-secret-token'

/** Proves that Telegram sends it (https://core.telegram.org/bots/api#setwebhook), and reads the update. */
export function receiveUpdate(request: InboundRequest, channel: TelegramChannel): Reception {
  const given = request.headers[HEADER] ?? ''
  if (!isOneOf(readWebhookSecrets(channel), given)) {
    throw new GatewayError('signature_invalid', "the header X-Telegram-Bot-Api-Secret-Token must hold this channel's secret webhookSecret")
  }
  // Only Telegram comes here. What it sends twice or beyond measure must not make it deliver the update again and again.
  const update = readObject(readJson(request.rawBody, { faults: [] }))
  if (!update) throw new GatewayError('request_unreadable', 'the body must be one JSON object, an update of the Bot API', { at: '' })
  if (readInteger(update['update_id']) === null) {
    throw new GatewayError('request_unreadable', 'an update has a whole number as update_id', { at: '/update_id' })
  }
  return { outcome: 'message', message: update }
}

/** Compares digests of all, so that neither length nor position shows in the time it takes. */
function isOneOf(secrets: readonly string[], given: string): boolean {
  const digest = sha256(given)
  let found = false
  for (const secret of secrets) found = timingSafeEqual(sha256(secret), digest) || found
  return found
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
