import type { FastifyRequest } from 'fastify'
import { may, type Viewer } from '../../../contract/access.ts'
import type { UnknownFilter, UnknownOutcome } from '../../../ledger/decisions.ts'
import type { Listed } from '../../../operations/cases/open-cases.ts'
import { reasonWords, TODO_UPDATE } from '../../../operations/cases/reason-words.ts'
import type { AdvisedUnknown } from '../../../operations/cases/unknown-groups.ts'
import { COMPLAINTS, UNKNOWN } from '../../addresses.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { type Html, html } from '../../html.ts'
import { form } from '../../layout.ts'
import { ask, reasonField } from '../../parts/ask.ts'
import { empty, panel } from '../../parts/blocks.ts'
import { address, pager } from '../../parts/pager.ts'
import { explained } from '../../parts/said.ts'
import { type Column, table } from '../../parts/table.ts'
import { viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { time } from '../../times.ts'
import { regionName } from '../complaints/view.ts'
import { TEXTS } from './texts.ts'

export function viewUnknownGroups(viewer: Viewer, deps: ConsoleDeps, groups: readonly AdvisedUnknown[]): Html {
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  if (groups.length === 0) return empty(t('none'), t('noneNext'))
  const byReason = Map.groupBy(groups, ({ reason, kind }) => `${kind} ${reason}`)
  return html`<p class="hint">${t('intro')}</p>${[...byReason.values()].map((of) => reasonPanel(viewer, deps, of))}`
}

function reasonPanel(viewer: Viewer, deps: ConsoleDeps, groups: readonly AdvisedUnknown[]): Html | null {
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const [first] = groups
  if (!first) return null
  const { reason: code, kind } = first
  const title = `${t(kind === 'update' ? 'updates' : 'complaints')}: ${say(language, reasonWords(code).title)}`
  const columns: Column<AdvisedUnknown>[] = [
    {
      head: t('channel'),
      names: true,
      cell: ({ channel, region }) => html`<a href="${address(`${UNKNOWN}/list`, { code, kind, channel, region })}">${channel}</a>`,
    },
    { head: t('region'), cell: ({ region }) => regionName(deps, region) },
    { head: t('waiting'), kind: 'number', cell: ({ count }) => count },
    { head: t('oldest'), kind: 'short', cell: ({ oldest }) => time(viewer, oldest) },
  ]
  const body = html`<p><strong>${t('todo')}:</strong> ${todo(viewer, kind, code)}</p>${table(`${t('caption')}: ${title}`, columns, groups, html``)}
<p><a class="button" href="${address(`${UNKNOWN}/list`, { code, kind })}">${t('all')}</a></p>`
  return panel(`${title} (${groups.reduce((sum, { count }) => sum + count, 0)})`, body, html`<code>${code}</code>`)
}

function todo({ language }: Viewer, kind: UnknownOutcome['kind'], code: UnknownOutcome['reason']['code']): string {
  return say(language, kind === 'update' ? TODO_UPDATE : reasonWords(code).todo)
}

export interface UnknownList {
  readonly filter: UnknownFilter
  readonly items: Listed<UnknownOutcome>
  readonly count: number
}

export function viewUnknown(request: FastifyRequest, deps: ConsoleDeps, { filter, items, count }: UnknownList): Html {
  const viewer = viewerOf(request)
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key], { count })
  if (items.rows.length === 0) return empty(t('emptyGroup'), html`<a href="${UNKNOWN}">${t('back')}</a>`)
  const decides = may(viewer, 'decide')
  const { reason: code, kind = 'complaint', channel, region } = filter
  const list = itemTable(viewer, deps, items.rows, decides)
  const hidden = Object.entries({ code, kind, channel, region, whole: 'yes' })
  const fields = html`${hidden.map(([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`)}`
  const acts = html`<fieldset class="stack"><legend>${t('selected')}</legend><p class="hint">${t('confirmHint')}</p>${reasonField(language, 'selected')}
<div class="row"><button class="main">${t('confirm')}</button><button class="danger" formaction="${UNKNOWN}/resend">${t('resend')}</button></div></fieldset>`
  return html`<p><strong>${t('todo')}:</strong> ${todo(viewer, kind, code ?? 'outcome_unknown')}</p>
${decides ? form(request, `${UNKNOWN}/confirm`, html`${list}${acts}`, { class: 'stack wide' }) : list}
${pager(language, { first: null, next: items.next === null ? null : address(`${UNKNOWN}/list`, { code, kind, channel, region, after: items.next }) })}
${decides && html`<div class="row">${ask(request, { id: 'resend-all', title: t('resendAll'), says: t('resendSays'), action: `${UNKNOWN}/resend`, fields, danger: true })}</div>`}`
}

function itemTable(viewer: Viewer, deps: ConsoleDeps, rows: readonly UnknownOutcome[], decides: boolean): Html {
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const tick: Column<UnknownOutcome> = {
    head: t('select'),
    kind: 'short',
    cell: ({ id, ticket }) => html`<input type="checkbox" name="ids" value="${id}" aria-label="${t('select')} ${ticket}">`,
  }
  const id: Column<UnknownOutcome> = {
    head: t('laporId'),
    cell: (row) =>
      row.kind === 'complaint' &&
      html`<input name="lapor-${row.id}" maxlength="64" autocomplete="off" aria-label="${t('laporId')} ${row.ticket}">`,
  }
  const columns: Column<UnknownOutcome>[] = [
    ...(decides ? [tick] : []),
    {
      head: t('look'),
      names: true,
      cell: ({ complaintId, app, ticket }) => html`<a href="${COMPLAINTS}/${complaintId}">${app} <code>${ticket}</code></a>`,
    },
    { head: t('channel'), cell: ({ channel, region }) => html`${channel}<br><span class="hint">${regionName(deps, region)}</span>` },
    { head: t('sentAt'), kind: 'short', cell: ({ sentAt }) => sentAt && time(viewer, sentAt) },
    { head: t('ofCase'), kind: 'short', cell: ({ laporId }) => laporId ?? '–' },
    { head: t('message'), cell: ({ reason }) => explained(language, reasonWords(reason.code).title, reason.message) },
    ...(decides ? [id] : []),
  ]
  return table(t('listCaption'), columns, rows, html``)
}
