import { type Static, type TSchema, Type } from 'typebox'

const text = () => Type.Unsafe<string | null>({ type: ['string', 'null'] })
const instant = (description = '') => Type.Unsafe<Date>({ type: 'string', format: 'date-time', description })
const instantOrNot = () => Type.Unsafe<Date | null>({ type: ['string', 'null'] })
const list = <Item extends TSchema>(item: Item) => Type.Unsafe<readonly Static<Item>[]>(Type.Array(item))
const TwoTexts = Type.Object({ id: Type.String(), en: Type.String() })

export const IncidentSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  kind: Type.String(),
  code: Type.String(),
  severity: Type.Enum(['critical', 'warning']),
  region: text(),
  regionName: text(),
  subject: Type.String({ description: 'a channel, a region, a complaint' }),
  since: instant(),
  until: instantOrNot(),
  affected: Type.Unsafe<number | null>({ type: ['integer', 'null'], description: 'complaints, counted up to 10,000' }),
  what: TwoTexts,
  detail: TwoTexts,
  todo: TwoTexts,
  quiet: Type.Boolean({ description: 'nobody is told now: a maintenance window is open' }),
})

export const NoticeSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    destination: Type.String(),
    kind: Type.Enum(['opened', 'repeated', 'recovered', 'test']),
    content: Type.Object({ subject: Type.String(), text: Type.String() }),
    madeAt: instant(),
    state: Type.Enum(['pending', 'sent', 'given_up']),
    attempts: Type.Integer(),
    nextAt: instant('when it is tried again, while it is pending'),
    lastError: text(),
    sentAt: instantOrNot(),
  },
  { description: 'a message, and what came of it' },
)

export const IncidentsSchema = Type.Object({ items: list(IncidentSchema), next: text() }, { description: 'newest first' })
export const NoticesSchema = Type.Object({ items: list(NoticeSchema), next: text() }, { description: 'newest first' })

export const DestinationsSchema = Type.Object(
  {
    items: list(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        role: text(),
        way: Type.Enum(['email', 'telegram', 'webhook']),
        region: text(),
        from: Type.Enum(['critical', 'warning'], { description: 'from which severity on they are told' }),
        lacks: text(),
        last: Type.Union([NoticeSchema, Type.Null()]),
      }),
    ),
  },
  { description: 'who is told, and how' },
)

export const WindowSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    channel: text(),
    region: text(),
    below: Type.Boolean({ description: 'of a province: its regencies and cities as well' }),
    from: instant(),
    to: instant(),
    reason: Type.String(),
    madeBy: Type.String(),
  },
  { description: 'nobody is told of it in this time' },
)
export const WindowsSchema = Type.Object({ items: list(WindowSchema) }, { description: 'open or to come' })
