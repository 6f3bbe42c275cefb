import type { FastifyInstance } from 'fastify'
import type { Viewer, Zone } from '../../../contract/access.ts'
import type { Delivery, Status } from '../../../contract/complaint.ts'
import { STATUSES } from '../../../contract/complaint.ts'
import type { Asked } from '../../../operations/cases/search.ts'
import { CASE_STYLES, COMPLAINTS } from '../../addresses.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { dayOf, type Fields, fieldsOf } from '../../fields.ts'
import { sendPage } from '../../layout.ts'
import { address } from '../../parts/pager.ts'
import { viewerOf } from '../../session.ts'
import { TEXTS } from './texts.ts'
import { FILTERS, viewFound } from './view.ts'

const LIMIT = 50
const DELIVERIES = ['accepted', 'delivered', 'parked', 'unknown'] as const satisfies readonly Delivery[]
const OFFSETS: Readonly<Record<Zone, number>> = { 'Asia/Jakarta': 7, 'Asia/Makassar': 8, 'Asia/Jayapura': 9 }

/** Finding complaints. Words travel in the body of a form; other conditions alone stand in the address and can be passed on. */
export async function complaintsPage(app: FastifyInstance, deps: ConsoleDeps): Promise<void> {
  app.get(COMPLAINTS, { schema: { hide: true } }, async (request, reply) => {
    const [viewer, fields] = [viewerOf(request), fieldsOf(request.query)]
    const found = await deps.operations.cases.find(viewer, askedOf(viewer, fields), { after: afterOf(fields), limit: LIMIT })
    return sendPage(request, reply, {
      title: TEXTS.title,
      at: COMPLAINTS,
      styles: CASE_STYLES,
      body: viewFound(request, deps, fields, undefined, found),
    })
  })

  app.post(COMPLAINTS, { schema: { hide: true } }, async (request, reply) => {
    const [viewer, fields] = [viewerOf(request), fieldsOf(request.body)]
    const words = fields.one('words')
    if (words === undefined)
      return reply.redirect(address(COMPLAINTS, Object.fromEntries(FILTERS.map((name) => [name, fields.one(name)]))), 303)
    const found = await deps.operations.cases.find(viewer, { ...askedOf(viewer, fields), words }, { after: afterOf(fields), limit: LIMIT })
    const [only] = found.rows
    if (found.by === 'reference' && found.rows.length === 1 && only) return reply.redirect(`${COMPLAINTS}/${only.id}`, 303)
    reply.header('cache-control', 'no-store')
    return sendPage(request, reply, {
      title: TEXTS.title,
      at: COMPLAINTS,
      styles: CASE_STYLES,
      body: viewFound(request, deps, fields, words, found),
    })
  })
}

export function afterOf(fields: Fields): string | null {
  const after = fields.one('after')
  return after !== undefined && UUID.test(after) ? after : null
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A day ends with its last moment, in the viewer's zone. */
function askedOf({ timezone }: Viewer, fields: Fields): Asked {
  const [region, channel, from, last] = [fields.one('region'), fields.one('channel'), fields.one('from'), fields.one('to')]
  const [delivery, status] = [fields.of('delivery', DELIVERIES), fields.of('status', STATUSES satisfies readonly Status[])]
  const [since, end] = [dayOf(from, OFFSETS[timezone]), dayOf(last, OFFSETS[timezone])]
  return {
    ...(region !== undefined && /^\d{2}(\.\d{2})?$/.test(region) ? { region } : {}),
    ...(channel === undefined ? {} : { channel: channel.slice(0, 100) }),
    ...(delivery === undefined ? {} : { delivery }),
    ...(status === undefined ? {} : { status }),
    ...(since === undefined ? {} : { from: since }),
    ...(end === undefined ? {} : { to: new Date(end.getTime() + DAY_MS) }),
  }
}

const DAY_MS = 86_400_000
