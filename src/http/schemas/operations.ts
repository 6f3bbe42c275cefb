import { type Static, Type } from 'typebox'
import type { ErrorCode } from '../../contract/errors.ts'
import { ERRORS } from '../../contract/errors.ts'

const closed = { additionalProperties: false }
const instant = () => Type.String({ format: 'date-time' })
const nullable = () => Type.Unsafe<string | null>({ type: ['string', 'null'] })
const words = (maxLength: number, description: string, example: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000]*$', description, examples: [example] })

const TwoTexts = Type.Object({ id: Type.String(), en: Type.String() })

/** In the examples of OpenAPI. */
export const EXAMPLE_ID = '019ab1c2-7d1e-7c3a-9f10-3a5b6c7d8e9f'
export const EXAMPLE_WHO = { by: 'Rina (operator)', reason: 'the region asked for it' }

export const IdSchema = Type.Object({ id: Type.String({ format: 'uuid', description: "the gateway's id", examples: [EXAMPLE_ID] }) })

/** Every decision says who made it and why; both are kept in the audit. */
export const WHO = {
  by: Type.Optional(words(100, 'the person who decided; needed with the token, not read when a person is signed in', EXAMPLE_WHO.by)),
  reason: words(500, 'why', EXAMPLE_WHO.reason),
}
export const WhoSchema = Type.Object(WHO, { ...closed, examples: [EXAMPLE_WHO] })
/** Whoever must stop the sending now is not asked for words first. */
export const SwitchSchema = Type.Union([Type.Object({ by: WHO.by, reason: Type.Optional(WHO.reason) }, closed), Type.Null()], {
  examples: [EXAMPLE_WHO],
})

const codes = Object.keys(ERRORS) as ErrorCode[]
export const ReasonSchema = Type.Object({ code: Type.String(), message: Type.String() })
export const RegionCodeSchema = Type.String({ pattern: '^[0-9]{2}(\\.[0-9]{2})?$', description: 'Kemendagri code', examples: ['32.73'] })

const filterMembers = {
  reason: Type.Optional(Type.Enum(codes, { description: 'the code for which it is parked', examples: ['mapping_failed'] })),
  channel: Type.Optional(words(64, 'id of a channel', 'jaki')),
  region: Type.Optional(RegionCodeSchema),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'accepted at or after', examples: ['2026-11-20T00:00:00Z'] })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'accepted before', examples: ['2026-11-21T00:00:00Z'] })),
}
export const ParkedQuerySchema = Type.Object(filterMembers, closed)
export const FilterSchema = Type.Object(
  {
    ids: Type.Optional(
      Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: 1000, description: 'these, also when they were discarded' }),
    ),
    ...filterMembers,
  },
  { ...closed, minProperties: 1 },
)

export const UnknownSchema = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['complaint', 'update']),
  complaintId: Type.String(),
  region: Type.String(),
  app: Type.String(),
  channel: Type.String(),
  ticket: Type.String(),
  laporId: nullable(),
  reason: ReasonSchema,
  acceptedAt: instant(),
  sentAt: nullable(),
})

export const ConfirmSchema = Type.Object(
  {
    ...WHO,
    laporId: Type.Optional(
      Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$', description: 'under which LAPOR! has it; not needed for an update' }),
    ),
    force: Type.Optional(Type.Boolean({ description: 'also when LAPOR! does not show the case, or shows another ticket' })),
  },
  { ...closed, examples: [{ laporId: '4711', by: EXAMPLE_WHO.by, reason: 'found under Sapawarga SWA201120260000042' }] },
)

export const ParkedGroupSchema = Type.Object({
  reason: Type.String(),
  channel: Type.String(),
  region: Type.String(),
  count: Type.Integer({ description: 'that wait for a person' }),
  discarded: Type.Integer(),
  oldest: instant(),
  example: Type.Object({ id: Type.String(), message: Type.String() }),
  todo: Type.String({ description: 'what to do about it, in English' }),
  words: Type.Object({ title: TwoTexts, todo: TwoTexts }, { description: 'what the reason means, and what to do about it' }),
})

export const PreviewSchema = Type.Object(
  {
    total: Type.Integer(),
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        channel: Type.String(),
        ticket: Type.String(),
        reason: Type.Union([ReasonSchema, Type.Null()]),
        mapping: Type.Object({ from: Type.String(), to: nullable() }),
        outcome: Type.Enum(['complaint', 'refused']),
        refusal: Type.Union([ReasonSchema, Type.Null()]),
        changes: Type.Array(Type.Object({ at: Type.String(), from: nullable(), to: nullable() })),
      }),
    ),
  },
  { description: 'what would change; nothing was done' },
)

const replay = {
  action: Type.Enum(['replay', 'discard', 'resend', 'confirm'], { description: 'what is done with each' }),
  id: Type.String(),
  state: Type.Enum(['running', 'stopped', 'done']),
  filter: Type.Object({
    ids: Type.Optional(Type.Array(Type.String())),
    ...Object.fromEntries(Object.keys(filterMembers).map((key) => [key, Type.Optional(Type.String())])),
  }),
  reason: Type.String(),
  actor: Type.String(),
  perSecond: Type.Integer(),
  total: Type.Integer({ description: 'that waited when it was started' }),
  replayed: Type.Integer(),
  refused: Type.Integer(),
  startedAt: instant(),
  finishedAt: nullable(),
}
export const ReplaySchema = Type.Object(replay, { description: 'the replay' })
export const ReplayStatusSchema = Type.Object(
  {
    ...replay,
    refusals: Type.Array(Type.Object({ complaintId: Type.String(), code: Type.String(), message: Type.String() }), {
      description: 'the first fifty',
    }),
  },
  { description: 'the replay, and what it could not replay' },
)
export type ReplayView = Static<typeof ReplaySchema>

export const PauseSchema = Type.Object({
  what: Type.Literal('forward'),
  reason: Type.String(),
  pausedBy: Type.String(),
  pausedAt: instant(),
})

export const RegionBalancesSchema = Type.Object(
  {
    regions: Type.Array(
      Type.Object({
        region: Type.String(),
        accepted: Type.Integer(),
        delivered: Type.Integer(),
        parked: Type.Integer(),
        unknown: Type.Integer(),
        inFlight: Type.Integer(),
      }),
    ),
    differences: Type.Array(Type.Object({ id: Type.String(), region: Type.String(), delivery: Type.String(), what: Type.String() })),
  },
  { description: 'one row a region, and the complaints for which it does not hold' },
)

export const ComparisonSchema = Type.Object(
  {
    asked: Type.Integer(),
    differences: Type.Array(Type.Object({ id: Type.String(), laporId: Type.String(), what: Type.String() })),
    cursor: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'send it back for what comes next; null: all were asked' }),
    stopped: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'why it ended early' }),
  },
  { description: 'what LAPOR! said' },
)
