import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { AppDeps } from '../../deps.ts'
import { BalanceSchema, problems } from '../../schemas/answers.ts'
import { ADMIN } from './index.ts'

/** accepted = delivered + parked + unknown + inFlight, at every moment. */
export async function balanceRoutes(instance: FastifyInstance, { ledger }: AppDeps): Promise<void> {
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
}
