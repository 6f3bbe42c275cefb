import { type Static, Type } from 'typebox'
import { STATUSES } from '../../contract/complaint.ts'
import { EXAMPLE_ID, RegionCodeSchema, WHO } from './operations.ts'

const closed = { additionalProperties: false }
const instant = () => Type.String({ format: 'date-time' })
const nullable = () => Type.Unsafe<string | null>({ type: ['string', 'null'] })
const number = () => Type.Unsafe<number | null>({ type: ['integer', 'null'] })
const DELIVERIES = ['accepted', 'delivered', 'parked', 'unknown'] as const

const filters = {
  region: Type.Optional(RegionCodeSchema),
  channel: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'id of a channel', examples: ['jaki'] })),
  delivery: Type.Optional(Type.Enum([...DELIVERIES], { description: 'how far it is on its way to LAPOR!', examples: ['parked'] })),
  status: Type.Optional(Type.Enum([...STATUSES], { description: 'its state at LAPOR!', examples: ['in_progress'] })),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'accepted at or after', examples: ['2026-11-20T00:00:00Z'] })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'accepted before', examples: ['2026-11-21T00:00:00Z'] })),
  cursor: Type.Optional(Type.String({ format: 'uuid', description: 'the cursor of the page before', examples: [EXAMPLE_ID] })),
}
export const ComplaintsQuerySchema = Type.Object(
  {
    ...filters,
    limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|100)$', description: '1 to 100; default 50', examples: ['50'] })),
  },
  closed,
)
export const SearchSchema = Type.Object(
  {
    ...filters,
    words: Type.String({
      minLength: 1,
      maxLength: 500,
      pattern: '^[^\\u0000]*$',
      description: 'an id, a ticket, a LAPOR! id, the number that people were told, a phone, an e-mail address, or words of the report',
    }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'default 50' })),
  },
  { ...closed, examples: [{ words: 'jembatan putus', region: '32' }] },
)

export const FoundSchema = Type.Object(
  {
    by: Type.Enum(['reference', 'phone', 'email', 'text', 'list'], { description: 'how it was looked for' }),
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        region: Type.String(),
        app: Type.String(),
        channel: Type.String(),
        ticket: Type.String(),
        title: nullable(),
        acceptedAt: instant(),
        delivery: Type.String(),
        reason: nullable(),
        status: Type.String(),
        statusNative: nullable(),
        laporId: nullable(),
      }),
    ),
    cursor: nullable(),
  },
  { description: 'newest first' },
)

const moment = Type.Object({ at: instant(), what: Type.String(), detail: Type.Object({}, { additionalProperties: true }) })
export const FollowedSchema = Type.Object(
  {
    id: Type.String(),
    origin: Type.Object({
      region: Type.String(),
      app: Type.String(),
      channel: Type.String(),
      connector: Type.String(),
      ticket: Type.String(),
      link: nullable(),
    }),
    reference: nullable(),
    title: nullable(),
    mapping: Type.String(),
    acceptedAt: instant(),
    delivery: Type.String(),
    reason: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()]),
    laporId: nullable(),
    trackingId: nullable(),
    status: Type.String(),
    statusNative: nullable(),
    institution: nullable(),
    erasedAt: nullable(),
    heldAt: nullable(),
    restrictedAt: nullable(),
    timeline: Type.Array(moment, { description: 'oldest first; names no person' }),
  },
  { description: 'the complaint and its history' },
)

export const ExchangesSchema = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        at: instant(),
        peer: Type.Enum(['centre', 'origin', 'files']),
        host: Type.String(),
        call: Type.String(),
        ms: Type.Integer(),
        status: number(),
        code: nullable(),
        request: nullable(),
        answer: nullable(),
        updateId: nullable(),
        feedbackId: nullable(),
      }),
    ),
  },
  { description: 'oldest first; person and secrets are marks such as ‹nama›' },
)

export const IdentitySchema = Type.Object(
  {
    id: Type.String(),
    state: Type.Enum(['opened', 'nobody', 'unreadable', 'erased']),
    reporter: Type.Union([Type.Object({}, { additionalProperties: Type.String() }), Type.Null()]),
    sender: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'how the channel calls them' }),
  },
  { description: 'who reported' },
)

const pick = Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: 1000 })
export const BulkSchema = Type.Object(
  {
    action: Type.Enum(['discard', 'resend', 'confirm'], { description: 'discard: of what is parked; resend, confirm: of what is unknown' }),
    filter: Type.Object(
      {
        ids: Type.Optional(pick),
        laporIds: Type.Optional(
          Type.Record(Type.String({ format: 'uuid' }), Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }), {
            description: 'to confirm: under which id LAPOR! has each; an update needs none',
          }),
        ),
        reason: Type.Optional(
          Type.String({ maxLength: 64, description: 'the code for which they wait', examples: ['refused_by_partner'] }),
        ),
        kind: Type.Optional(Type.Enum(['complaint', 'update'])),
        channel: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
        region: Type.Optional(RegionCodeSchema),
      },
      { ...closed, minProperties: 1 },
    ),
    ...WHO,
  },
  {
    ...closed,
    examples: [
      { action: 'discard', filter: { reason: 'request_unreadable', channel: 'jaki' }, by: 'Rina (operator)', reason: 'test reports' },
    ],
  },
)

export type FoundView = Static<typeof FoundSchema>
