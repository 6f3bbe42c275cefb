import { type Static, Type } from 'typebox'
import type { Channel } from '../../src/contract/connector.ts'
import { TIME_OF_DAY } from '../../src/contract/short-message/quiet-hours.ts'
import { taggedUnion } from '../../src/contract/tagged-union.ts'
import { Generic } from './generic-config.ts'

const closed = { additionalProperties: false }
const name = (description: string) => Type.String({ minLength: 1, maxLength: 100, description })
const url = (description: string) => Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2048, description })

const Parameters = Type.Object(
  {
    from: Type.Optional(name("%p, the sender; 'from' when absent")),
    to: Type.Optional(name("%P, the number written to; 'to' when absent")),
    text: Type.Optional(name("%b, the text as octets; 'text' when absent")),
    id: Type.Optional(name("%I, the message's id; 'id' when absent")),
    smsc: Type.Optional(name("%i, the line it came by; 'smsc' when absent")),
    coding: Type.Optional(name("%c, 0 GSM, 1 data, 2 UCS-2; 'coding' when absent")),
    charset: Type.Optional(name("%C, the charset of %b; 'charset' when absent")),
    udh: Type.Optional(name("%u, the header of a part; 'udh' when absent")),
    time: Type.Optional(name("%T, Unix seconds, or %t; 'time' when absent")),
  },
  { ...closed, description: 'names of the parameters in get-url' },
)

const Kannel = Type.Object(
  {
    kind: Type.Literal('kannel'),
    sendUrl: url(
      "the address of sendsms, http://host:13013/cgi-bin/sendsms; username and password may stand in it, else they are the channel's",
    ),
    username: Type.Optional(
      name("the sendsms-user; 'lapor' when absent. Its password is the secret sendSecret, or secret when that is not set"),
    ),
    smsc: Type.Optional(name('the line by which all is sent; when absent the line by which the person wrote')),
    receipts: Type.Optional(Type.Boolean({ description: 'delivery receipts are asked for; true when absent. They need publicUrl' })),
    parameters: Type.Optional(Parameters),
  },
  { ...closed, description: 'Kannel: sms-service brings messages, sendsms takes them' },
)

const Twilio = Type.Object(
  {
    kind: Type.Literal('twilio'),
    accountSid: Type.String({ pattern: '^AC[0-9a-fA-F]{32}$', description: 'the account: AC and 32 hexadecimal digits' }),
    messagingServiceSid: Type.Optional(
      Type.String({ pattern: '^MG[0-9a-fA-F]{32}$', description: 'sends by this service instead of by `from`' }),
    ),
    apiUrl: Type.Optional(url("'https://api.twilio.com' when absent")),
    mediaHosts: Type.Optional(
      Type.Array(name('host'), {
        maxItems: 20,
        description: 'hosts from which pictures are fetched; api.twilio.com and what it points to when absent',
      }),
    ),
  },
  { ...closed, description: 'Twilio, and what speaks as it does. Its auth token is the secret `secret`' },
)

export const ConfigSchema = Type.Object(
  {
    provider: taggedUnion([Kannel, Twilio, Generic], 'who brings and takes the messages'),
    publicUrl: Type.Optional(
      url(
        'the address of this channel as the provider calls it, https://gateway.example.go.id/in/<channel>; needed for receipts and for signatures',
      ),
    ),
    auth: Type.Optional(
      Type.Object(
        {
          query: Type.Optional(name("parameter that holds the secret; 'secret' when absent")),
          header: Type.Optional(name("header that holds it; 'X-Sms-Secret' when absent. Authorization: Bearer is taken too")),
          trust: Type.Optional(
            Type.Array(Type.String({ maxLength: 50, description: 'CIDR block' }), {
              maxItems: 50,
              description: 'addresses from which no secret is asked (a Kannel on the same machine); a wrong one is refused all the same',
            }),
          ),
        },
        { ...closed, description: 'kannel, and generic without a signature: how a request proves that it comes from the provider' },
      ),
    ),
    from: Type.Optional(name('the number or name that messages come from; when absent the number that the person wrote to')),
    country: Type.Optional(
      Type.String({ pattern: '^[A-Z]{2}$', description: "numbers without a country code are of this country; 'ID' when absent" }),
    ),
    language: Type.Optional(Type.Enum(['id', 'en'], { description: "the first language; 'id' when absent" })),
    messagesPerSecond: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1000,
        description: 'so many messages a second go out, over all gateways; 5 when absent',
      }),
    ),
    quietHours: Type.Optional(
      Type.Object(
        {
          from: Type.String({ pattern: TIME_OF_DAY, description: "'21:00', in the region's zone" }),
          to: Type.String({ pattern: TIME_OF_DAY, description: "'06:00'" }),
          receiptsToo: Type.Optional(
            Type.Boolean({ description: 'receipts wait too; false when absent, as they answer who wrote just now' }),
          ),
        },
        { ...closed, description: 'news wait until these hours are over; when absent there are none' },
      ),
    ),
    answerParts: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 20,
        description: 'an answer of an institution takes at most so many short messages; 4 when absent',
      }),
    ),
    partsWithinSeconds: Type.Optional(
      Type.Integer({ minimum: 10, maximum: 86_400, description: 'parts of a long message are waited for so long; 300 when absent' }),
    ),
  },
  { ...closed, title: 'sms' },
)

export type Config = Static<typeof ConfigSchema>
export type KannelConfig = Static<typeof Kannel>
export type TwilioConfig = Static<typeof Twilio>
export type Secret = 'secret' | 'sendSecret'
export type SmsChannel = Channel<Config, Secret>
