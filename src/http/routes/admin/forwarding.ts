import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Viewer } from '../../../contract/access.ts'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import { PauseSchema, SwitchSchema } from '../../schemas/operations.ts'
import { decidingOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

/** The kill switch: nothing is sent to LAPOR!, and everything is accepted. */
export async function forwardingRoutes(instance: FastifyInstance, { operations }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const changed = {
    200: Type.Object(
      { paused: Type.Boolean(), changed: Type.Boolean({ description: 'false: it was so already' }) },
      { description: 'it is so now' },
    ),
    ...problems(...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'ledger_unavailable'),
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
          ...problems(...ADMIN_PROBLEMS, 'ledger_unavailable'),
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
    async (request) => ({ paused: true, changed: await operations.pauseForwarding(...decisionOf(request, request.body)) }),
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
    async (request) => ({ paused: false, changed: await operations.resumeForwarding(...decisionOf(request, request.body)) }),
  )
}

function decisionOf(request: FastifyRequest, body: Static<typeof SwitchSchema>): [Viewer, string] {
  return [decidingOf(request, body?.by, 'admin'), body?.reason ?? 'none given']
}
