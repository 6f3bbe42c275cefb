import { type Static, type TSchema, Type } from 'typebox'
import { HEALTH_STATES } from '../../contract/health.ts'

const text = () => Type.Unsafe<string | null>({ type: ['string', 'null'] })
const number = () => Type.Unsafe<number | null>({ type: ['number', 'null'] })
const instant = () => Type.Unsafe<Date>({ type: 'string', format: 'date-time' })
const instantOrNot = () => Type.Unsafe<Date | null>({ type: ['string', 'null'] })
const list = <Item extends TSchema>(item: Item, options: { description?: string } = {}) =>
  Type.Unsafe<readonly Static<Item>[]>(Type.Array(item, options))
const TwoTexts = Type.Object({ id: Type.String(), en: Type.String() }, { description: 'the sentence in Indonesian and in English' })
const state = Type.Enum([...HEALTH_STATES])

const ProbeSchema = Type.Object({
  at: instant(),
  healthy: Type.Boolean(),
  reachable: Type.Boolean({ description: 'it answers, though perhaps not as it should' }),
  detail: Type.String({ description: 'what was asked and what came, redacted; in English' }),
  words: Type.Union([TwoTexts, Type.Null()], { description: 'the same in both languages; null: it was not said so' }),
  latencyMs: number(),
})

const EvidenceSchema = Type.Object({
  lastInAt: text(),
  lastOutAt: text(),
  polledAt: text(),
  lastError: Type.Union([Type.Object({ at: Type.String(), code: Type.String(), message: Type.String() }), Type.Null()]),
  hour: Type.Object(
    {
      accepted: Type.Integer(),
      delivered: Type.Integer(),
      parked: Type.Integer(),
      unknown: Type.Integer(),
      failed: Type.Integer({ description: 'arrivals that were refused or parked' }),
      arrivals: Type.Integer(),
      mostFailed: text(),
      delayP50Ms: number(),
      delayP95Ms: number(),
    },
    { description: 'of the last hour' },
  ),
  oldestWaiting: Type.Union([
    Type.Object({ id: Type.String(), since: Type.String(), why: text(), code: Type.Optional(text()) }),
    Type.Null(),
  ]),
  expiries: list(Type.Object({ what: Type.Enum(['certificate', 'credential']), of: Type.String(), at: Type.String() })),
})

export const ChannelReadingSchema = Type.Object(
  {
    id: Type.String(),
    app: Type.String(),
    connector: Type.String(),
    region: Type.Object({ code: Type.String(), name: Type.String(), timezone: Type.String() }),
    state,
    since: instantOrNot(),
    judgedAt: instantOrNot(),
    why: TwoTexts,
    reasons: list(Type.Object({ code: Type.String(), text: TwoTexts }, { additionalProperties: true })),
    evidence: EvidenceSchema,
    lastProbe: Type.Union([ProbeSchema, Type.Null()]),
  },
  { description: 'how the channel is, and why' },
)

export const CentreReadingSchema = Type.Object(
  {
    state,
    since: instantOrNot(),
    judgedAt: instantOrNot(),
    why: TwoTexts,
    reasons: list(Type.Object({ code: Type.String(), text: TwoTexts }, { additionalProperties: true })),
    lastProbe: Type.Union([ProbeSchema, Type.Null()]),
  },
  { description: 'how LAPOR! is, and why' },
)

export const ChannelReadingsSchema = Type.Object({ items: list(ChannelReadingSchema) }, { description: 'the channels that you see' })

export const ChannelHistorySchema = Type.Object(
  {
    changes: list(Type.Object({ at: instant(), state, why: TwoTexts }), {
      description: 'oldest first; the first may have begun before the asked time',
    }),
    probes: list(ProbeSchema, { description: 'newest first, at most 500' }),
    hours: list(
      Type.Object({
        hour: instant(),
        count: Type.Integer({ description: 'reports' }),
        usual: number(),
      }),
    ),
  },
  { description: 'how it was' },
)
