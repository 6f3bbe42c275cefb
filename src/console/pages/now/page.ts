import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Viewer } from '../../../contract/access.ts'
import type { ChannelReading } from '../../../health/reading.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { type Html, html } from '../../html.ts'
import { sendPage } from '../../layout.ts'
import { openBoard } from '../../live.ts'
import { BY_ITSELF, viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { TEXTS } from './texts.ts'
import type { Province } from './tiles.ts'
import { drawNow } from './view.ts'

/** The first page: what needs a person, how the day goes, how the channels are. It changes while one looks at it. */
export async function nowPage(app: FastifyInstance, { access, health, operations, settings, stopping }: ConsoleDeps): Promise<void> {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  const board = openBoard({
    access,
    stopping: AbortSignal.any([closing.signal, ...(stopping ? [stopping] : [])]),
    async draw(viewer) {
      const [overview, channels] = await Promise.all([operations.overview.read(viewer), health.list(viewer.scope)])
      return drawNow(viewer, { overview, provinces: byProvince(channels, settings.current.regions) })
    },
  })

  app.get('/console', { schema: { hide: true } }, async (request, reply) => {
    const viewer = viewerOf(request)
    const { whole } = await board.drawing(viewer)
    return sendPage(request, reply, {
      title: TEXTS.title,
      at: '/console',
      beside: liveState(viewer),
      body: html`<div data-live="/console/live/now" class="sections">${whole}</div><p class="unseen" role="status" data-live-say></p>`,
      scripts: ['plots.js', 'live.js'],
      styles: ['now.css'],
    })
  })
  app.get('/console/live/now', { schema: { hide: true }, ...BY_ITSELF }, (request: FastifyRequest, reply) => board.stream(request, reply))
}

function liveState({ language }: Viewer): Html {
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  return html`<p class="live" data-live-state="none" role="status"><span data-when="none" class="hint">${t('withoutScript')}</span><span data-when="on" hidden class="badge good">${t('live')}</span><span data-when="off" hidden class="badge warn">${t('liveOff')}</span><span data-when="ended" hidden class="badge bad">${t('liveEnded')} <a href="/console/sign-in">${t('signIn')}</a></span></p>`
}

function byProvince(
  channels: readonly ChannelReading[],
  regions: ReadonlyMap<string, { readonly name: string; readonly province: string }>,
): Province[] {
  const groups = Map.groupBy(channels, ({ region }) => region.code.slice(0, 2))
  return [...groups].map(([code, members]) => ({
    code,
    name: regions.get(code)?.name ?? regions.get(members[0]?.region.code ?? '')?.province ?? code,
    channels: members,
  }))
}
