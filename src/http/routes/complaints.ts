import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { STATUSES, type Status } from '../../contract/complaint.ts'
import { GatewayError } from '../../contract/errors.ts'
import type { CompiledMapping } from '../../contract/mapping.ts'
import { PushedUpdateSchema } from '../../intake/push-update.ts'
import { viewCase } from '../case-view.ts'
import type { AppDeps } from '../deps.ts'
import { channelOfKey } from '../keys.ts'
import { AcceptedUpdateSchema, BODY_PROBLEMS, CaseListSchema, CaseQuerySchema, CaseSchema, problems } from '../schemas/answers.ts'
import { EXAMPLE_ID } from '../schemas/operations.ts'
import { askForBody } from '../unread-bodies.ts'

/** What a region reads of its own complaints, and adds to them, with its channel's key. */
export async function complaintRoutes(instance: FastifyInstance, deps: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { ledger } = deps
  const security = [{ channelKey: [] }, { apiKey: [] }]
  const idParams = Type.Object({ id: Type.String({ description: "the gateway's id of the complaint", examples: [EXAMPLE_ID] }) })

  app.get(
    '/v1/complaints/:id',
    {
      schema: {
        tags: ['cases'],
        summary: 'Read one case',
        description: 'A key reads the cases of its own channel and nothing else. The reporter is never in it.',
        security,
        params: idParams,
        response: { 200: CaseSchema, ...problems('key_invalid', 'complaint_unknown', 'ledger_unavailable') },
      },
    },
    async (request) => {
      const channel = channelOfKey(deps.settings.current, request)
      const row = UUID.test(request.params.id) ? await ledger.complaints.get(request.params.id) : null
      if (row?.origin.channel !== channel.id) throw complaintUnknown(request.params.id)
      return viewCase(ledger, deps.mappings().get(channel.mapping), row)
    },
  )

  app.get(
    '/v1/complaints',
    {
      schema: {
        tags: ['cases'],
        summary: 'Read cases, the oldest change first',
        description: 'For apps that cannot be called: ask again with `since` or `cursor` and read what is new. Reading marks nothing.',
        security,
        querystring: CaseQuerySchema,
        response: { 200: CaseListSchema, ...problems('request_unreadable', 'key_invalid', 'ledger_unavailable') },
      },
    },
    async (request) => {
      const channel = channelOfKey(deps.settings.current, request)
      const mapping = deps.mappings().get(channel.mapping)
      const { ticket, status, since, cursor, limit } = request.query
      const { rows, cursor: next } = await ledger.complaints.list(channel.id, {
        ...(ticket === undefined ? {} : { ticket }),
        ...(status === undefined ? {} : { status: statusOf(status, mapping) }),
        ...(since === undefined ? {} : { since: instantOf(since) }),
        ...(cursor === undefined ? {} : { cursor }),
        limit: Number(limit ?? 50),
      })
      return { items: await Promise.all(rows.map((row) => viewCase(ledger, mapping, row))), cursor: next }
    },
  )

  app.post(
    '/v1/complaints/:id/updates',
    {
      schema: {
        tags: ['cases'],
        summary: 'Add to a case',
        description: "The citizen's further word, or the region's own status or answer. At least one of text, answer and status.",
        security,
        params: idParams,
        body: PushedUpdateSchema,
        response: {
          202: AcceptedUpdateSchema,
          200: Type.Object(AcceptedUpdateSchema.properties, { description: 'seen before' }),
          ...problems(...BODY_PROBLEMS, 'key_invalid', 'complaint_unknown', 'ticket_conflict', 'ledger_unavailable'),
        },
      },
      onRequest: async (request) => void channelOfKey(deps.settings.current, request),
      preParsing: async (request) => askForBody(request.raw),
    },
    async (request, reply) => {
      const channel = channelOfKey(deps.settings.current, request)
      if (!UUID.test(request.params.id)) throw complaintUnknown(request.params.id)
      const { status, body } = await deps.intake.pushUpdate(channel, request.params.id, request.body)
      return reply.code(status).send(body)
    },
  )
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function instantOf(text: string): Date {
  const ms = Date.parse(text)
  if (Number.isNaN(ms))
    throw new GatewayError('request_unreadable', 'since is no moment that there is; send e.g. 2026-11-20T00:00:00Z', { at: '/since' })
  return new Date(Math.max(0, ms))
}

function statusOf(word: string, mapping: CompiledMapping | undefined): Status {
  const plain = word.trim().toLowerCase()
  const found =
    STATUSES.find((status) => status === plain) ??
    STATUSES.find((status) => mapping?.feedbackWord(status)?.toLowerCase() === plain) ??
    mapping?.originStatus?.(word.trim())
  if (!found)
    throw new GatewayError('request_unreadable', `status is neither one of ${STATUSES.join(', ')} nor a word of this channel's mapping`, {
      at: '/status',
    })
  return found
}

function complaintUnknown(id: string): GatewayError {
  return new GatewayError('complaint_unknown', `this channel has no complaint ${id.slice(0, 64)}`)
}
