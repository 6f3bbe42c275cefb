import type { FastifyRequest } from 'fastify'
import { findArea } from '../../../areas/areas.ts'
import { sees, type Viewer } from '../../../contract/access.ts'
import { STATUSES } from '../../../contract/complaint.ts'
import type { FoundComplaint } from '../../../ledger/search.ts'
import type { Found } from '../../../operations/cases/search.ts'
import { COMPLAINTS } from '../../addresses.ts'
import type { ConsoleDeps } from '../../deps.ts'
import type { Fields } from '../../fields.ts'
import { type Html, html } from '../../html.ts'
import { form } from '../../layout.ts'
import { DELIVERIES, deliveryBadge } from '../../parts/badge.ts'
import { empty, notice } from '../../parts/blocks.ts'
import { address } from '../../parts/pager.ts'
import { table } from '../../parts/table.ts'
import { viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { time } from '../../times.ts'
import { STATUS_WORDS, statusText } from '../../words/statuses.ts'
import { FOUND_BY, TEXTS } from './texts.ts'

/** What may stand in the address: never what may name a person. */
export const FILTERS = ['region', 'channel', 'delivery', 'status', 'from', 'to'] as const

export function viewFound(request: FastifyRequest, deps: ConsoleDeps, fields: Fields, words: string | undefined, found: Found): Html {
  const viewer = viewerOf(request)
  const how = FOUND_BY[found.by]
  return html`${searchForm(request, deps, fields, words)}${how !== null && notice('info', say(viewer.language, how))}
<section class="section" id="results">${resultTable(viewer, deps, found.rows)}${goOn(request, fields, words, found.next)}</section>`
}

/** The name of a region, as it is configured or as the country calls it. */
export function regionName({ settings }: Pick<ConsoleDeps, 'settings'>, code: string): string {
  return settings.current.regions.get(code)?.name ?? findArea(code)?.name ?? code
}

function resultTable(viewer: Viewer, deps: ConsoleDeps, rows: readonly FoundComplaint[]): Html {
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  return table<FoundComplaint>(
    t('caption'),
    [
      { head: t('accepted'), kind: 'short', cell: (row) => time(viewer, row.acceptedAt) },
      { head: t('complaint'), names: true, cell: (row) => html`<a href="${COMPLAINTS}/${row.id}">${row.title ?? t('unmapped')}</a>` },
      { head: t('ticket'), cell: (row) => html`<code>${row.ticket}</code>` },
      { head: t('origin'), cell: (row) => html`${row.app}<br><span class="hint">${regionName(deps, row.region)} · ${row.channel}</span>` },
      { head: t('delivery'), kind: 'short', cell: (row) => deliveryBadge(language, row.delivery) },
      { head: t('status'), cell: (row) => statusText(language, row.status, row.statusNative) },
      { head: t('laporId'), kind: 'short', cell: (row) => row.laporId ?? '–' },
    ],
    rows,
    empty(t('none'), t('noneNext')),
  )
}

/** With words it goes on by a form: they do not stand in an address. */
function goOn(request: FastifyRequest, fields: Fields, words: string | undefined, next: string | null): Html | null {
  const { language } = viewerOf(request)
  if (next === null) return null
  const filters = Object.fromEntries(FILTERS.map((name) => [name, fields.one(name)]))
  if (words === undefined)
    return html`<nav class="pager"><span></span><a class="button" rel="next" href="${address(COMPLAINTS, { ...filters, after: next })}">${say(language, TEXTS.next)}</a></nav>`
  const hidden = Object.entries({ ...filters, words, after: next }).map(
    ([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`,
  )
  return html`<div class="pager"><span></span>${form(request, COMPLAINTS, html`${hidden}<button>${say(language, TEXTS.next)}</button>`)}</div>`
}

function searchForm(request: FastifyRequest, deps: ConsoleDeps, fields: Fields, words: string | undefined): Html {
  const viewer = viewerOf(request)
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const choose = (name: string, label: string, all: string, options: readonly (readonly [string, string])[]) =>
    html`<div><label for="find-${name}">${label}</label><select id="find-${name}" name="${name}"><option value="">${all}</option>
${options.map(([value, text]) => html`<option value="${value}"${value === fields.one(name) && html` selected`}>${text}</option>`)}</select></div>`
  const day = (name: string, label: string) =>
    html`<div><label for="find-${name}">${label}</label><input id="find-${name}" name="${name}" type="date" value="${fields.one(name) ?? ''}"></div>`
  const regions = [...deps.settings.current.regions.values()].filter(({ code }) => sees(viewer.scope, code))
  const channels = [...deps.settings.current.channels.values()].filter(({ region }) => sees(viewer.scope, region.code))
  return form(
    request,
    COMPLAINTS,
    html`<div class="wide"><label for="find-words">${t('words')}</label><input id="find-words" name="words" type="search" value="${words ?? ''}" maxlength="500" autocomplete="off" aria-describedby="find-hint">
<p class="hint" id="find-hint">${t('hint')}</p></div>
${choose(
  'region',
  t('region'),
  t('allRegions'),
  regions.map(({ code, name }) => [code, `${code} ${name}`]),
)}
${choose(
  'channel',
  t('channel'),
  t('allChannels'),
  channels.map(({ id, app }) => [id, `${app} (${id})`]),
)}
${choose(
  'delivery',
  t('delivery'),
  t('any'),
  Object.entries(DELIVERIES).map(([value, { text }]) => [value, say(language, text)]),
)}
${choose(
  'status',
  t('status'),
  t('any'),
  STATUSES.map((status) => [status, say(language, STATUS_WORDS[status])]),
)}
${day('from', t('from'))}${day('to', t('to'))}
<div class="row"><button class="main">${t('search')}</button><a href="${COMPLAINTS}">${t('clear')}</a></div>`,
    { class: 'filter' },
  )
}
