import type { FastifyRequest } from 'fastify'
import { may, type Viewer } from '../../../contract/access.ts'
import type { ChannelSettings, RegionSettings } from '../../../contract/settings.ts'
import { SEVERITY_WORDS, type Severity } from '../../../health/alerts/kinds.ts'
import type { ListedDestination, ListedIncident } from '../../../health/alerts/open-alert-desk.ts'
import type { MaintenanceWindow, Notice } from '../../../ledger/alert-rows.ts'
import { type Html, html } from '../../html.ts'
import { form } from '../../layout.ts'
import { ask, reasonField } from '../../parts/ask.ts'
import { badge } from '../../parts/badge.ts'
import { empty, panel } from '../../parts/blocks.ts'
import { address, pager } from '../../parts/pager.ts'
import { detailLine } from '../../parts/said.ts'
import { table } from '../../parts/table.ts'
import { say } from '../../texts.ts'
import { time, timeText, ZONE_NAMES } from '../../times.ts'
import { KINDS, TEXTS, WAYS } from './texts.ts'

export const PATH = '/console/alerts'

export interface Shown {
  readonly open: boolean
  readonly before: string | undefined
  readonly incidents: { readonly items: readonly ListedIncident[]; readonly next: string | null }
  readonly destinations: readonly ListedDestination[]
  readonly windows: readonly MaintenanceWindow[]
  readonly notices: readonly Notice[]
  readonly channels: readonly ChannelSettings[]
  readonly regions: ReadonlyMap<string, RegionSettings>
}

export function alertsView(request: FastifyRequest, viewer: Viewer, shown: Shown): Html {
  return html`${incidentsPanel(viewer, shown)}${windowsPanel(request, viewer, shown)}${contactsPanel(request, viewer, shown)}${noticesPanel(viewer, shown)}`
}

const MARKS = { critical: 'bad', warning: 'warn' } as const satisfies Record<Severity, string>

function incidentsPanel(viewer: Viewer, { open, before, incidents }: Shown): Html {
  const { language } = viewer
  const t = words(viewer)
  const rows = table<ListedIncident>(
    t(open ? 'open' : 'closed'),
    [
      {
        head: t('severity'),
        cell: ({ severity }) => badge(open ? MARKS[severity] : 'quiet', say(language, SEVERITY_WORDS[severity])),
        kind: 'short',
      },
      {
        head: t('incident'),
        names: true,
        cell: ({ what, detail, quiet }) =>
          html`<strong>${say(language, what)}</strong> ${quiet && badge('paused', t('quiet'))}<br><span class="hint">${say(language, detail)}</span>`,
      },
      { head: t('todo'), cell: ({ todo }) => say(language, todo) },
      { head: t('region'), cell: ({ regionName }) => regionName ?? t('country') },
      { head: t('since'), cell: ({ since }) => time(viewer, since) },
      open
        ? { head: t('affected'), cell: ({ affected }) => (affected === null ? '–' : say(language, TEXTS.reports, { n: affected })) }
        : { head: t('until'), cell: ({ until }) => until && time(viewer, until) },
    ],
    incidents.items,
    empty(t(open ? 'noneOpen' : 'noneClosed'), open ? t('noneOpenNext') : html`<a href="${PATH}">${t('showOpen')}</a>`),
  )
  const state = open ? undefined : 'closed'
  const other = open ? html`<a href="${PATH}?state=closed">${t('showClosed')}</a>` : html`<a href="${PATH}">${t('showOpen')}</a>`
  const next = incidents.next === null ? null : address(PATH, { state, before: incidents.next })
  return panel(
    t(open ? 'open' : 'closed'),
    [rows, pager(language, { first: before === undefined ? null : address(PATH, { state }), next })],
    other,
  )
}

function contactsPanel(request: FastifyRequest, viewer: Viewer, { destinations, regions }: Shown): Html {
  const { language } = viewer
  const t = words(viewer)
  const button = ({ id, region, lacks }: ListedDestination) =>
    lacks === null &&
    may(viewer, region === null ? 'run_gateway' : 'run_channels') &&
    form(
      request,
      `${PATH}/test`,
      html`<input type="hidden" name="destination" value="${id}"><button aria-label="${t('test')}: ${id}">${t('test')}</button>`,
    )
  return panel(
    t('contacts'),
    table<ListedDestination>(
      t('contacts'),
      [
        { head: t('contact'), names: true, cell: ({ name, role }) => (role === null ? name : `${name} (${role})`) },
        { head: t('way'), cell: ({ way }) => say(language, WAYS[way]), kind: 'short' },
        { head: t('region'), cell: ({ region }) => (region === null ? t('country') : (regions.get(region)?.name ?? region)) },
        { head: t('from'), cell: ({ from }) => say(language, SEVERITY_WORDS[from]) },
        {
          head: t('last'),
          cell: ({ lacks, last }) =>
            lacks !== null
              ? html`${badge('paused', t('lacking'))}<br>${detailLine(language, lacks)}`
              : last === null
                ? t('nothingSent')
                : outcome(viewer, last),
        },
        { head: t('test'), cell: (destination) => button(destination) },
      ],
      destinations,
      empty(t('noContacts'), t('noContactsNext')),
    ),
  )
}

function noticesPanel(viewer: Viewer, { notices }: Shown): Html {
  const t = words(viewer)
  return panel(
    t('notices'),
    table<Notice>(
      t('notices'),
      [
        {
          head: t('message'),
          names: true,
          cell: ({ kind, content }) =>
            html`<details><summary>${say(viewer.language, KINDS[kind])}: ${content.subject.replace(/^\[[^\]]*\] [^:]*: /, '')}</summary><pre>${content.text}</pre></details>`,
        },
        { head: t('to'), cell: ({ destination }) => destination },
        { head: t('when'), cell: ({ madeAt }) => time(viewer, madeAt) },
        { head: t('outcome'), cell: (notice) => outcome(viewer, notice) },
      ],
      notices,
      empty(t('noNotices'), t('noNoticesNext')),
    ),
  )
}

function outcome(viewer: Viewer, { state, sentAt, lastError, nextAt }: Notice): Html {
  const t = words(viewer)
  if (state === 'sent') return html`${badge('good', t('sent'))} ${sentAt && time(viewer, sentAt)}`
  if (state === 'given_up')
    return html`${badge('bad', t('givenUp'))}${lastError !== null && html`<br>${detailLine(viewer.language, lastError)}`}`
  const again = say(viewer.language, TEXTS.again, { at: timeText(viewer.language, viewer.timezone, nextAt) })
  return html`${badge('wait', t('pending'))} ${lastError !== null && html`${again}<br>${detailLine(viewer.language, lastError)}`}`
}

function windowsPanel(request: FastifyRequest, viewer: Viewer, shown: Shown): Html {
  const { language } = viewer
  const t = words(viewer)
  const { windows, regions } = shown
  const end = ({ id, region }: MaintenanceWindow) =>
    may(viewer, region === null ? 'run_gateway' : 'run_channels') &&
    ask(request, { id: `end-${id}`, title: t('endNow'), says: t('endSays'), action: `${PATH}/maintenance/${id}/end` })
  const rows = table<MaintenanceWindow>(
    t('windows'),
    [
      { head: t('of'), names: true, cell: (window) => ofText(viewer, window, regions) },
      { head: t('begin'), cell: ({ from }) => time(viewer, from) },
      { head: t('end'), cell: ({ to }) => time(viewer, to) },
      { head: t('why'), cell: ({ reason }) => reason },
      { head: t('by'), cell: ({ madeBy }) => madeBy },
      { head: t('endNow'), cell: end },
    ],
    windows,
    empty(t('noWindows'), t('noWindowsNext')),
  )
  const plan =
    may(viewer, 'run_channels') &&
    ask(request, {
      id: 'plan-window',
      title: t('plan'),
      says: say(language, TEXTS.zone, { zone: ZONE_NAMES[viewer.timezone] }),
      action: `${PATH}/maintenance`,
      fields: planFields(viewer, shown),
      withoutReason: true,
    })
  return panel(t('windows'), html`<p class="hint">${t('windowsHint')}</p>${rows}`, plan)
}

function planFields(viewer: Viewer, { channels, regions }: Shown): Html {
  const t = words(viewer)
  const now = new Date()
  const whole = may(viewer, 'run_gateway')
  const places = [...regions.values()]
  return html`<div><label for="plan-of">${t('of')}</label><select id="plan-of" name="of" required>
${whole && html`<option value="all">${t('everything')}</option>`}
${places.map(({ code, name }) => html`<option value="region:${code}">${name}</option>`)}
${channels.map(({ id, app }) => html`<option value="channel:${id}">${say(viewer.language, TEXTS.channel, { id })} (${app})</option>`)}</select></div>
<div><label for="plan-from">${t('begin')}</label><input id="plan-from" name="from" type="datetime-local" required value="${localValue(viewer, now)}"></div>
<div><label for="plan-to">${t('end')}</label><input id="plan-to" name="to" type="datetime-local" required value="${localValue(viewer, new Date(now.getTime() + 4 * HOUR_MS))}"></div>
${reasonField(viewer.language, 'plan-window')}`
}

const HOUR_MS = 3_600_000
const HOURS_AHEAD = { 'Asia/Jakarta': 7, 'Asia/Makassar': 8, 'Asia/Jayapura': 9 } as const satisfies Record<Viewer['timezone'], number>

/** As an input of a local time wants it: '2026-11-27T07:00'. */
function localValue({ timezone }: Viewer, at: Date): string {
  return new Date(at.getTime() + HOURS_AHEAD[timezone] * HOUR_MS).toISOString().slice(0, 16)
}

/** null: it is no time. */
export function readLocal({ timezone }: Viewer, text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return null
  const at = new Date(`${text}${text.length === 16 ? ':00' : ''}+0${HOURS_AHEAD[timezone]}:00`)
  return Number.isNaN(at.getTime()) ? null : at
}

function ofText(viewer: Viewer, { channel, region, below }: MaintenanceWindow, regions: Shown['regions']): string {
  if (channel !== null) return say(viewer.language, TEXTS.channel, { id: channel })
  if (region === null) return say(viewer.language, TEXTS.everything)
  const name = regions.get(region)?.name ?? region
  return below ? say(viewer.language, TEXTS.withBelow, { name }) : name
}

const words =
  ({ language }: Viewer) =>
  (key: keyof typeof TEXTS): string =>
    say(language, TEXTS[key])
