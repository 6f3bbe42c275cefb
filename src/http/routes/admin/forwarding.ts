import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Who } from '../../../ledger/decisions.ts'
import type { AppDeps } from '../../deps.ts'
import { problems } from '../../schemas/answers.ts'
import { PauseSchema, SwitchSchema } from '../../schemas/operations.ts'
import { ADMIN } from './index.ts'

/** The kill switch: nothing is sent to LAPOR!, and everything is accepted. */
export async function forwardingRoutes(instance: FastifyInstance, { operations }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const changed = {
    200: Type.Object({ paused: Type.Boolean(), changed: Type.Boolean({ description: 'false: it was so already' }) }),
    ...problems('request_unreadable', 'key_invalid', 'schema_violation', 'ledger_unavailable'),
  }
  app.get(
    '/admin/v1/pauses',
    {
      schema: {
        ...ADMIN,
        summary: 'What operators stopped',
        response: { 200: Type.Object({ items: Type.Array(PauseSchema) }), ...problems('key_invalid', 'ledger_unavailable') },
      },
    },
    async () => ({ items: (await operations.listPauses()).map((pause) => ({ ...pause, pausedAt: pause.pausedAt.toISOString() })) }),
  )
  app.post(
    '/admin/v1/forward/pause',
    {
      schema: { ...ADMIN, summary: 'Stop sending to LAPOR!, on every gateway, within two seconds', body: SwitchSchema, response: changed },
    },
    async ({ body }) => ({ paused: true, changed: await operations.pauseForwarding(whoOf(body)) }),
  )
  app.post(
    '/admin/v1/forward/resume',
    { schema: { ...ADMIN, summary: 'Send again', body: SwitchSchema, response: changed } },
    async ({ body }) => ({ paused: false, changed: await operations.resumeForwarding(whoOf(body)) }),
  )
}

function whoOf(body: Static<typeof SwitchSchema>): Who {
  return { by: body?.by ?? 'admin', reason: body?.reason ?? 'none given' }
}
