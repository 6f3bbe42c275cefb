import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, BalanceSchema, BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import { ComparisonSchema, EXAMPLE_ID, RegionBalancesSchema, RegionCodeSchema } from '../../schemas/operations.ts'
import { viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

/** accepted = delivered + parked + unknown + inFlight, at every moment. */
export async function balanceRoutes(instance: FastifyInstance, { operations }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const querystring = Type.Object(
    {
      day: Type.Optional(
        Type.String({
          format: 'date',
          pattern: '^(19|20)',
          description: 'a day of Jakarta (WIB); without it: all days',
          examples: ['2026-11-20'],
        }),
      ),
      region: Type.Optional(RegionCodeSchema),
    },
    { additionalProperties: false },
  )
  const schema = {
    ...ADMIN,
    summary: 'The balance of a day and region',
    description: 'Counts the complaints that were accepted. Without parameters: all that you may see.',
    querystring,
    response: { 200: BalanceSchema, ...problems('request_unreadable', ...ADMIN_PROBLEMS, 'ledger_unavailable') },
  }
  app.get('/admin/v1/balance', { schema }, (request) => operations.balance(viewerOf(request), request.query))

  app.get(
    '/admin/v1/balance/regions',
    {
      schema: {
        ...ADMIN,
        summary: 'The balance of every region',
        description: 'Also lists complaints whose history contradicts their state, at most 100. That list should be empty.',
        querystring,
        response: { 200: RegionBalancesSchema, ...problems('request_unreadable', ...ADMIN_PROBLEMS, 'ledger_unavailable') },
      },
    },
    async (request) => {
      const { regions, differences } = await operations.balanceByRegion(viewerOf(request), request.query)
      return { regions: [...regions], differences: [...differences] }
    },
  )

  const body = Type.Object(
    {
      ...querystring.properties,
      cursor: Type.Optional(Type.String({ format: 'uuid', description: 'the cursor of the answer before', examples: [EXAMPLE_ID] })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'default 50' })),
      perSecond: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, description: 'default 10' })),
    },
    { additionalProperties: false, examples: [{ day: '2026-11-20', region: '32', limit: 50, perSecond: 10 }] },
  )
  app.post(
    '/admin/v1/balance/compare',
    {
      schema: {
        ...ADMIN,
        summary: 'Compare delivered cases with LAPOR!',
        description:
          'Asks LAPOR! for delivered cases, one after the other. The answer lists those that LAPOR! does not have. It changes nothing.',
        body,
        response: { 200: ComparisonSchema, ...problems(...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'ledger_unavailable') },
      },
    },
    async (request) => {
      const { limit = 50, perSecond = 10, ...asked } = request.body
      const comparison = await operations.compareWithCentre(viewerOf(request), { ...asked, limit, perSecond })
      return { ...comparison, differences: [...comparison.differences] }
    },
  )
}
