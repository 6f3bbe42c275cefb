import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { may, sees } from '../../../contract/access.ts'
import { GatewayError } from '../../../contract/errors.ts'
import { HEALTH_STATES } from '../../../contract/health.ts'
import { checkWho } from '../../../operations/parts.ts'
import type { ConsoleDeps } from '../../deps.ts'
import type { Html } from '../../html.ts'
import { sendPage } from '../../layout.ts'
import { viewerOf } from '../../session.ts'
import { channelList } from './list.ts'
import { TEXTS } from './texts.ts'
import { channelView, doneNotice, testNotice } from './view.ts'

const PATH = '/console/channels'
const ON_A_PAGE = 50
const DAYS = 7
const hidden = { hide: true }
const word = Type.Optional(Type.String({ maxLength: 200 }))
const params = Type.Object({ id: Type.String({ maxLength: 64 }) })
const csrf = { csrf: Type.Optional(Type.String()) }
const WhySchema = Type.Object({ ...csrf, reason: Type.String({ maxLength: 500 }) })

/** All channels, and one of them: how it is and was, its file, whom to call, and what can be done. */
export async function channelPages(instance: FastifyInstance, { health, operations, settings }: ConsoleDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const at = (id: string, done: string) => `${PATH}/${encodeURIComponent(id)}?done=${done}`

  app.get(
    PATH,
    { schema: { ...hidden, querystring: Type.Object({ q: word, state: word, region: word, after: word }) } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const { q, region, after } = request.query
      const state = HEALTH_STATES.find((one) => one === request.query.state)
      const found = await health.find(
        viewer.scope,
        { ...(q ? { words: q } : {}), ...(region ? { region } : {}), ...(state ? { state } : {}) },
        { after: after ?? null, limit: ON_A_PAGE },
      )
      const seen = [...settings.current.channels.values()].filter((one) => sees(viewer.scope, one.region.code))
      const codes = [...new Set(seen.map((one) => one.region.code.slice(0, 2)))].sort()
      const nameOf = (code: string) =>
        settings.current.regions.get(code)?.name ??
        [...settings.current.regions.values()].find((one) => one.code.startsWith(`${code}.`) && sees(viewer.scope, one.code))?.province ??
        code
      const provinces = new Map(codes.map((code) => [code, nameOf(code)]))
      const body = channelList(viewer, found, provinces, request.query, new Date())
      return sendPage(request, reply, { title: TEXTS.title, at: PATH, body })
    },
  )

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    notice: Html | null,
    historyAfter?: string,
  ): Promise<FastifyReply> {
    const viewer = viewerOf(request)
    const now = new Date()
    const from = new Date(now.getTime() - DAYS * 86_400_000)
    const page = await operations.channelPages.show(viewer, id, historyAfter ?? null)
    const [reading, history] = await Promise.all([health.channel(viewer.scope, id), health.history(viewer.scope, id, from, now)])
    const view = channelView(request, viewer, {
      page,
      reading,
      history,
      from,
      now,
      notice,
      historyAfter,
      acts: may(viewer, 'run_channels'),
    })
    return sendPage(request, reply, { ...view, at: PATH })
  }

  app.get(
    `${PATH}/:id`,
    {
      schema: {
        ...hidden,
        params,
        querystring: Type.Object({ done: word, history: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })) }),
      },
    },
    (request, reply) => show(request, reply, request.params.id, doneNotice(viewerOf(request), request.query.done), request.query.history),
  )

  for (const [act, paused] of [
    ['pause', true],
    ['resume', false],
  ] as const)
    app.post(`${PATH}/:id/${act}`, { schema: { ...hidden, params, body: WhySchema } }, async (request, reply) => {
      const viewer = viewerOf(request)
      const { id } = request.params
      operations.channels.get(viewer, id)
      const { reason } = checkWho(viewer, request.body.reason, 'run_channels')
      await operations.channels.setPaused(viewer, id, paused, reason)
      return reply.redirect(at(id, `${act}d`), 303)
    })

  app.post(`${PATH}/:id/probe`, { schema: { ...hidden, params, body: Type.Object(csrf) } }, async (request, reply) => {
    await health.probeNow(viewerOf(request), request.params.id)
    return reply.redirect(at(request.params.id, 'probed'), 303)
  })

  app.post(
    `${PATH}/:id/test`,
    { schema: { ...hidden, params, body: Type.Object({ ...csrf, to: Type.Optional(Type.String({ maxLength: 254 })) }) } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const { id } = request.params
      // What came is shown at once and kept nowhere, so this page has no address of its own.
      const result = await operations.channelPages.sendTest(viewer, id, request.body.to ?? '').catch((error: unknown) => {
        if (error instanceof GatewayError && (error.code === 'request_unreadable' || error.code === 'throttled')) return error.code
        throw error
      })
      return show(request, reply, id, testNotice(viewer, result))
    },
  )
}
