import { type Static, type TSchema, Type } from 'typebox'
import type { ErrorCode } from '../../contract/errors.ts'

const text = () => Type.Unsafe<string | null>({ type: ['string', 'null'] })
const instant = () => Type.Unsafe<Date>({ type: 'string', format: 'date-time' })
const list = <Item extends TSchema>(item: Item, description?: string) =>
  Type.Unsafe<readonly Static<Item>[]>(Type.Array(item, description === undefined ? {} : { description }))

const TwoTexts = Type.Object({ id: Type.String(), en: Type.String() })

export const ChannelPageSchema = Type.Object(
  {
    id: Type.String(),
    app: Type.String(),
    region: Type.Object({ code: Type.String(), name: Type.String() }),
    configuration: Type.Record(Type.String(), Type.String(), {
      description: "its file, by JSON Pointer; of a secret only 'set' or 'not set'",
    }),
    history: list(
      Type.Object({
        at: instant(),
        kind: Type.Enum(['first', 'changed', 'gone']),
        changes: list(Type.Object({ at: Type.String(), from: text(), to: text() })),
        rotated: list(Type.String(), 'secrets that were set to another value'),
      }),
      'newest first',
    ),
    cursor: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'of the next page of the history' }),
    errors: list(
      Type.Object({
        code: Type.String(),
        message: Type.String({ description: 'redacted, in English; what another server said stands in it as it was' }),
        words: Type.Object({ title: TwoTexts, todo: TwoTexts }, { description: 'what the code means, and what to do about it' }),
        count: Type.Integer(),
        firstAt: instant(),
        lastAt: instant(),
        complaintId: text(),
        exchange: Type.Union([
          Type.Object({ host: Type.String(), status: Type.Unsafe<number | null>({ type: ['integer', 'null'] }), answer: text() }),
          Type.Null(),
        ]),
      }),
      'newest first; the same words are one',
    ),
    pause: Type.Union([Type.Object({ reason: text() }), Type.Null()]),
    contacts: list(
      Type.Object({ region: Type.String(), name: Type.String(), role: text(), phone: text(), email: text(), telegram: text() }),
    ),
    test: Type.Unsafe<'callback' | 'email' | 'phone' | 'chat' | null>({
      type: ['string', 'null'],
      description: 'where a test message goes: callback, email, phone or chat; null: none can be sent',
    }),
  },
  { description: 'the channel' },
)

export const TestResultSchema = Type.Object(
  {
    taken: Type.Boolean(),
    code: Type.Unsafe<ErrorCode | null>({ type: ['string', 'null'], description: 'why it was not taken' }),
    sent: text(),
    answered: Type.String({ description: 'what the other side answered, shortened; or what went wrong' }),
  },
  { description: 'what came of it' },
)
