import type { FastifyRequest } from 'fastify'
import { may, type Viewer, ZONES, type Zone } from '../../../contract/access.ts'
import type { FollowedCase } from '../../../operations/cases/follow.ts'
import type { Identity } from '../../../operations/cases/identity.ts'
import { reasonWords } from '../../../operations/cases/reason-words.ts'
import type { CaseClocks } from '../../../operations/regions.ts'
import { COMPLAINTS } from '../../addresses.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { type Html, html, outsideLink, type Part } from '../../html.ts'
import { ask } from '../../parts/ask.ts'
import { deliveryBadge } from '../../parts/badge.ts'
import { facts, notice, panel } from '../../parts/blocks.ts'
import { explained, faultLine } from '../../parts/said.ts'
import { viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { time } from '../../times.ts'
import { statusText } from '../../words/statuses.ts'
import { regionName } from '../complaints/view.ts'
import { viewActs } from './acts.ts'
import { CLOCKS_TITLE, viewClocks } from './clocks.ts'
import { viewJourney } from './journey.ts'
import { ACTS, type Act, TEXTS } from './texts.ts'

export function viewComplaint(
  request: FastifyRequest,
  deps: ConsoleDeps,
  followed: FollowedCase,
  clocks: CaseClocks,
  done: Act | undefined,
): Html {
  const viewer = viewerOf(request)
  const { language } = viewer
  const { complaint: row } = followed
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const zone = zoneOf(deps, row.origin.region)
  return html`${done !== undefined && notice('good', say(language, ACTS[done].done))}
${row.restrictedAt !== null && notice('warn', t('restricted'))}${row.heldAt !== null && notice('info', t('held'))}
<div class="columns">${panel(t('now'), viewState(viewer, followed, zone), null)}${panel(t('said'), viewSaid(viewer, followed))}
${panel(t('origin'), viewOrigin(viewer, deps, followed, zone))}${panel(t('person'), viewPerson(request, followed))}</div>
${viewActs(request, followed)}${panel(say(language, CLOCKS_TITLE), viewClocks(viewer, clocks))}${panel(t('journey'), viewJourney(viewer, followed, zone))}`
}

/** Who reported, on the one page that shows it. */
export function viewIdentity(viewer: Viewer, { id, reporter, sender, state }: Identity): Html {
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const rows = FIELDS.map((name) => [t(name), reporter?.[name]] as const)
  const shown =
    state === 'opened' ? html`${notice('warn', t('shownOnce'))}${facts([...rows, [t('sender'), sender]])}` : notice('info', t(state))
  return panel(t('person'), html`${shown}<p><a class="button" href="${COMPLAINTS}/${id}">${t('back')}</a></p>`)
}

const FIELDS = ['name', 'phone', 'email', 'handle', 'nationalId', 'address', 'gender'] as const

function zoneOf({ settings }: ConsoleDeps, region: string): Zone {
  const zone = settings.current.regions.get(region)?.timezone
  return ZONES.find((one) => one === zone) ?? 'Asia/Jakarta'
}

function viewState(viewer: Viewer, { complaint: row }: FollowedCase, zone: Zone): Html {
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const words = row.reason && reasonWords(row.reason.code)
  return facts([
    [t('delivery'), deliveryBadge(language, row.delivery)],
    [
      t('reason'),
      row.reason &&
        words &&
        html`${explained(language, words.title, row.reason.message)}${(row.reason.errors ?? []).map((fault) => html`<br><code>${fault.at}</code> ${faultLine(language, fault)}`)}`,
    ],
    [t('todo'), words && say(language, words.todo)],
    [t('laporId'), row.laporId],
    [t('trackingId'), row.trackingId],
    [t('status'), statusText(language, row.status, row.statusNative)],
    [t('institution'), row.institution],
    [t('originStatus'), row.originState?.native ?? row.originState?.status],
    [t('askedNext'), row.followAt && time(viewer, row.followAt, zone)],
  ])
}

function viewSaid({ language }: Viewer, { complaint: { complaint }, attachments }: FollowedCase): Part {
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const files = attachments.map(
    ({ state, name, mediaType, sizeBytes }, n) =>
      html`<div>${name ?? `#${n + 1}`} <span class="hint">${state === 'stored' ? `${mediaType ?? ''}, ${sizeBytes ?? 0} B` : t('pending')}</span></div>`,
  )
  if (complaint === null) return html`<p>${t('unmapped')}</p>${facts([[t('files'), files.length > 0 && files]])}`
  const { location } = complaint
  const place = [location?.address, location?.village, location?.district, location?.city, location?.province].filter(Boolean).join(', ')
  const point = location?.lat === undefined || location.lng === undefined ? '' : `${location.lat}, ${location.lng}`
  const flags = [complaint.anonymous && t('anonymous'), complaint.secret && t('secret')].filter((flag) => flag !== false)
  return html`<div class="said">${complaint.body}</div>${facts([
    [t('class'), [t(complaint.class), ...flags].join(', ')],
    [t('category'), complaint.category?.native],
    [t('place'), [place, point].filter(Boolean).join(' · ')],
    [t('occurred'), complaint.occurredOn],
    [t('tags'), complaint.tags.join(', ')],
    [t('files'), files.length > 0 && files],
  ])}`
}

function viewOrigin(viewer: Viewer, deps: ConsoleDeps, { complaint: row, reference }: FollowedCase, zone: Zone): Html {
  const { origin } = row
  const t = (key: keyof typeof TEXTS) => say(viewer.language, TEXTS[key])
  const link = outsideLink(origin.link)
  return facts([
    [t('region'), `${regionName(deps, origin.region)} (${origin.region})`],
    [t('app'), origin.app],
    [t('channel'), `${origin.channel} (${origin.connector})`],
    [
      t('ticket'),
      html`<code>${origin.ticket}</code>${link !== null && html` <a href="${link}" rel="noreferrer noopener">${t('link')}</a>`}`,
    ],
    [t('number'), reference],
    [t('acceptedAt'), time(viewer, row.acceptedAt, zone)],
    [t('mapping'), row.mapping],
    [t('id'), html`<code>${row.id}</code>`],
  ])
}

function viewPerson(request: FastifyRequest, { complaint: row, named, reference }: FollowedCase): Part {
  const viewer = viewerOf(request)
  const t = (key: keyof typeof TEXTS) => say(viewer.language, TEXTS[key])
  if (row.erasedAt !== null) return html`<p>${t('erased')}</p>`
  if (!named && reference === null) return html`<p>${t('nobody')}</p>`
  const open =
    may(viewer, 'unseal') &&
    ask(request, { id: 'unseal', title: t('unseal'), says: t('unsealSays'), action: `${COMPLAINTS}/${row.id}/identity` })
  return html`<p>${t('sealed')}</p>${open}`
}
