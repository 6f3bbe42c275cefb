import { type Static, Type } from 'typebox'
import { taggedUnion } from '../../src/contract/tagged-union.ts'

const closed = { additionalProperties: false }
const field = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 200, description }))
const headerName = (description: string) => Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", maxLength: 100, description })
const words = (description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 100, description: 'word' }), { minItems: 1, maxItems: 50, description })

const Fields = Type.Object(
  {
    from: field("the sender; 'from' when absent"),
    to: field("the number written to; 'to' when absent"),
    text: field("the text; 'text' when absent"),
    id: field("the message's id; 'id' when absent"),
    time: field("when it was sent: ISO 8601 or Unix time; 'time' when absent"),
    charset: field("charset of the text; 'charset' when absent"),
    udh: field("header of a part, in hexadecimal; 'udh' when absent"),
    partReference: field('number of the long message'),
    part: field('which part, from 1'),
    parts: field('how many parts'),
  },
  { ...closed, description: 'names of parameters; in JSON names of members, or JSON Pointers (/message/text)' },
)

const Receipts = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 200, description: 'parameter that holds the id given when it was sent' }),
    status: Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'parameter that holds what became of it; a request that has it is a receipt',
    }),
    of: field('parameter that holds the phone which it went to: a receipt that is faster than our own note is then waited for'),
    delivered: words('its words for delivered, without regard to case'),
    failed: words('its words for not delivered; any other word is passed over'),
  },
  { ...closed, description: 'delivery receipts, to the same address' },
)

const Signature = Type.Object(
  {
    header: headerName('header that carries the HMAC-SHA256 of the body with the secret `secret`'),
    encoding: Type.Optional(Type.Enum(['hex', 'base64'], { description: 'hex when absent' })),
    prefix: Type.Optional(Type.String({ maxLength: 50, description: "stands before it, e.g. 'sha256='" })),
  },
  { ...closed, description: 'when absent the secret itself is sent, as auth says' },
)

const template = Type.String({
  maxLength: 500,
  description: '{to}, {toDigits}, {toLocal}, {from}, {text}, {reference}, {receiptUrl}, {secret}, or what it always is',
})

const ApiKey = Type.Object(
  { kind: Type.Literal('api-key'), header: headerName('header that holds it') },
  { ...closed, description: 'the secret in a header' },
)
const Basic = Type.Object({ kind: Type.Literal('basic') }, { ...closed, description: 'Authorization: Basic; the secret is user:password' })
const Bearer = Type.Object({ kind: Type.Literal('bearer') }, { ...closed, description: 'Authorization: Bearer' })
const None = Type.Object({ kind: Type.Literal('none') }, { ...closed, description: 'nothing, or {secret} in a parameter' })

const Send = Type.Object(
  {
    url: Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2048, description: 'address that takes messages' }),
    method: Type.Optional(Type.Enum(['GET', 'POST'], { description: 'POST when absent' })),
    format: Type.Optional(
      Type.Enum(['query', 'form', 'json'], { description: 'where the parameters go; query with GET, else form, when absent' }),
    ),
    parameters: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), template, { description: 'name → value' }),
    auth: Type.Optional(taggedUnion([None, Basic, Bearer, ApiKey], 'with the secret sendSecret; none when absent')),
    success: Type.Optional(
      Type.Object(
        {
          at: field('JSON Pointer of what tells; when absent the whole answer as text'),
          matches: Type.String({
            minLength: 1,
            maxLength: 200,
            description: 'what it begins with, or is, when all is well; without regard to case',
          }),
        },
        { ...closed, description: 'tells a good answer from a bad one with status 200; when absent the status alone tells' },
      ),
    ),
    messageId: field('JSON Pointer of the message id in the answer; when absent {reference} is its id'),
    refusals: Type.Optional(
      Type.Object(
        {
          at: field('JSON Pointer of the error code in the answer; when absent the whole answer as text'),
          invalidNumber: Type.Optional(words('codes for a number that is none or wants nothing')),
          credentials: Type.Optional(words('codes for refused credentials or no credit')),
          later: Type.Optional(words('codes for: try again later')),
        },
        { ...closed, description: "the provider's own error codes; the answer holds one of these words" },
      ),
    ),
  },
  { ...closed, description: 'how messages are sent' },
)

/** An aggregator described by its configuration. */
export const Generic = Type.Object(
  {
    kind: Type.Literal('generic'),
    fields: Type.Optional(Fields),
    signature: Type.Optional(Signature),
    receipts: Type.Optional(Receipts),
    answer: Type.Optional(Type.String({ maxLength: 500, description: 'what the provider wants to be answered; nothing when absent' })),
    send: Send,
  },
  { ...closed, description: 'another aggregator, by its parameters' },
)

export type GenericConfig = Static<typeof Generic>
