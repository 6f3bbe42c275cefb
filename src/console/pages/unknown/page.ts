import type { FastifyInstance } from 'fastify'
import { ERRORS, type ErrorCode, GatewayError } from '../../../contract/errors.ts'
import type { BulkFilter, UnknownFilter } from '../../../ledger/decisions.ts'
import { CASE_STYLES, COMPLAINTS, REPLAYS, UNKNOWN } from '../../addresses.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { type Fields, fieldsOf } from '../../fields.ts'
import { languageOf, sendPage } from '../../layout.ts'
import { viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { afterOf } from '../complaints/page.ts'
import { TEXTS } from './texts.ts'
import { viewUnknown, viewUnknownGroups } from './view.ts'

const HIDDEN = { schema: { hide: true } }
const CODES = Object.keys(ERRORS) as ErrorCode[]
const KINDS = ['complaint', 'update'] as const
const LIMIT = 50

/** What was sent and not answered, and what a person found out about it: one, many or a whole group. */
export async function unknownPage(app: FastifyInstance, deps: ConsoleDeps): Promise<void> {
  const { operations } = deps

  app.get(UNKNOWN, HIDDEN, async (request, reply) => {
    const viewer = viewerOf(request)
    const groups = await operations.cases.unknownGroups(viewer)
    return sendPage(request, reply, { title: TEXTS.title, at: UNKNOWN, styles: CASE_STYLES, body: viewUnknownGroups(viewer, deps, groups) })
  })

  app.get(`${UNKNOWN}/list`, HIDDEN, async (request, reply) => {
    const [viewer, fields] = [viewerOf(request), fieldsOf(request.query)]
    const filter = filterOf(fields)
    const [items, groups] = await Promise.all([
      operations.cases.unknown(viewer, filter, { after: afterOf(fields), limit: LIMIT }),
      operations.cases.unknownGroups(viewer),
    ])
    const count = groups.filter((group) =>
      Object.entries(filter).every(([key, value]) => group[key as keyof UnknownFilter & keyof typeof group] === value),
    )
    return sendPage(request, reply, {
      title: filter.kind === 'update' ? TEXTS.updates : TEXTS.complaints,
      at: UNKNOWN,
      styles: CASE_STYLES,
      trail: [{ href: UNKNOWN, text: say(languageOf(request), TEXTS.title) }],
      body: viewUnknown(request, deps, { filter, items, count: count.reduce((sum, group) => sum + group.count, 0) }),
    })
  })

  app.post(`${UNKNOWN}/resend`, HIDDEN, async (request, reply) => {
    const [viewer, fields] = [viewerOf(request), fieldsOf(request.body)]
    const [reason, ids] = [fields.one('reason') ?? '', fields.many('ids')]
    const [only] = ids
    if (ids.length === 1 && only !== undefined) {
      const { complaintId } = await operations.resendUnknown(viewer, only, reason)
      return reply.redirect(`${COMPLAINTS}/${complaintId}?done=resend`, 303)
    }
    const filter: BulkFilter = ids.length > 0 ? { ids } : wholeGroup(fields)
    const started = await operations.cases.startBulk(viewer, 'resend', filter, reason)
    return reply.redirect(`${REPLAYS}/${started.id}`, 303)
  })

  app.post(`${UNKNOWN}/confirm`, HIDDEN, async (request, reply) => {
    const [viewer, fields] = [viewerOf(request), fieldsOf(request.body)]
    const [reason, ids] = [fields.one('reason') ?? '', fields.many('ids')]
    const laporIds = Object.fromEntries(
      ids.flatMap((id) => (fields.one(`lapor-${id}`) === undefined ? [] : [[id.toLowerCase(), fields.one(`lapor-${id}`) ?? '']])),
    )
    const [only] = ids
    if (only === undefined) throw nothing()
    if (ids.length === 1) {
      const laporId = laporIds[only.toLowerCase()]
      const { complaintId } = await operations.confirmUnknown(viewer, only, laporId === undefined ? {} : { laporId }, reason)
      return reply.redirect(`${COMPLAINTS}/${complaintId}?done=confirm`, 303)
    }
    const started = await operations.cases.startBulk(viewer, 'confirm', { ids, laporIds }, reason)
    return reply.redirect(`${REPLAYS}/${started.id}`, 303)
  })
}

/** Only when the form says so: nothing ticked must never mean everything. */
function wholeGroup(fields: Fields): UnknownFilter {
  if (fields.one('whole') !== 'yes') throw nothing()
  return filterOf(fields)
}

const nothing = () => new GatewayError('schema_violation', 'nothing was selected', { at: '/ids' })

function filterOf(fields: Fields): UnknownFilter {
  const [reason, kind, channel, region] = [fields.of('code', CODES), fields.of('kind', KINDS), fields.one('channel'), fields.one('region')]
  return {
    ...(reason === undefined ? {} : { reason }),
    kind: kind ?? 'complaint',
    ...(channel === undefined ? {} : { channel: channel.slice(0, 100) }),
    ...(region !== undefined && /^\d{2}(\.\d{2})?$/.test(region) ? { region } : {}),
  }
}
