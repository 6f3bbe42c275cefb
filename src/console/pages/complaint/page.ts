import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { requirePermission, type Viewer } from '../../../contract/access.ts'
import { GatewayError } from '../../../contract/errors.ts'
import type { ComplaintRow } from '../../../ledger/ledger.ts'
import { eraseComplaint } from '../../../privacy/erase-complaint.ts'
import { releaseComplaint, restrictComplaint } from '../../../privacy/restrict-complaint.ts'
import { CASE_STYLES, COMPLAINTS } from '../../addresses.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { type Fields, fieldsOf } from '../../fields.ts'
import { languageOf, sendPage } from '../../layout.ts'
import { deliveryBadge } from '../../parts/badge.ts'
import { viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { ACTS, type Act, TEXTS } from './texts.ts'
import { viewComplaint, viewIdentity } from './view.ts'

const HIDDEN = { schema: { hide: true } }
const ALL_ACTS = Object.keys(ACTS) as Act[]

/** One complaint from its arrival to the answer at its origin, and what can be done with it. */
export async function complaintPage(app: FastifyInstance, deps: ConsoleDeps): Promise<void> {
  const acts = actsOf(deps, `console/${process.pid}/${randomUUID().slice(0, 8)}`)

  app.get(`${COMPLAINTS}/:id`, HIDDEN, async (request, reply) => {
    const viewer = viewerOf(request)
    const followed = await deps.operations.cases.follow(viewer, idOf(request))
    const done = fieldsOf(request.query).of('done', ALL_ACTS)
    const { id, complaint, delivery } = followed.complaint
    const clocks = await deps.operations.regions.clocksOf(viewer, id)
    return sendPage(request, reply.header('cache-control', 'no-store'), {
      ...frameOf(request, complaint?.title),
      beside: deliveryBadge(viewer.language, delivery),
      body: viewComplaint(request, deps, followed, clocks, done),
    })
  })

  app.post(`${COMPLAINTS}/:id/identity`, HIDDEN, async (request, reply) => {
    const viewer = viewerOf(request)
    const identity = await deps.operations.cases.identity(viewer, idOf(request), fieldsOf(request.body).one('reason') ?? '')
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
    return sendPage(request, reply, { ...frameOf(request), title: TEXTS.person, body: viewIdentity(viewer, identity) })
  })

  for (const act of ALL_ACTS) {
    app.post(`${COMPLAINTS}/:id/${act}`, HIDDEN, async (request, reply) => {
      const [viewer, id, fields] = [viewerOf(request), idOf(request), fieldsOf(request.body)]
      await acts[act](viewer, id, fields.one('reason') ?? '', fields)
      return reply.redirect(`${COMPLAINTS}/${id}?done=${act}`, 303)
    })
  }
}

type DoAct = (viewer: Viewer, id: string, reason: string, fields: Fields) => Promise<unknown>

function actsOf({ operations, ledger, settings }: ConsoleDeps, holder: string): Readonly<Record<Act, DoAct>> {
  /** Whether it is there, this person may, and says why. */
  const kept =
    (work: (row: ComplaintRow, by: { actor: string; reason: string; address: string | null }, fields: Fields) => Promise<unknown>): DoAct =>
    async (viewer, id, reason, fields) => {
      const { complaint } = await operations.cases.follow(viewer, id)
      requirePermission(viewer, 'keep_privacy')
      if (reason === '' || reason.length > 500)
        throw new GatewayError('schema_violation', 'a decision says why, in at most 500 characters', { at: '/reason' })
      return work(complaint, { actor: viewer.name, reason, address: viewer.address }, fields)
    }
  return {
    discard: (viewer, id, reason) => operations.discardParked(viewer, id, reason),
    resend: (viewer, id, reason) => operations.resendUnknown(viewer, id, reason),
    confirm: (viewer, id, reason, fields) => {
      const laporId = fields.one('laporId')
      return operations.confirmUnknown(
        viewer,
        id,
        { ...(laporId === undefined ? {} : { laporId }), force: fields.one('force') === 'yes' },
        reason,
      )
    },
    restrict: kept((row, by) => restrictComplaint(ledger, holder, row.id, by)),
    release: kept((row, by) => releaseComplaint(ledger, row.id, by)),
    hold: kept((row, by) => ledger.privacy.hold(row.id, true, by)),
    unhold: kept((row, by) => ledger.privacy.hold(row.id, false, by)),
    erase: kept((row, by, fields) =>
      eraseComplaint(ledger, row, by, {
        holder,
        region: settings.current.regions.get(row.origin.region),
        text: fields.one('text') === 'yes',
      }),
    ),
  }
}

function idOf({ params }: FastifyRequest): string {
  return fieldsOf(params).one('id') ?? ''
}

function frameOf(request: FastifyRequest, title?: string) {
  const shown = title ?? say(languageOf(request), TEXTS.unmapped)
  return {
    title: { id: shown, en: shown },
    at: COMPLAINTS,
    styles: CASE_STYLES,
    trail: [{ href: COMPLAINTS, text: say(languageOf(request), TEXTS.find) }],
  }
}
