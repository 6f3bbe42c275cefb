import type { FastifyInstance, FastifyReply } from 'fastify'
import { findArea, findProvince, PROVINCES, provinceOf } from '../../../areas/areas.ts'
import type { Viewer } from '../../../contract/access.ts'
import type { UrgentState } from '../../../ledger/figures.ts'
import { csvAnswer } from '../../../operations/export-csv.ts'
import { PERIODS, type Period, type RegionReport } from '../../../operations/regions.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { sendPage } from '../../layout.ts'
import { viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { clocksBody } from './clocks-view.ts'
import { TEXTS } from './texts.ts'
import { reportBody } from './view.ts'

const AT = '/console/regions'
const PAGE_ROWS = 50

/** The map of the provinces, a province, a region, and the clocks that need somebody. */
export async function regionsPage(app: FastifyInstance, { operations: { regions } }: Pick<ConsoleDeps, 'operations'>): Promise<void> {
  const hidden = { schema: { hide: true } }

  app.get<{ Querystring: Asked }>(AT, hidden, async (request, reply) => {
    const viewer = viewerOf(request)
    const report = await regions.overview(viewer, periodOf(request.query))
    const title = report.area === null ? TEXTS.title : same(report.area.name)
    return sendPage(request, reply, { title, at: AT, styles: ['regions.css'], body: reportBody(viewer, AT, report) })
  })

  app.get<{ Querystring: Asked; Params: { code: string } }>(`${AT}/:code`, hidden, async (request, reply) => {
    const viewer = viewerOf(request)
    const report = await regions.area(viewer, request.params.code, periodOf(request.query))
    return sendPage(request, reply, {
      title: same(report.area?.name ?? ''),
      at: AT,
      trail: trailOf(viewer, report),
      styles: ['regions.css'],
      body: reportBody(viewer, `${AT}/${request.params.code}`, report),
    })
  })

  app.get<{ Querystring: Asked }>(`${AT}/clocks`, hidden, async (request, reply) => {
    const viewer = viewerOf(request)
    const { cursor } = request.query
    const [state, area] = [stateOf(request.query), areaOf(request.query)]
    const found = await regions.clocks(viewer, {
      state,
      limit: PAGE_ROWS,
      ...(area === null ? {} : { code: area }),
      ...(cursor ? { cursor } : {}),
    })
    return sendPage(request, reply, {
      title: state === 'missed' ? TEXTS.clocksMissed : TEXTS.clocksSoon,
      at: AT,
      trail: [{ href: AT, text: say(viewer.language, TEXTS.title) }],
      body: clocksBody(viewer, { state, area, areas: choicesOf(viewer, area), ...found, isFirst: !cursor }),
    })
  })

  app.get<{ Querystring: Asked }>(`${AT}/export`, hidden, (request, reply) => {
    const [period, area] = [periodOf(request.query), areaOf(request.query)]
    return sendCsv(reply, `laporan-${area ?? 'indonesia'}-${period}.csv`, regions.figures(viewerOf(request), period, area))
  })

  app.get<{ Querystring: Asked }>(`${AT}/clocks/export`, hidden, (request, reply) => {
    const [state, area] = [stateOf(request.query), areaOf(request.query)]
    return sendCsv(reply, `tenggat-${area ?? 'indonesia'}-${state}.csv`, regions.exportClocks(viewerOf(request), state, area))
  })
}

/** As a browser sends it: anything. */
interface Asked {
  readonly period?: string
  readonly state?: string
  readonly area?: string
  readonly cursor?: string
}

const same = (text: string) => ({ id: text, en: text })
const periodOf = ({ period }: Asked): Period => PERIODS.find((one) => one === period) ?? '30d'
const stateOf = ({ state }: Asked): UrgentState => (state === 'soon' ? 'soon' : 'missed')
const areaOf = ({ area }: Asked): string | null => (typeof area === 'string' && area !== '' ? area : null)

function trailOf({ language, home }: Viewer, { area }: RegionReport): { href: string; text: string }[] {
  const root = { href: AT, text: say(language, TEXTS.title) }
  const province = area?.code.includes('.') ? findProvince(provinceOf(area.code)) : null
  // An account of a city does not see its province.
  return province !== null && (home === null || home === province.code)
    ? [root, { href: `${AT}/${province.code}`, text: province.name }]
    : [root]
}

/** The country by province; a province by its parts. */
function choicesOf({ scope, home }: Viewer, chosen: string | null): { code: string; name: string }[] {
  const own = home === null ? PROVINCES : [home, ...(scope ?? [])].flatMap((code) => findArea(code) ?? [])
  const all = new Map(own.map(({ code, name }) => [code, name]))
  const area = chosen === null ? null : findArea(chosen)
  if (area) all.set(area.code, area.name)
  return [...all].map(([code, name]) => ({ code, name }))
}

function sendCsv(reply: FastifyReply, name: string, lines: AsyncIterable<string>): FastifyReply {
  const { headers, body } = csvAnswer(name, lines)
  return reply.headers(headers).send(body)
}
