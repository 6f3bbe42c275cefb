import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Viewer } from '../../../contract/access.ts'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import { viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

const text = () => Type.Unsafe<string | null>({ type: ['string', 'null'] })

const ChannelSchema = Type.Object({
  id: Type.String(),
  app: Type.String(),
  region: Type.Object({ code: Type.String(), name: Type.String() }),
  connector: Type.String(),
  mapping: Type.String(),
  state: Type.Enum(['ready', 'paused', 'not_configured']),
  why: text(),
  lastInAt: text(),
  lastOutAt: text(),
  lastErrorAt: text(),
  lastError: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()]),
  counts: Type.Record(Type.String(), Type.Integer()),
})

/** Channels with what happened to them; pause and resume. */
export async function channelRoutes(instance: FastifyInstance, { operations }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const params = Type.Object({ id: Type.String({ description: "the channel's id", examples: ['sapawarga'] }) })
  const changed = {
    200: Type.Object({ id: Type.String(), paused: Type.Boolean() }, { description: 'it is so now' }),
    ...problems(...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'channel_unknown', 'ledger_unavailable'),
  }

  app.get(
    '/admin/v1/channels',
    {
      schema: {
        ...ADMIN,
        summary: 'All channels',
        description: 'Each with its state, its last error and how many complaints it has in which delivery.',
        response: {
          200: Type.Object({ items: Type.Array(ChannelSchema) }, { description: 'the channels in force' }),
          ...problems(...ADMIN_PROBLEMS, 'ledger_unavailable'),
        },
      },
    },
    async (request) => {
      const listed = await operations.channels.list(viewerOf(request))
      const items = listed.map(({ channel, state, counts }) => ({
        id: channel.id,
        app: channel.app,
        region: { code: channel.region.code, name: channel.region.name },
        connector: channel.connector,
        mapping: channel.mapping,
        state: state?.paused && channel.state === 'ready' ? ('paused' as const) : channel.state,
        why: channel.why ?? (state?.paused ? state.reason : null),
        lastInAt: state?.lastInAt?.toISOString() ?? null,
        lastOutAt: state?.lastOutAt?.toISOString() ?? null,
        lastErrorAt: state?.lastErrorAt?.toISOString() ?? null,
        lastError: state?.lastError ? { code: state.lastError.code, message: state.lastError.message } : null,
        counts: { ...counts },
      }))
      return { items }
    },
  )

  const setPaused = async (viewer: Viewer, id: string, paused: boolean, reason: string | null) => {
    await operations.channels.setPaused(viewer, id, paused, reason)
    return { id, paused }
  }
  const body = Type.Union(
    [
      Type.Object(
        { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000]*$', description: 'why' })) },
        { additionalProperties: false },
      ),
      Type.Null(),
    ],
    { examples: [{ reason: 'the region moves its server' }] },
  )
  app.post(
    '/admin/v1/channels/:id/pause',
    {
      schema: {
        ...ADMIN,
        summary: 'Pause a channel',
        description: 'What it sends is refused with 403, and it is not polled. The body may be left out.',
        params,
        body,
        response: changed,
      },
    },
    (request) => setPaused(viewerOf(request), request.params.id, true, request.body?.reason ?? null),
  )
  app.post(
    '/admin/v1/channels/:id/resume',
    {
      schema: {
        ...ADMIN,
        summary: 'Resume a channel',
        description: 'It takes reports again, at once. No body is needed.',
        params,
        response: changed,
      },
    },
    (request) => setPaused(viewerOf(request), request.params.id, false, null),
  )
}
