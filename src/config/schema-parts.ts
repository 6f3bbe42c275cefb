import { Type } from 'typebox'

/** Building blocks of the schemas of config/. An editor checks the file as written, so a text that may be a `${…}` reference has no format here. */

export const CLOSED = { additionalProperties: false } as const

export const duration = (description: string, options: { default?: string } = {}) =>
  Type.String({
    pattern: '^[0-9]+(ms|s|m|h|d)$',
    maxLength: 12,
    description: `${description}; a duration such as 500ms, 5s, 10m, 6h, 3d`,
    ...options,
  })

export const size = (description: string) =>
  Type.String({ pattern: '^[0-9]+(B|KiB|MiB)$', maxLength: 12, description: `${description}; a size such as 64KiB, 5MiB` })

export const text = (description: string, maxLength = 200) => Type.String({ minLength: 1, maxLength, description })

export const count = (description: string, maximum = 1_000_000) => Type.Integer({ minimum: 1, maximum, description })

export const laporId = (description: string) => Type.Integer({ minimum: 1, description: `${description}; an id of LAPOR!'s own` })

export const TimezoneSchema = Type.Enum(['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'])

export const RegionCodeSchema = Type.String({
  pattern: '^[0-9]{2}(\\.[0-9]{2})?$',
  description: "Kemendagri code in quotes: '32' a province, '32.73' a kota or kabupaten",
})

export const AddressBlockSchema = Type.String({ pattern: '^[0-9a-fA-F:.]+/[0-9]{1,3}$', description: 'a CIDR block such as 10.20.0.0/16' })

export const AllowAddressesSchema = Type.Array(AddressBlockSchema, {
  maxItems: 32,
  description: 'private addresses that may be called; public ones always may',
})

export const IdentitySchema = Type.Object(
  {
    userId: Type.Optional(laporId('service account of the region, user_id')),
    channel: Type.Optional(laporId('channel')),
    dispositionId: Type.Optional(laporId("the region's own institution, disposition_id")),
    tag: Type.Optional(
      Type.String({ pattern: '^#[^\\s#]{1,60}$', description: "tags_raw, e.g. '#jabarquickresponse' (in quotes: # begins a comment)" }),
    ),
    prefix: Type.Optional(
      text(
        "put before the content; {app}, {ticket}, {region} and {reference} are replaced, e.g. '[{app} {ticket}]'; on channels of people use {reference}, the ticket number that they are told",
      ),
    ),
  },
  { ...CLOSED, description: 'the five conventions by which the origin travels to LAPOR!; each is used when it is set' },
)

/** In gateway.yaml for all channels of people, and in a channel's file for its own. */
export const PeopleSchema = Type.Object(
  {
    sameWords: Type.Optional(duration('the same words of one sender within this are one complaint', { default: '10m' })),
    perHour: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 60, description: 'messages of one sender in an hour' })),
    perDay: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 200, description: 'messages of one sender in a day' })),
  },
  { ...CLOSED, description: 'limits of channels whose senders are people: chat, mail, short messages' },
)

/** Both have a default in the code, and may stand in a region and in a channel. */
export const PRIVACY_SCHEMAS = {
  anonymousAsNewUser: Type.Optional(
    Type.Boolean({
      default: false,
      description:
        'with reporterAsNewUser, true: an anonymous reporter goes along as well, hidden by is_anonymous. false: the identity stays here',
    }),
  ),
  place: Type.Optional(
    Type.Enum(['none', 'area', 'address'], {
      default: 'area',
      description:
        'what of the place is written under the content: nothing; area and coordinates; also the address as the citizen wrote it',
    }),
  ),
}

/** As written in a `secrets` map or beside it: never in the open. */
export const SecretReferenceSchema = Type.String({
  pattern: '\\$\\{(env|file):[^}]+\\}',
  description: `where the secret is kept: \${env:NAME} or \${file:/path}; never the secret itself`,
})

export const HealthSchema = Type.Object(
  {
    probeEvery: Type.Optional(duration("how often each channel's other side is asked whether it is there", { default: '5m' })),
    keepProbes: Type.Optional(duration('how long the answers are kept', { default: '3d' })),
    silenceFrom: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000,
        default: 10,
        description: 'a channel is silent when nothing came in a time in which so many reports are usual',
      }),
    ),
    waitingTooLong: Type.Optional(duration('a report that is in flight longer makes its channel degraded', { default: '30m' })),
    slow: Type.Optional(duration('as well as when one report in twenty takes longer to be delivered', { default: '15m' })),
    expiresSoon: Type.Optional(duration('and when a certificate or a credential ends within this', { default: '14d' })),
  },
  { ...CLOSED, description: 'how channels are watched' },
)
