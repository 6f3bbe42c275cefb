import { type Static, Type } from 'typebox'
import { AllowAddressesSchema, CLOSED, duration, SecretReferenceSchema, text } from './schema-parts.ts'

const ContactSchema = Type.Object(
  {
    name: text('a person or a group; of its own in this list', 80),
    role: Type.Optional(text('e.g. operator jaga', 80)),
    phone: Type.Optional(text('for people to call; nothing is sent to it', 40)),
    email: Type.Optional(text('a mail address that is told', 200)),
    telegram: Type.Optional(text("a chat that is told: its id in quotes, '-1001234567890', or @name", 64)),
    webhook: Type.Optional(
      Type.Object(
        { url: text('an address that is called with POST, signed as Standard Webhooks say', 2048), secret: SecretReferenceSchema },
        { ...CLOSED, description: 'the secret is whsec_<base64>' },
      ),
    ),
    alerts: Type.Optional(
      Type.Enum(['none', 'critical', 'warning'], { default: 'warning', description: 'from which severity on they are told' }),
    ),
  },
  CLOSED,
)

export const ContactsSchema = Type.Array(ContactSchema, {
  maxItems: 50,
  description: 'who is told when something is wrong; those of a province are told of its regencies and cities as well',
})

/** In gateway.yaml. */
export const AlertsSchema = Type.Object(
  {
    group: Type.Optional(duration('what opens within this is told in one message; what closes within it is not told', { default: '30s' })),
    repeatCritical: Type.Optional(duration('how often a critical incident that goes on is told again', { default: '1h' })),
    repeatWarning: Type.Optional(duration('and one that is a warning', { default: '1d' })),
    email: Type.Optional(
      Type.Object(
        {
          smtpUrl: Type.Optional(SecretReferenceSchema),
          from: text("the sender's address, e.g. lapor-gateway@example.go.id", 200),
        },
        { ...CLOSED, description: 'smtps://user:password@host, or smtp://host for STARTTLS where the server has it' },
      ),
    ),
    telegram: Type.Optional(
      Type.Object(
        {
          token: Type.Optional(SecretReferenceSchema),
          apiRoot: Type.Optional(text('a Bot API of your own; not given: https://api.telegram.org', 2048)),
        },
        { ...CLOSED, description: 'the bot that writes' },
      ),
    ),
    contacts: Type.Optional(ContactsSchema),
    allowAddresses: Type.Optional(AllowAddressesSchema),
  },
  { ...CLOSED, description: 'how alerts are sent, and who is told of the whole country; those of a region stand in its own file' },
)

export type ContactFile = Static<typeof ContactSchema>
export type AlertsFile = Static<typeof AlertsSchema>
