import { Type } from 'typebox'
import { RegionCodeSchema } from './operations.ts'

const closed = { additionalProperties: false }
const words = (maxLength: number, description: string, example: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000]*$', description, examples: [example] }))
const moment = (description: string, example: string) =>
  Type.Optional(Type.String({ format: 'date-time', description, examples: [example] }))
const text = () => Type.Unsafe<string | null>({ type: ['string', 'null'] })
const values = (description: string) =>
  Type.Unsafe<Readonly<Record<string, unknown>> | null>({ type: ['object', 'null'], additionalProperties: true, description })

const filter = {
  actor: words(120, 'who did it, exactly as the audit names them', 'rina'),
  action: words(64, 'what was done', 'parked.discard'),
  subject: words(255, 'what it was done to: an id, a channel, an account', 'jaki'),
  region: Type.Optional(RegionCodeSchema),
  from: moment('at or after', '2026-11-20T00:00:00Z'),
  to: moment('before', '2026-11-21T00:00:00Z'),
}
export const AuditExportQuerySchema = Type.Object(filter, closed)
export const AuditQuerySchema = Type.Object(
  {
    ...filter,
    cursor: words(18, 'the cursor of the answer before', '4711'),
    limit: Type.Optional(
      Type.String({ pattern: '^([1-9][0-9]?|[1-4][0-9]{2}|500)$', description: '1 to 500; default 50', examples: ['50'] }),
    ),
  },
  closed,
)
export const AuditPageSchema = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        seq: Type.String(),
        at: Type.String({ format: 'date-time' }),
        actor: Type.String({ description: 'an account; admin: the token; cli: the command line; gateway: itself' }),
        action: Type.String(),
        subject: Type.String(),
        region: text(),
        address: text(),
        before: values('how it was'),
        after: values('how it is'),
        detail: values('why, and more'),
      }),
    ),
    cursor: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'send it back for what is older; null: that was all' }),
  },
  { description: 'lines of the audit' },
)
