import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, problems } from '../../schemas/answers.ts'
import { OverviewSchema } from '../../schemas/overview.ts'
import { viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

/** How things stand now: what the first page of the console shows beside the channels. */
export async function overviewRoutes(instance: FastifyInstance, { operations }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  app.get(
    '/admin/v1/overview',
    {
      schema: {
        ...ADMIN,
        summary: 'How things stand now',
        description:
          "What waits for a person, today's balance and the ids for which it does not hold, open incidents, and what came and went in the last twelve hours.",
        response: { 200: OverviewSchema, ...problems(...ADMIN_PROBLEMS, 'ledger_unavailable') },
      },
    },
    (request) => operations.overview.read(viewerOf(request)),
  )
}
