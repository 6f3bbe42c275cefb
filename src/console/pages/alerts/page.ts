import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { sees } from '../../../contract/access.ts'
import { GatewayError } from '../../../contract/errors.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { html, type Part } from '../../html.ts'
import { sendPage } from '../../layout.ts'
import { notice } from '../../parts/blocks.ts'
import { viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { TEXTS } from './texts.ts'
import { alertsView, PATH, readLocal } from './view.ts'

const PAGE = 50
const NEWEST_NOTICES = 20
const text = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000]*$' })
const csrf = { csrf: Type.Optional(Type.String()) }

/** What is wrong, who was told, and when nobody is to be told. */
export async function alertsPage(instance: FastifyInstance, deps: ConsoleDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { alerts, settings } = deps

  /** The page, with what just happened above it. */
  async function view(request: FastifyRequest, { state, before }: { state?: string; before?: string }, happened: Part = null) {
    const viewer = viewerOf(request)
    const { scope } = viewer
    const open = state !== 'closed'
    const [incidents, destinations, windows, notices] = await Promise.all([
      alerts.incidents(scope, { open, limit: PAGE, ...(before === undefined ? {} : { before }) }),
      alerts.destinations(scope),
      alerts.windows(scope),
      alerts.notices(scope, { limit: NEWEST_NOTICES }),
    ])
    const { channels, regions } = settings.current
    const shown = {
      open,
      before,
      incidents,
      destinations,
      windows,
      notices: notices.items,
      channels: [...channels.values()].filter(({ region }) => sees(scope, region.code)),
      regions: new Map([...regions].filter(([code]) => sees(scope, code))),
    }
    return { title: TEXTS.title, at: PATH, body: html`${happened}${alertsView(request, viewer, shown)}` }
  }

  app.get(
    PATH,
    {
      schema: {
        hide: true,
        querystring: Type.Object({
          state: Type.Optional(Type.Enum(['open', 'closed'])),
          before: Type.Optional(Type.String({ format: 'uuid' })),
          done: Type.Optional(Type.Enum(['planned', 'ended'])),
        }),
      },
    },
    async (request, reply) => {
      const { done, ...query } = request.query
      const happened = done && notice('good', say(viewerOf(request).language, TEXTS[done]))
      return sendPage(request, reply, await view(request, query, happened))
    },
  )

  app.post(`${PATH}/test`, { schema: { hide: true, body: Type.Object({ ...csrf, destination: text(300) }) } }, async (request, reply) => {
    const viewer = viewerOf(request)
    const { destination: to, state, lastError } = await alerts.test(viewer, request.body.destination)
    const happened =
      state === 'sent'
        ? notice('good', say(viewer.language, TEXTS.testSent, { to }))
        : notice('bad', say(viewer.language, TEXTS.testFailed, { to, why: lastError ?? '' }))
    return sendPage(request, reply, await view(request, {}, happened))
  })

  app.post(
    `${PATH}/maintenance`,
    { schema: { hide: true, body: Type.Object({ ...csrf, of: text(100), from: text(30), to: text(30), reason: text(500) }) } },
    async (request, reply) => {
      const viewer = viewerOf(request)
      const { of, reason } = request.body
      const [from, to] = [readLocal(viewer, request.body.from), readLocal(viewer, request.body.to)]
      if (!from || !to) throw new GatewayError('schema_violation', say(viewer.language, TEXTS.badTime), { at: '/from' })
      const [kind = '', id = ''] = of.split(/:(.*)/s)
      const place = kind === 'channel' ? { channel: id } : kind === 'region' ? { region: id } : {}
      await alerts.planWindow(viewer, { ...place, from, to, reason })
      return reply.redirect(`${PATH}?done=planned`, 303)
    },
  )

  app.post(
    `${PATH}/maintenance/:id/end`,
    { schema: { hide: true, params: Type.Object({ id: Type.String() }), body: Type.Object({ ...csrf, reason: text(500) }) } },
    async (request, reply) => {
      await alerts.endWindow(viewerOf(request), request.params.id, request.body.reason)
      return reply.redirect(`${PATH}?done=ended`, 303)
    },
  )
}
