import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Who } from '../../../ledger/decisions.ts'
import type { AppDeps } from '../../deps.ts'
import { BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import { PauseSchema, SwitchSchema } from '../../schemas/operations.ts'
import { ADMIN } from './index.ts'

/** The kill switch: nothing is sent to LAPOR!, and everything is accepted. */
export async function forwardingRoutes(instance: FastifyInstance, { operations }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const changed = {
    200: Type.Object(
      { paused: Type.Boolean(), changed: Type.Boolean({ description: 'false: it was so already' }) },
      { description: 'it is so now' },
    ),
    ...problems(...BODY_PROBLEMS, 'key_invalid', 'ledger_unavailable'),
  }
  app.get(
    '/admin/v1/pauses',
    {
      schema: {
        ...ADMIN,
        summary: 'What operators stopped',
        description: 'An empty list means that everything is sent.',
        response: {
          200: Type.Object({ items: Type.Array(PauseSchema) }, { description: 'what is stopped now' }),
          ...problems('key_invalid', 'ledger_unavailable'),
        },
      },
    },
    async () => ({ items: (await operations.listPauses()).map((pause) => ({ ...pause, pausedAt: pause.pausedAt.toISOString() })) }),
  )
  app.post(
    '/admin/v1/forward/pause',
    {
      schema: {
        ...ADMIN,
        summary: 'Stop sending to LAPOR!',
        description: 'On every gateway, within two seconds. Reports are still accepted. The body may be left out.',
        body: SwitchSchema,
        response: changed,
      },
    },
    async ({ body }) => ({ paused: true, changed: await operations.pauseForwarding(whoOf(body)) }),
  )
  app.post(
    '/admin/v1/forward/resume',
    {
      schema: {
        ...ADMIN,
        summary: 'Send to LAPOR! again',
        description: 'What waited goes on by itself. The body may be left out.',
        body: SwitchSchema,
        response: changed,
      },
    },
    async ({ body }) => ({ paused: false, changed: await operations.resumeForwarding(whoOf(body)) }),
  )
}

function whoOf(body: Static<typeof SwitchSchema>): Who {
  return { by: body?.by ?? 'admin', reason: body?.reason ?? 'none given' }
}
