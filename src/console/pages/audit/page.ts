import type { FastifyInstance } from 'fastify'
import type { Zone } from '../../../contract/access.ts'
import type { AskedAudit } from '../../../operations/audit.ts'
import { csvAnswer } from '../../../operations/export-csv.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { sendPage } from '../../layout.ts'
import { viewerOf } from '../../session.ts'
import { type Asked, auditView, PATH } from './view.ts'

const PAGE = 50

/** Who did what, when, from where, before and after. */
export async function auditPage(app: FastifyInstance, { operations: { audit } }: ConsoleDeps): Promise<void> {
  app.get<{ Querystring: Record<string, unknown> }>(PATH, { schema: { hide: true } }, async (request, reply) => {
    const viewer = viewerOf(request)
    const asked = readAsked(request.query)
    const page = await audit.list(viewer, {
      ...filterOf(asked, viewer.timezone),
      ...(asked.cursor && { cursor: asked.cursor }),
      limit: PAGE,
    })
    return sendPage(request, reply, auditView(request, page, asked))
  })

  app.get<{ Querystring: Record<string, unknown> }>(`${PATH}/export`, { schema: { hide: true } }, (request, reply) => {
    const viewer = viewerOf(request)
    const { headers, body } = csvAnswer('audit.csv', audit.export(viewer, filterOf(readAsked(request.query), viewer.timezone)))
    return reply.headers(headers).send(body)
  })
}

/** What a browser sent, as far as it can be read. */
function readAsked(query: Readonly<Record<string, unknown>>): Asked {
  const words = (name: string): string | undefined => {
    const value = query[name]
    const text = typeof value === 'string' ? value.replaceAll('\0', '').trim().slice(0, 255) : ''
    return text === '' ? undefined : text
  }
  const day = (name: string): string | undefined => {
    const text = words(name)
    return text !== undefined && /^(19|20)\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined
  }
  const asked = {
    ...{ actor: words('actor'), action: words('action'), subject: words('subject'), region: words('region') },
    ...{ from: day('from'), to: day('to'), cursor: words('cursor') },
  }
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
}

/** Days begin at midnight of the viewer's zone; the last one is whole. */
function filterOf({ from, to, cursor: _place, ...asked }: Asked, zone: Zone): AskedAudit {
  const start = (day: string, later = 0) => new Date(Date.parse(`${day}T00:00:00${OFFSETS[zone]}`) + later).toISOString()
  return { ...asked, ...(from && { from: start(from) }), ...(to && { to: start(to, DAY_MS) }) }
}

const OFFSETS: Readonly<Record<Zone, string>> = { 'Asia/Jakarta': '+07:00', 'Asia/Makassar': '+08:00', 'Asia/Jayapura': '+09:00' }
const DAY_MS = 86_400_000
