import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { Delivery, Status } from '../../../contract/complaint.ts'
import { ERRORS, type ErrorCode, GatewayError } from '../../../contract/errors.ts'
import type { FollowedCase } from '../../../operations/cases/follow.ts'
import type { Asked, Found } from '../../../operations/cases/search.ts'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import {
  BulkSchema,
  ComplaintsQuerySchema,
  ExchangesSchema,
  FollowedSchema,
  FoundSchema,
  type FoundView,
  IdentitySchema,
  SearchSchema,
} from '../../schemas/complaints.ts'
import { IdSchema, ReplaySchema, WhoSchema } from '../../schemas/operations.ts'
import { decidingOf, viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'
import { viewReplay } from './replays.ts'

/** Complaints: found, followed, unsealed, and decided about many at once. */
export async function complaintRoutes(instance: FastifyInstance, { operations }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { cases } = operations
  const reads = ['request_unreadable', ...ADMIN_PROBLEMS, 'ledger_unavailable'] as const
  const writes = [...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'complaint_unknown', 'ledger_unavailable'] as const

  app.get(
    '/admin/v1/complaints',
    {
      schema: {
        ...ADMIN,
        summary: 'List complaints',
        description:
          'Newest first, in the regions that may be seen. Of a province with its regencies and cities. To look for words, a phone or an e-mail address: POST /admin/v1/complaints/search.',
        querystring: ComplaintsQuerySchema,
        response: { 200: FoundSchema, ...problems(...reads) },
      },
    },
    async (request) => {
      const { cursor = null, limit = '50', ...asked } = request.query
      return viewFound(await cases.find(viewerOf(request), askedOf(asked), { after: cursor, limit: Number(limit) }))
    },
  )
  app.post(
    '/admin/v1/complaints/search',
    {
      schema: {
        ...ADMIN,
        summary: 'Find complaints',
        description:
          'By a name of one complaint; else by phone or e-mail address, through a blind index and without opening who reported; else by the words of the report.',
        body: SearchSchema,
        response: { 200: FoundSchema, ...problems(...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'ledger_unavailable') },
      },
    },
    async (request) => {
      const { cursor = null, limit = 50, words, ...asked } = request.body
      return viewFound(await cases.find(viewerOf(request), { ...askedOf(asked), words }, { after: cursor, limit }))
    },
  )
  app.get(
    '/admin/v1/complaints/:id',
    {
      schema: {
        ...ADMIN,
        summary: 'Follow one complaint',
        description:
          'Where it came from, how it is now, and its whole history from the arrival to the answer at its origin. Never who reported.',
        params: IdSchema,
        response: { 200: FollowedSchema, ...problems(...reads, 'complaint_unknown') },
      },
    },
    async (request) => viewFollowed(await cases.follow(viewerOf(request), request.params.id)),
  )
  app.get(
    '/admin/v1/complaints/:id/exchanges',
    {
      schema: {
        ...ADMIN,
        summary: 'What was sent and answered',
        description:
          'Every call about one complaint: to LAPOR!, to its origin, and for its files. Shortened, without person and secrets; the newest hundred.',
        params: IdSchema,
        response: { 200: ExchangesSchema, ...problems(...reads, 'complaint_unknown') },
      },
    },
    async (request) => {
      const { exchanges } = await cases.follow(viewerOf(request), request.params.id)
      return { items: exchanges.map(({ at, seq: _seq, complaintId: _id, ...row }) => ({ ...row, at: at.toISOString() })) }
    },
  )
  app.post(
    '/admin/v1/complaints/:id/identity',
    {
      schema: {
        ...ADMIN,
        summary: 'Read who reported',
        description:
          'Opens the sealed identity for a person who may, with a reason. It stands in the audit and in the history of the complaint before it is opened.',
        params: IdSchema,
        body: WhoSchema,
        response: { 200: IdentitySchema, ...problems(...writes) },
      },
    },
    async (request, reply) => {
      const { by, reason } = request.body
      reply.header('cache-control', 'no-store')
      const { reporter, ...identity } = await cases.identity(decidingOf(request, by), request.params.id, reason)
      return { ...identity, reporter: reporter && { ...reporter } }
    },
  )
  app.post(
    '/admin/v1/bulk',
    {
      schema: {
        ...ADMIN,
        summary: 'Decide about many',
        description:
          'Discards, sends again or confirms many in the background, one after the other, each as if it were decided alone. Its progress, and stopping it: /admin/v1/replays/{id}.',
        body: BulkSchema,
        response: { 202: ReplaySchema, ...problems(...writes) },
      },
    },
    async (request, reply) => {
      const { action, filter, by, reason } = request.body
      const { reason: code, ...more } = filter
      const row = await cases.startBulk(
        decidingOf(request, by),
        action,
        { ...more, ...(code === undefined ? {} : { reason: codeOf(code) }) },
        reason,
      )
      return reply.code(202).send(viewReplay(row))
    },
  )
}

type Given = { [Key in keyof Asked]?: string }

function askedOf({ region, channel, delivery, status, from, to }: Given & { delivery?: Delivery; status?: Status }): Asked {
  return {
    ...(region === undefined ? {} : { region }),
    ...(channel === undefined ? {} : { channel }),
    ...(delivery === undefined ? {} : { delivery }),
    ...(status === undefined ? {} : { status }),
    ...(from === undefined ? {} : { from: new Date(from) }),
    ...(to === undefined ? {} : { to: new Date(to) }),
  }
}

function codeOf(text: string): ErrorCode {
  if (text in ERRORS) return text as ErrorCode
  throw new GatewayError('schema_violation', 'there is no such code', { at: '/filter/reason' })
}

function viewFound({ by, rows, next }: Found): FoundView {
  return { by, items: rows.map(({ acceptedAt, ...row }) => ({ ...row, acceptedAt: acceptedAt.toISOString() })), cursor: next }
}

function viewFollowed({ complaint, reference, timeline }: FollowedCase) {
  const { id, origin, mapping, acceptedAt, delivery, reason, laporId, trackingId, status, statusNative, institution } = complaint
  const { erasedAt, heldAt, restrictedAt } = complaint
  return {
    ...{ id, origin, reference, mapping, delivery, laporId, trackingId, status, statusNative, institution },
    title: complaint.complaint?.title ?? null,
    acceptedAt: acceptedAt.toISOString(),
    reason: reason && { code: reason.code, message: reason.message },
    erasedAt: erasedAt?.toISOString() ?? null,
    heldAt: heldAt?.toISOString() ?? null,
    restrictedAt: restrictedAt?.toISOString() ?? null,
    timeline: timeline.map(({ at, what, detail }) => ({ at: at.toISOString(), what, detail: { ...detail } })),
  }
}
