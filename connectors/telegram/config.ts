import { type Static, Type } from 'typebox'
import type { Channel } from '../../src/contract/connector.ts'
import { type FieldError, GatewayError } from '../../src/contract/errors.ts'

export const ConfigSchema = Type.Object(
  {
    apiRoot: Type.Optional(
      Type.String({
        pattern: '^(https?://.+)?$',
        maxLength: 500,
        description: "the Bot API server; https://api.telegram.org when absent or ''",
      }),
    ),
    webhookUrl: Type.Optional(
      Type.String({
        pattern: '^(https?://.+)?$',
        maxLength: 2048,
        description: "the public https address of this channel's /in/<id>, which Telegram calls; '' or absent: long polling",
      }),
    ),
    pollSeconds: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 50, description: 'how long one long poll waits for an update; 30 when absent' }),
    ),
    messagesPerSecond: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1000,
        description: 'messages sent a second over all gateways; 30 when absent, which is what Telegram allows',
      }),
    ),
  },
  { additionalProperties: false, title: 'telegram' },
)

export type Config = Static<typeof ConfigSchema>
export type Secret = 'botToken' | 'webhookSecret'
export type TelegramChannel = Channel<Config, Secret>

export const API_ROOT = 'https://api.telegram.org'
/** What Telegram allows in the header X-Telegram-Bot-Api-Secret-Token. */
const WEBHOOK_SECRET = /^[A-Za-z0-9_-]{1,256}$/

export const usesWebhook = (config: Config): boolean => Boolean(config.webhookUrl)

export function findLacking(config: Config, secretNames: readonly string[]): FieldError | null {
  if (!secretNames.includes('botToken'))
    return { at: '', message: `a bot needs the secret botToken, which @BotFather gives; write secrets: { botToken: \${env:NAME} }` }
  if (usesWebhook(config) && !secretNames.includes('webhookSecret'))
    return {
      at: '/webhookUrl',
      message: `Telegram proves itself with the secret webhookSecret; write secrets: { webhookSecret: \${env:NAME} }`,
    }
  return null
}

/** The newest token. Throws `config_invalid`. */
export function readToken(channel: TelegramChannel): string {
  const [token] = listSecret(channel.secrets.botToken)
  if (token !== undefined && /^[\w:-]+$/.test(token)) return token
  const wrong = token === undefined ? 'is not set' : 'is no token of a bot (123456:ABC…)'
  throw new GatewayError(
    'config_invalid',
    `channel ${channel.id}: the secret 'botToken' ${wrong}; set it in the channel's file under secrets`,
  )
}

/** All that are accepted, newest first: several while it is being changed. */
export function readWebhookSecrets(channel: TelegramChannel): readonly string[] {
  return listSecret(channel.secrets.webhookSecret)
}

/** The one that Telegram is told to send. Throws `config_invalid`. */
export function readNewestWebhookSecret(channel: TelegramChannel): string {
  const [secret] = readWebhookSecrets(channel)
  if (secret !== undefined && WEBHOOK_SECRET.test(secret)) return secret
  const wrong = secret === undefined ? 'is not set' : 'holds a sign that Telegram does not take'
  throw new GatewayError('config_invalid', `channel ${channel.id}: the secret 'webhookSecret' ${wrong}; use 1 to 256 of A-Z a-z 0-9 _ -`)
}

const listSecret = (value: string | undefined): readonly string[] => (value ?? '').split(/[\s,]+/).filter((each) => each !== '')
