import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import { IdSchema, ParkedGroupSchema, ParkedQuerySchema, WhoSchema } from '../../schemas/operations.ts'
import { decidingOf, viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

/** What waits for a person, and what nobody waits for any more. */
export async function parkedRoutes(instance: FastifyInstance, { operations }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  app.get(
    '/admin/v1/parked',
    {
      schema: {
        ...ADMIN,
        summary: 'Parked complaints',
        description: 'One group for each reason, channel and region, with what to do and one example.',
        querystring: ParkedQuerySchema,
        response: {
          200: Type.Object({ groups: Type.Array(ParkedGroupSchema) }, { description: 'the groups' }),
          ...problems('request_unreadable', ...ADMIN_PROBLEMS, 'ledger_unavailable'),
        },
      },
    },
    async (request) => {
      const groups = await operations.listParked(viewerOf(request), request.query)
      return { groups: groups.map((group) => ({ ...group, oldest: group.oldest.toISOString() })) }
    },
  )
  app.post(
    '/admin/v1/parked/:id/discard',
    {
      schema: {
        ...ADMIN,
        summary: 'Discard a parked complaint',
        description: 'Nobody waits for it any more. It stays parked in the balance, and replays leave it out.',
        params: IdSchema,
        body: WhoSchema,
        response: {
          200: Type.Object({ id: Type.String(), discarded: Type.Literal(true) }, { description: 'discarded' }),
          ...problems(...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'complaint_unknown', 'not_parked', 'ledger_unavailable'),
        },
      },
    },
    async (request) => {
      const { id } = request.params
      const { by, reason } = request.body
      await operations.discardParked(decidingOf(request, by), id, reason)
      return { id, discarded: true as const }
    },
  )
}
