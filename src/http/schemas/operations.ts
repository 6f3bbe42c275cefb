import { type Static, Type } from 'typebox'
import type { ErrorCode } from '../../contract/errors.ts'
import { ERRORS } from '../../contract/errors.ts'

const closed = { additionalProperties: false }
const instant = () => Type.String({ format: 'date-time' })
const nullable = () => Type.Unsafe<string | null>({ type: ['string', 'null'] })
const words = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000]*$', description })

export const IdSchema = Type.Object({ id: Type.String({ format: 'uuid' }) })

/** Every decision says who made it and why; both are kept in the audit. */
export const WHO = { by: words(100, 'the person who decided'), reason: words(500, 'why') }
export const WhoSchema = Type.Object(WHO, closed)
/** Whoever must stop the sending now is not asked for words first. */
export const SwitchSchema = Type.Union([Type.Object({ by: Type.Optional(WHO.by), reason: Type.Optional(WHO.reason) }, closed), Type.Null()])

const codes = Object.keys(ERRORS) as ErrorCode[]
export const ReasonSchema = Type.Object({ code: Type.String(), message: Type.String() })
export const RegionCodeSchema = Type.String({ pattern: '^[0-9]{2}(\\.[0-9]{2})?$', description: 'Kemendagri code' })

const filterMembers = {
  reason: Type.Optional(Type.Enum(codes, { description: 'the code for which it is parked' })),
  channel: Type.Optional(words(64, 'id of a channel')),
  region: Type.Optional(RegionCodeSchema),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'accepted at or after' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'accepted before' })),
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
  closed,
)

export const ParkedGroupSchema = Type.Object({
  reason: Type.String(),
  channel: Type.String(),
  region: Type.String(),
  count: Type.Integer({ description: 'that wait for a person' }),
  discarded: Type.Integer(),
  oldest: instant(),
  example: Type.Object({ id: Type.String(), message: Type.String() }),
  todo: Type.String(),
})

export const PreviewSchema = Type.Object({
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
})

const replay = {
  id: Type.String(),
  state: Type.Enum(['running', 'stopped', 'done']),
  filter: Type.Object({
    ids: Type.Optional(Type.Array(Type.String())),
    ...Object.fromEntries(Object.keys(filterMembers).map((key) => [key, Type.Optional(Type.String())])),
  }),
  reason: Type.String(),
  actor: Type.String(),
  perSecond: Type.Integer(),
  total: Type.Integer({ description: 'parked when it was started' }),
  replayed: Type.Integer(),
  refused: Type.Integer(),
  startedAt: instant(),
  finishedAt: nullable(),
}
export const ReplaySchema = Type.Object(replay)
export const ReplayStatusSchema = Type.Object({
  ...replay,
  refusals: Type.Array(Type.Object({ complaintId: Type.String(), code: Type.String(), message: Type.String() }), {
    description: 'the first fifty',
  }),
})
export type ReplayView = Static<typeof ReplaySchema>

export const PauseSchema = Type.Object({
  what: Type.Literal('forward'),
  reason: Type.String(),
  pausedBy: Type.String(),
  pausedAt: instant(),
})

export const RegionBalancesSchema = Type.Object({
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
})

export const ComparisonSchema = Type.Object({
  asked: Type.Integer(),
  differences: Type.Array(Type.Object({ id: Type.String(), laporId: Type.String(), what: Type.String() })),
  cursor: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'send it back for what comes next; null: all were asked' }),
  stopped: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'why it ended early' }),
})
