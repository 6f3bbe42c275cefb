import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { UnknownOutcome } from '../../../ledger/decisions.ts'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import { ConfirmSchema, IdSchema, RegionCodeSchema, UnknownSchema, WhoSchema } from '../../schemas/operations.ts'
import { decidingOf, viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

/** What was sent and not answered, and what a person decides about it. */
export async function unknownRoutes(instance: FastifyInstance, { operations }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const decided = Type.Object(
    {
      id: Type.String(),
      kind: Type.Enum(['complaint', 'update']),
      delivery: Type.Enum(['delivered', 'accepted']),
    },
    { description: 'decided' },
  )
  const refusals = [...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'complaint_unknown', 'not_unknown', 'ledger_unavailable'] as const

  app.get(
    '/admin/v1/unknown',
    {
      schema: {
        ...ADMIN,
        summary: 'Unknown outcomes',
        description: 'Complaints and updates that were sent and not answered: LAPOR! may or may not have them. Oldest first.',
        querystring: Type.Object(
          {
            region: Type.Optional(RegionCodeSchema),
            limit: Type.Optional(
              Type.String({ pattern: '^([1-9][0-9]{0,2}|1000)$', description: '1 to 1000; default 100', examples: ['100'] }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({ items: Type.Array(UnknownSchema) }, { description: 'what waits for a person' }),
          ...problems('request_unreadable', ...ADMIN_PROBLEMS, 'ledger_unavailable'),
        },
      },
    },
    async (request) => {
      const { region, limit = '100' } = request.query
      const rows = await operations.listUnknown(viewerOf(request), { ...(region === undefined ? {} : { region }), limit: Number(limit) })
      return { items: rows.map(viewOf) }
    },
  )
  app.post(
    '/admin/v1/unknown/:id/confirm',
    {
      schema: {
        ...ADMIN,
        summary: 'Confirm that LAPOR! has it',
        description:
          'It becomes delivered under the id that you give, and is followed from now on. LAPOR! is asked first whether the case is ours.',
        params: IdSchema,
        body: ConfirmSchema,
        response: { 200: decided, ...problems(...refusals, 'lapor_id_taken', 'case_mismatch', 'case_unknown', 'central_not_asked') },
      },
    },
    async (request) => {
      const { by, reason, ...given } = request.body
      const { id, kind } = await operations.confirmUnknown(decidingOf(request, by), request.params.id, given, reason)
      return { id, kind, delivery: 'delivered' as const }
    },
  )
  app.post(
    '/admin/v1/unknown/:id/resend',
    {
      schema: {
        ...ADMIN,
        summary: 'Send it again',
        description: 'For what LAPOR! does not have. Look there first: a second create would double the report.',
        params: IdSchema,
        body: WhoSchema,
        response: { 200: decided, ...problems(...refusals) },
      },
    },
    async (request) => {
      const { by, reason } = request.body
      const { id, kind } = await operations.resendUnknown(decidingOf(request, by), request.params.id, reason)
      return { id, kind, delivery: 'accepted' as const }
    },
  )
}

function viewOf({ reason, acceptedAt, sentAt, ...rest }: UnknownOutcome) {
  const { code, message } = reason
  return { ...rest, reason: { code, message }, acceptedAt: acceptedAt.toISOString(), sentAt: sentAt?.toISOString() ?? null }
}
