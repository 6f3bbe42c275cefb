import { type Static, Type } from 'typebox'
import type { Channel } from '../../src/contract/connector.ts'
import { TIME_OF_DAY } from '../../src/contract/short-message/quiet-hours.ts'

const closed = { additionalProperties: false }
const typeOfNumber = (description: string) => Type.Optional(Type.Integer({ minimum: 0, maximum: 255, description }))

export const ConfigSchema = Type.Object(
  {
    language: Type.Optional(Type.Enum(['id', 'en'], { description: "the channel's first language; id when absent" })),
    systemType: Type.Optional(Type.String({ maxLength: 12, description: "system_type of the bind; '' when absent" })),
    session: Type.Optional(
      Type.Enum(['transceiver', 'receiver'], {
        description:
          'how the listener binds; receiver for an SMSC without transceivers: messages then go out by a transmitter; transceiver when absent',
      }),
    ),
    source: Type.Optional(
      Type.Object(
        {
          address: Type.String({ pattern: '^[0-9A-Za-z+ ._-]{1,20}$', description: 'the number or name that we write as' }),
          ton: typeOfNumber('its type of number; 3 (network) for up to 6 digits, 5 for a name, else 1'),
          npi: typeOfNumber('its numbering plan; 0 for a name, else 1'),
        },
        { ...closed, description: 'absent: the number that the person wrote to' },
      ),
    ),
    defaultAlphabet: Type.Optional(
      Type.Enum(['gsm7', 'gsm7-packed', 'latin1', 'ascii', 'utf8'], {
        description: 'what data_coding 0 means to this SMSC; gsm7 (one septet a byte) when absent',
      }),
    ),
    messageIdTag: Type.Optional(
      Type.Integer({
        minimum: 0x1400,
        maximum: 0x3fff,
        description: "tag of the SMSC's own parameter with an id of each message, which stays the same when it sends it again",
      }),
    ),
    receiptIds: Type.Optional(
      Type.Enum(['same', 'hex-in-answer', 'decimal-in-answer'], {
        description: 'whether a delivery receipt writes the id as submit_sm_resp did (same), or in the other base; same when absent',
      }),
    ),
    window: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, description: 'submit_sm that may wait for their answers; 10 when absent' }),
    ),
    messagesPerSecond: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: 'short messages a second over all gateways; 5 when absent' }),
    ),
    enquireSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600, description: 'silence before enquire_link; 30 when absent' })),
    answerTimeoutMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 120_000, description: 'time for an answer; 15,000 when absent' })),
    reconnectMs: Type.Optional(
      Type.Integer({
        minimum: 10,
        maximum: 60_000,
        description: 'first wait before a lost session is bound again; it doubles up to a minute; 1000 when absent',
      }),
    ),
    idleSeconds: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 600,
        description: 'how long the sending session of a process without the listener is kept; 10 when absent',
      }),
    ),
    partsMinutes: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1440,
        description: 'how long the parts of a long message are waited for; 10 when absent',
      }),
    ),
    quietHours: Type.Optional(
      Type.Object(
        {
          from: Type.String({ pattern: TIME_OF_DAY, description: "'21:00', by the region's clock" }),
          to: Type.String({ pattern: TIME_OF_DAY, description: "'06:00'" }),
          receiptsToo: Type.Optional(Type.Boolean({ description: 'the receipt of a complaint waits too; false when absent' })),
        },
        { ...closed, description: 'news waits until they are over; what a person asks is answered at once' },
      ),
    ),
    answerParts: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 20, description: "short messages that an institution's answer may take; 4 when absent" }),
    ),
  },
  { ...closed, title: 'smpp' },
)

export type Config = Static<typeof ConfigSchema>
export type Secret = 'server'
export type SmppChannel = Channel<Config, Secret>
