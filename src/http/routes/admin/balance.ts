import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { AppDeps } from '../../deps.ts'
import { BalanceSchema, problems } from '../../schemas/answers.ts'
import { ComparisonSchema, RegionBalancesSchema } from '../../schemas/operations.ts'
import { ADMIN } from './index.ts'

/** accepted = delivered + parked + unknown + inFlight, at every moment. */
export async function balanceRoutes(instance: FastifyInstance, { ledger, operations }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const querystring = Type.Object(
    {
      day: Type.Optional(Type.String({ format: 'date', pattern: '^(19|20)', description: 'YYYY-MM-DD, Asia/Jakarta' })),
      region: Type.Optional(Type.String({ pattern: '^[0-9]{2}(\\.[0-9]{2})?$', description: 'Kemendagri code' })),
    },
    { additionalProperties: false },
  )
  const schema = {
    ...ADMIN,
    summary: 'The balance of a day and region',
    querystring,
    response: { 200: BalanceSchema, ...problems('request_unreadable', 'key_invalid', 'ledger_unavailable') },
  }
  app.get('/admin/v1/balance', { schema }, (request) => ledger.complaints.balance(request.query))

  app.get(
    '/admin/v1/balance/regions',
    {
      schema: {
        ...ADMIN,
        summary: 'The balance of every region, and the complaints for which it does not hold',
        querystring,
        response: { 200: RegionBalancesSchema, ...problems('request_unreadable', 'key_invalid', 'ledger_unavailable') },
      },
    },
    async ({ query }) => {
      const { byRegion, differences } = ledger.reconciliation
      const [regions, found] = await Promise.all([byRegion(query), differences(query, 100)])
      return { regions, differences: found }
    },
  )

  const body = Type.Object(
    {
      ...querystring.properties,
      cursor: Type.Optional(Type.String({ format: 'uuid' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'default 50' })),
      perSecond: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, description: 'default 10' })),
    },
    { additionalProperties: false },
  )
  app.post(
    '/admin/v1/balance/compare',
    {
      schema: {
        ...ADMIN,
        summary: 'Ask LAPOR! for delivered cases, one after the other, and list those that it does not have',
        body,
        response: { 200: ComparisonSchema, ...problems('request_unreadable', 'key_invalid', 'schema_violation', 'ledger_unavailable') },
      },
    },
    async ({ body: { limit = 50, perSecond = 10, ...asked } }) => {
      const comparison = await operations.compareWithCentre({ ...asked, limit, perSecond })
      return { ...comparison, differences: [...comparison.differences] }
    },
  )
}
