import { type Static, Type } from 'typebox'
import type { Channel } from '../../src/contract/connector.ts'
import { taggedUnion } from '../../src/contract/tagged-union.ts'

const closed = { additionalProperties: false }
const headerName = (description: string) => Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", maxLength: 100, description })
const tolerance = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 86_400, description: 'how far the time of signing may be from ours, seconds' }),
)

const StandardWebhooks = Type.Object(
  { kind: Type.Literal('standard-webhooks'), toleranceSeconds: tolerance },
  { ...closed, description: 'Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature. Secret: whsec_<base64>' },
)

const Hmac = Type.Object(
  {
    kind: Type.Literal('hmac'),
    header: headerName('header that carries the signature'),
    algorithm: Type.Optional(Type.Enum(['sha256', 'sha512', 'sha1'], { description: 'sha256 when absent' })),
    encoding: Type.Optional(Type.Enum(['hex', 'base64', 'base64url'], { description: 'hex when absent' })),
    prefix: Type.Optional(Type.String({ maxLength: 50, description: "stands before the signature, e.g. 'sha256='" })),
    timestamp: Type.Optional(
      Type.Object(
        {
          header: headerName('header that carries the time of signing: Unix seconds or milliseconds'),
          toleranceSeconds: tolerance,
          signed: Type.Optional(
            Type.String({
              pattern: '^[^{}]*\\{timestamp\\}[^{}]*\\{body\\}$',
              maxLength: 100,
              description: 'what is signed; without the time in it, an old request could be sent again',
            }),
          ),
        },
        { ...closed, description: 'the time of signing is sent, and signed with the body' },
      ),
    ),
  },
  { ...closed, description: 'HMAC of the raw body in a header of choice. Secret: the key as text' },
)

const Bearer = Type.Object({ kind: Type.Literal('bearer') }, { ...closed, description: 'Authorization: Bearer <secret>' })
const ApiKey = Type.Object(
  { kind: Type.Literal('api-key'), header: headerName('header that carries the key') },
  { ...closed, description: 'the secret in a header' },
)
const Basic = Type.Object({ kind: Type.Literal('basic') }, { ...closed, description: 'Authorization: Basic. Secret: user:password' })

export const ConfigSchema = Type.Object(
  {
    auth: taggedUnion([StandardWebhooks, Hmac, Bearer, ApiKey, Basic], 'how a request proves that it comes from the region'),
    reply: Type.Optional(
      Type.Object(
        {
          url: Type.String({
            pattern: '^(https?://.+)?$',
            maxLength: 2048,
            description: "the region's address for news of its cases; '' when it cannot be called",
          }),
          auth: Type.Optional(taggedUnion([Bearer, ApiKey, Basic], 'sent beside the signature; the value is the secret replyToken')),
          timeoutMs: Type.Optional(Type.Integer({ minimum: 1000, maximum: 120_000, description: 'time for one call, 30,000 when absent' })),
        },
        { ...closed, description: 'absent: the region reads GET /v1/complaints instead' },
      ),
    ),
  },
  { ...closed, title: 'webhook' },
)

export type Config = Static<typeof ConfigSchema>
export type Auth = Config['auth']
export type ReplyConfig = NonNullable<Config['reply']>
export type Secret = 'secret' | 'replySecret' | 'replyToken'
export type WebhookChannel = Channel<Config, Secret>
