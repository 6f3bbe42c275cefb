import { Type } from 'typebox'
import { STATUSES } from '../../contract/complaint.ts'
import { ERRORS, type ErrorCode } from '../../contract/errors.ts'

const nullable = (type: 'string' | 'integer', description = '') =>
  Type.Unsafe<string | null>({ type: [type, 'null'], ...(description ? { description } : {}) })
const instant = (description: string) => Type.String({ format: 'date-time', description })

const OriginSchema = Type.Object(
  {
    region: Type.String({ description: 'Kemendagri code' }),
    app: Type.String(),
    channel: Type.String(),
    connector: Type.String(),
    ticket: Type.String({ description: "the app's own ticket" }),
    link: nullable('string', 'a page about it at the origin'),
  },
  { description: "written once, from the channel's configuration" },
)

const DeliverySchema = Type.Enum(['accepted', 'delivered', 'parked', 'unknown'], {
  description:
    'accepted: on its way to LAPOR!. delivered: LAPOR! has it. parked: a person must act. unknown: LAPOR! may or may not have it',
})

const UpdateDeliverySchema = Type.Enum(['accepted', 'delivered', 'parked', 'unknown', 'withheld'], {
  description: 'as for a complaint; withheld: kept in the history, not handed on, because LAPOR! said it first',
})

export const AcceptedSchema = Type.Object(
  { id: Type.String({ format: 'uuid' }), origin: OriginSchema, delivery: DeliverySchema, href: Type.String() },
  { description: 'stored' },
)

export const IgnoredSchema = Type.Object(
  { outcome: Type.Literal('ignored'), why: Type.String() },
  { description: 'not for LAPOR!: counted, not stored' },
)

export const AcceptedUpdateSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    complaint: Type.String({ format: 'uuid' }),
    delivery: UpdateDeliverySchema,
    href: Type.String(),
  },
  { description: 'stored' },
)

export const CaseSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    origin: OriginSchema,
    delivery: DeliverySchema,
    reason: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() }, { description: 'when parked or unknown' })),
    status: Type.Enum([...STATUSES]),
    statusWord: Type.String({ description: "the status in the region's own word, as feedback has it" }),
    statusNative: nullable('string', "LAPOR!'s own word"),
    laporId: nullable('string'),
    trackingId: nullable('string'),
    institution: nullable('string'),
    acceptedAt: instant('when the gateway took it'),
    deliveredAt: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'when LAPOR! took it' }),
    updatedAt: instant('its newest change'),
    answers: Type.Array(
      Type.Object({
        text: Type.String(),
        from: nullable('string', 'who answered'),
        at: instant('when'),
        attachments: Type.Array(Type.Object({ name: Type.String(), url: Type.String() })),
      }),
    ),
    updates: Type.Array(
      Type.Object({
        id: Type.String(),
        source: Type.Enum(['origin', 'citizen', 'conflict']),
        status: nullable('string'),
        delivery: UpdateDeliverySchema,
        acceptedAt: instant('when the gateway took it'),
      }),
    ),
  },
  { description: 'the case' },
)

export const CaseListSchema = Type.Object(
  {
    items: Type.Array(CaseSchema),
    cursor: nullable('string', 'send it back for what comes after; null: that was all'),
  },
  { description: 'one page of cases' },
)

export const CaseQuerySchema = Type.Object(
  {
    ticket: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        pattern: '^[^\\u0000]*$',
        description: "the app's own ticket",
        examples: ['SWA201120260000042'],
      }),
    ),
    status: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: "one of ours, or the region's own word", examples: ['in_progress'] }),
    ),
    since: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'only what changed at or after this; RFC 3339 with a zone',
        examples: ['2026-11-20T00:00:00Z'],
      }),
    ),
    cursor: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        pattern: '^[^\\u0000]*$',
        description: 'the cursor of the answer before',
        examples: ['WyIyMDI2LTExLTIwIl0'],
      }),
    ),
    limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|100)$', description: '1 to 100; default 50', examples: ['50'] })),
  },
  { additionalProperties: false },
)

export const BalanceSchema = Type.Object(
  {
    accepted: Type.Integer(),
    delivered: Type.Integer(),
    parked: Type.Integer(),
    unknown: Type.Integer(),
    inFlight: Type.Integer(),
  },
  { description: 'accepted is the sum of the others' },
)

/** What every address that takes JSON may refuse. */
export const BODY_PROBLEMS = [
  'request_unreadable',
  'request_timeout',
  'body_too_large',
  'media_type_unsupported',
  'schema_violation',
] as const satisfies readonly ErrorCode[]

/** What every address of /admin/v1 may refuse. */
export const ADMIN_PROBLEMS = ['key_invalid', 'not_permitted', 'form_expired'] as const satisfies readonly ErrorCode[]

/** What every address may answer. */
const EVERYWHERE = ['headers_too_large', 'internal_error'] as const satisfies readonly ErrorCode[]

/** The problems that an address may answer with, for OpenAPI; those of every address are added. */
export function problems(...codes: ErrorCode[]): Record<number, object> {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of new Set([...codes, ...EVERYWHERE])) {
    const row = ERRORS[code]
    if ('http' in row) byStatus.set(row.http, [...(byStatus.get(row.http) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, all]) => [
      status,
      {
        description: all.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
      },
    ]),
  )
}
