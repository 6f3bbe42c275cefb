import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, problems } from '../../schemas/answers.ts'
import { CentreReadingSchema, ChannelHistorySchema, ChannelReadingSchema, ChannelReadingsSchema } from '../../schemas/health.ts'
import { viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

/** How the channels are. */
export async function healthRoutes(instance: FastifyInstance, { health }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const params = Type.Object({ id: Type.String({ description: "the channel's id", examples: ['sapawarga'] }) })
  const errors = problems(...ADMIN_PROBLEMS, 'channel_unknown', 'ledger_unavailable')

  app.get(
    '/admin/v1/health/channels',
    {
      schema: {
        ...ADMIN,
        summary: 'How every channel is',
        description: 'healthy, degraded, down, silent, paused or not_configured, with why, since when and what speaks for it.',
        response: { 200: ChannelReadingsSchema, ...errors },
      },
    },
    async (request) => ({ items: await health.channels(viewerOf(request).scope) }),
  )

  app.get(
    '/admin/v1/health/centre',
    {
      schema: {
        ...ADMIN,
        summary: 'How LAPOR! is',
        description: 'As the last look had it. It is probed as the channels are, by one gateway of many.',
        response: { 200: CentreReadingSchema, ...problems(...ADMIN_PROBLEMS, 'ledger_unavailable') },
      },
    },
    () => health.centre(),
  )

  app.get(
    '/admin/v1/health/channels/:id',
    {
      schema: {
        ...ADMIN,
        summary: 'How a channel is',
        description: 'As the last look had it, at most half a minute old.',
        params,
        response: { 200: ChannelReadingSchema, ...errors },
      },
    },
    (request) => health.channel(viewerOf(request).scope, request.params.id),
  )

  app.get(
    '/admin/v1/health/channels/:id/history',
    {
      schema: {
        ...ADMIN,
        summary: 'How a channel was',
        description:
          'Its changes, its probes, and its reports of each hour with what is usual. Without a time: the last day. At most 31 days.',
        params,
        querystring: Type.Object(
          {
            from: Type.Optional(
              Type.String({ format: 'date-time', description: 'RFC 3339 with a zone', examples: ['2026-11-20T00:00:00Z'] }),
            ),
            to: Type.Optional(Type.String({ format: 'date-time', description: 'not given: now', examples: ['2026-11-21T00:00:00Z'] })),
          },
          { additionalProperties: false },
        ),
        response: {
          200: ChannelHistorySchema,
          ...problems('request_unreadable', ...ADMIN_PROBLEMS, 'channel_unknown', 'ledger_unavailable'),
        },
      },
    },
    (request) => {
      const { params, query } = request
      const to = query.to === undefined ? new Date() : new Date(query.to)
      const from = query.from === undefined ? new Date(to.getTime() - 86_400_000) : new Date(query.from)
      return health.history(viewerOf(request).scope, params.id, from, to)
    },
  )

  app.post(
    '/admin/v1/health/channels/:id/probe',
    {
      schema: {
        ...ADMIN,
        summary: "Ask a channel's other side now",
        description: 'Reads only; nothing that a citizen could see. Takes at most twenty seconds. No body is needed.',
        params,
        response: {
          200: ChannelReadingSchema,
          ...problems(...ADMIN_PROBLEMS, 'channel_unknown', 'channel_not_configured', 'ledger_unavailable'),
        },
      },
    },
    (request) => health.probeNow(viewerOf(request), request.params.id),
  )
}
