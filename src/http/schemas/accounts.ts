import { Type } from 'typebox'
import { LANGUAGES, ROLES, ZONES } from '../../contract/access.ts'
import { RegionCodeSchema } from './operations.ts'

const closed = { additionalProperties: false }
const text = (description = '') => Type.Unsafe<string | null>({ type: ['string', 'null'], ...(description && { description }) })
const instant = () => Type.String({ format: 'date-time' })
const role = Type.Enum([...ROLES], {
  description: 'national: the whole country. province: with its regencies and cities. region: itself. reader: looks only',
  examples: ['region'],
})
const home = Type.Union([RegionCodeSchema, Type.Null()], { description: 'of which province or region; null: the whole country' })

const account = {
  id: Type.String(),
  name: Type.String(),
  role,
  home: text('of which province or region; null: the whole country'),
  password: Type.Enum(['set', 'not set'], { description: 'never shown' }),
  elsewhere: Type.Boolean({ description: 'signs in with the identity provider' }),
  disabled: Type.Boolean(),
  createdAt: instant(),
  signedInAt: text(),
}
export const AccountSchema = Type.Object(account, { description: 'the account' })
export const AccountsSchema = Type.Object(
  { items: Type.Array(Type.Object(account)), cursor: text('send it back for those behind; null: that was all') },
  { description: 'accounts, by name' },
)
export const AccountsQuerySchema = Type.Object(
  {
    cursor: Type.Optional(
      Type.String({ maxLength: 64, pattern: '^[^\\u0000]*$', description: 'of the answer before', examples: ['rina'] }),
    ),
    limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]{0,2}|1000)$', description: '1 to 1000; default 100', examples: ['100'] })),
  },
  closed,
)

export const NewAccountSchema = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 100, description: 'what is typed to sign in' }), role, home: Type.Optional(home) },
  { ...closed, examples: [{ name: 'rina', role: 'region', home: '32.73' }] },
)
export const ChangeAccountSchema = Type.Object(
  { role: Type.Optional(role), home: Type.Optional(home), disabled: Type.Optional(Type.Boolean()) },
  { ...closed, minProperties: 1, examples: [{ role: 'province', home: '32' }] },
)
export const HandedSchema = Type.Object(
  { account: Type.Object(account), password: Type.String({ description: 'shown this once' }) },
  { description: 'the account, and its new password' },
)

const session = Type.Object({
  id: Type.String(),
  address: text('from where'),
  agent: text('how the browser calls itself'),
  startedAt: instant(),
  seenAt: instant(),
  current: Type.Boolean({ description: 'the one that asks' }),
})
export const OwnAccountSchema = Type.Object(
  {
    name: Type.String(),
    role,
    home: text(),
    language: Type.Enum([...LANGUAGES]),
    timezone: Type.Enum([...ZONES]),
    temporary: Type.Boolean({ description: 'the password was made for you: choose another' }),
    elsewhere: Type.Boolean({ description: 'signs in with the identity provider' }),
    sessions: Type.Array(session),
  },
  { description: 'who is signed in' },
)
export const PreferencesSchema = Type.Object(
  {
    language: Type.Optional(Type.Enum([...LANGUAGES])),
    timezone: Type.Optional(Type.Enum([...ZONES], { description: 'in which times are shown' })),
  },
  { ...closed, minProperties: 1, examples: [{ language: 'en' }] },
)
export const PasswordSchema = Type.Object(
  {
    current: Type.String({ minLength: 1, maxLength: 1000 }),
    next: Type.String({ minLength: 1, maxLength: 1000, description: 'at least 12 characters' }),
  },
  { ...closed, examples: [{ current: 'kata-sandi-lama', next: 'empat kata yang acak' }] },
)
export const EndedSchema = Type.Object({ ended: Type.Integer({ description: 'so many sessions' }) }, { description: 'it is so now' })
