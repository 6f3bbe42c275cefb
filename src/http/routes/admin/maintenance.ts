import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { AppDeps } from '../../deps.ts'
import { WindowSchema, WindowsSchema } from '../../schemas/alerts.ts'
import { ADMIN_PROBLEMS, BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import { decidingOf, viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

const why = {
  reason: Type.String({ minLength: 1, maxLength: 500, pattern: '^[^\\u0000]*$', description: 'why; kept in the audit' }),
  by: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000]*$', description: 'who, when a program asks' })),
}

/** Times in which nobody is told. */
export async function maintenanceRoutes(instance: FastifyInstance, { alerts }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  app.get(
    '/admin/v1/maintenance',
    {
      schema: {
        ...ADMIN,
        summary: 'Maintenance windows',
        description: 'Those that are open or to come. In such a time incidents are kept and shown, and nobody is told.',
        response: { 200: WindowsSchema, ...problems(...ADMIN_PROBLEMS, 'ledger_unavailable') },
      },
    },
    async (request) => ({ items: await alerts.windows(viewerOf(request).scope) }),
  )

  app.post(
    '/admin/v1/maintenance',
    {
      schema: {
        ...ADMIN,
        summary: 'Plan a maintenance window',
        description: 'For a channel, a region, or, with neither, for everything. At most 31 days.',
        body: Type.Object(
          {
            channel: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: "a channel's id" })),
            region: Type.Optional(Type.String({ minLength: 1, maxLength: 16, description: 'Kemendagri code' })),
            from: Type.String({ format: 'date-time', description: 'RFC 3339 with a zone' }),
            to: Type.String({ format: 'date-time', description: 'RFC 3339 with a zone' }),
            ...why,
          },
          {
            additionalProperties: false,
            examples: [
              { channel: 'jaki', from: '2026-12-05T22:00:00+07:00', to: '2026-12-06T04:00:00+07:00', reason: 'server pindah', by: 'Rina' },
            ],
          },
        ),
        response: {
          200: WindowSchema,
          ...problems(...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'channel_unknown', 'not_found', 'schema_violation', 'ledger_unavailable'),
        },
      },
    },
    (request) => {
      const { from, to, by, ...window } = request.body
      return alerts.planWindow(decidingOf(request, by), { ...window, from: new Date(from), to: new Date(to) })
    },
  )

  app.post(
    '/admin/v1/maintenance/:id/end',
    {
      schema: {
        ...ADMIN,
        summary: 'End a maintenance window',
        description: 'Now. One that has not begun is taken away.',
        params: Type.Object({
          id: Type.String({ description: 'of the window', examples: ['0193a3c1-7c3e-7b7a-9f2a-8d1f5c2b9e10'] }),
        }),
        body: Type.Object(why, { additionalProperties: false, examples: [{ reason: 'selesai lebih awal', by: 'Rina' }] }),
        response: {
          200: Type.Object({ ended: Type.Boolean() }, { description: 'it is over' }),
          ...problems(...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'not_found', 'schema_violation', 'ledger_unavailable'),
        },
      },
    },
    async (request) => {
      await alerts.endWindow(decidingOf(request, request.body.by), request.params.id, request.body.reason)
      return { ended: true }
    },
  )
}
