import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ERRORS, type ErrorCode, GatewayError } from '../../../contract/errors.ts'
import type { ParkedFilter } from '../../../ledger/decisions.ts'
import { reasonWords } from '../../../operations/cases/reason-words.ts'
import { CASE_STYLES, PARKED, REPLAYS } from '../../addresses.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { type Fields, fieldsOf } from '../../fields.ts'
import { languageOf, sendPage } from '../../layout.ts'
import { viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { afterOf } from '../complaints/page.ts'
import { TEXTS } from './texts.ts'
import { viewGroup, viewGroups } from './view.ts'

const HIDDEN = { schema: { hide: true } }
const CODES = Object.keys(ERRORS) as ErrorCode[]
const LIMIT = 50

/** What waits for a person, by reason, and what is done about it: one, many or a whole group. */
export async function parkedPage(app: FastifyInstance, deps: ConsoleDeps): Promise<void> {
  const { operations } = deps

  app.get(PARKED, HIDDEN, async (request, reply) => {
    const groups = await operations.listParked(viewerOf(request), {})
    return sendPage(request, reply, {
      title: TEXTS.title,
      at: PARKED,
      styles: CASE_STYLES,
      body: viewGroups(viewerOf(request), deps, groups),
    })
  })

  app.get(`${PARKED}/:reason`, HIDDEN, async (request, reply) => {
    const [viewer, fields] = [viewerOf(request), fieldsOf(request.query)]
    const filter = filterOf(reasonOf(request), fields)
    const [items, groups] = await Promise.all([
      operations.cases.parked(viewer, filter, { after: afterOf(fields), limit: LIMIT }),
      operations.listParked(viewer, filter),
    ])
    const count = groups.reduce((sum, group) => sum + group.count, 0)
    return sendPage(request, reply, {
      title: reasonWords(reasonOf(request)).title,
      at: PARKED,
      styles: CASE_STYLES,
      trail: [{ href: PARKED, text: say(languageOf(request), TEXTS.title) }],
      body: viewGroup(request, deps, { filter, items, count }),
    })
  })

  app.post(`${PARKED}/discard`, HIDDEN, async (request, reply) => {
    const fields = fieldsOf(request.body)
    const started = await operations.cases.startBulk(
      viewerOf(request),
      'discard',
      selectionOf(fields),
      fields.one('why') ?? fields.one('reason') ?? '',
    )
    return reply.redirect(`${REPLAYS}/${started.id}`, 303)
  })
}

/** What a form names: those that were ticked, or a whole group. Throws `schema_violation` when it names nothing. */
export function selectionOf(fields: Fields): ParkedFilter {
  const ids = fields.many('ids')
  if (ids.length > 0) return { ids }
  const code = fields.of('code', CODES)
  if (code === undefined) throw new GatewayError('schema_violation', 'nothing was selected', { at: '/ids' })
  return filterOf(code, fields)
}

export function filterOf(reason: ErrorCode, fields: Fields): ParkedFilter {
  const [channel, region] = [fields.one('channel'), fields.one('region')]
  return {
    reason,
    ...(channel === undefined ? {} : { channel: channel.slice(0, 100) }),
    ...(region !== undefined && /^\d{2}(\.\d{2})?$/.test(region) ? { region } : {}),
  }
}

function reasonOf({ params }: FastifyRequest): ErrorCode {
  const code = fieldsOf(params).of('reason', CODES)
  if (code === undefined) throw new GatewayError('not_found', 'there is no such reason')
  return code
}
