import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CASE_STYLES, PARKED, REPLAYS } from '../../addresses.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { fieldsOf } from '../../fields.ts'
import { languageOf, sendPage, sendPiece } from '../../layout.ts'
import { BY_ITSELF, viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { selectionOf } from '../parked/page.ts'
import { viewPreview } from './preview.ts'
import { ACTIONS, TEXTS } from './texts.ts'
import { viewList, viewProgress, viewWork } from './view.ts'

const HIDDEN = { schema: { hide: true } }
const SHOWN = 20
const PER_SECOND = 20
const LISTED = 50

/** Work on many complaints: what a replay would change, starting it, and how far it and other decisions on many are. */
export async function replaysPage(app: FastifyInstance, { operations }: ConsoleDeps): Promise<void> {
  app.get(REPLAYS, HIDDEN, async (request, reply) => {
    const rows = await operations.listReplays(viewerOf(request), LISTED)
    return sendPage(request, reply, {
      title: TEXTS.title,
      at: PARKED,
      styles: CASE_STYLES,
      trail: trailOf(request),
      body: viewList(viewerOf(request), rows),
    })
  })

  app.post(`${REPLAYS}/preview`, HIDDEN, async (request, reply) => {
    const filter = selectionOf(fieldsOf(request.body))
    const preview = await operations.previewReplay(viewerOf(request), filter, SHOWN)
    return sendPage(request, reply.header('cache-control', 'no-store'), {
      title: TEXTS.previewTitle,
      at: PARKED,
      styles: CASE_STYLES,
      trail: trailOf(request),
      body: viewPreview(request, filter, preview),
    })
  })

  app.post(REPLAYS, HIDDEN, async (request, reply) => {
    const fields = fieldsOf(request.body)
    const { id } = await operations.startReplay(viewerOf(request), selectionOf(fields), PER_SECOND, fields.one('reason') ?? '')
    return reply.redirect(`${REPLAYS}/${id}`, 303)
  })

  app.get(`${REPLAYS}/:id`, HIDDEN, async (request, reply) => {
    const work = await operations.replayStatus(viewerOf(request), idOf(request))
    return sendPage(request, reply, {
      title: ACTIONS[work.action],
      at: PARKED,
      styles: CASE_STYLES,
      trail: trailOf(request),
      body: viewWork(request, work),
    })
  })

  app.get(`${REPLAYS}/:id/progress`, { ...HIDDEN, ...BY_ITSELF }, async (request, reply) =>
    sendPiece(reply, viewProgress(viewerOf(request), await operations.replayStatus(viewerOf(request), idOf(request)))),
  )

  app.post(`${REPLAYS}/:id/stop`, HIDDEN, async (request, reply) => {
    await operations.stopReplay(viewerOf(request), idOf(request), fieldsOf(request.body).one('reason') ?? '')
    return reply.redirect(`${REPLAYS}/${idOf(request)}`, 303)
  })
}

function trailOf(request: FastifyRequest) {
  return [{ href: PARKED, text: say(languageOf(request), TEXTS.parked) }]
}

function idOf({ params }: FastifyRequest): string {
  return fieldsOf(params).one('id') ?? ''
}
