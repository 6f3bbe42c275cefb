import type { FastifyRequest } from 'fastify'
import { type Language, may, type Viewer } from '../../../contract/access.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import { describeFaults } from '../../../contract/field-fault.ts'
import type { ParkedFilter, ParkedItem } from '../../../ledger/decisions.ts'
import type { Listed } from '../../../operations/cases/open-cases.ts'
import { reasonWords } from '../../../operations/cases/reason-words.ts'
import type { AdvisedGroup } from '../../../operations/parked.ts'
import { COMPLAINTS, PARKED, REPLAYS } from '../../addresses.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { type Html, html, type Part } from '../../html.ts'
import { form } from '../../layout.ts'
import { ask } from '../../parts/ask.ts'
import { empty, panel } from '../../parts/blocks.ts'
import { address, pager } from '../../parts/pager.ts'
import { reasonLine } from '../../parts/said.ts'
import { type Column, table } from '../../parts/table.ts'
import { viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { time } from '../../times.ts'
import { regionName } from '../complaints/view.ts'
import { TEXTS } from './texts.ts'

export function viewGroups(viewer: Viewer, deps: ConsoleDeps, groups: readonly AdvisedGroup[]): Html {
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const byReason = Map.groupBy(groups, ({ reason }) => reason)
  const links = html`<p class="row"><a href="${REPLAYS}">${t('work')}</a></p>`
  if (byReason.size === 0) return html`${empty(t('none'), t('noneNext'))}${links}`
  return html`<p class="hint">${t('intro')}</p>${links}${[...byReason].map(([reason, of]) => reasonPanel(viewer, deps, reason, of))}`
}

/** Those with the most; a page of six hundred lines helps nobody. */
const MOST_GROUPS = 50

function reasonPanel(viewer: Viewer, deps: ConsoleDeps, reason: ErrorCode, groups: readonly AdvisedGroup[]): Html {
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const words = reasonWords(reason)
  const [first] = groups
  const waiting = groups.reduce((sum, { count }) => sum + count, 0)
  const columns: Column<AdvisedGroup>[] = [
    {
      head: t('channel'),
      names: true,
      cell: ({ channel, region }) => html`<a href="${address(`${PARKED}/${reason}`, { channel, region })}">${channel}</a>`,
    },
    { head: t('region'), cell: ({ region }) => regionName(deps, region) },
    { head: t('waiting'), kind: 'number', cell: ({ count }) => count },
    { head: t('discarded'), kind: 'number', cell: ({ discarded }) => discarded },
    { head: t('oldest'), kind: 'short', cell: ({ oldest }) => time(viewer, oldest) },
  ]
  const body = html`<p><strong>${t('todo')}:</strong> ${say(language, words.todo)}</p>
${first && first.example.message !== '' && html`<p class="hint">${t('example')}: ${exampleLink(language, first.example)}</p>`}
${table(`${t('caption')}: ${say(language, words.title)}`, columns, groups.slice(0, MOST_GROUPS), html``)}${groups.length > MOST_GROUPS && html`<p class="hint">${say(language, TEXTS.more, { count: groups.length - MOST_GROUPS })}</p>`}<p><a class="button" href="${PARKED}/${reason}">${t('all')}</a></p>`
  return panel(`${say(language, words.title)} (${waiting})`, body, html`<code>${reason}</code>`)
}

function exampleLink(language: Language, { id, message, errors }: AdvisedGroup['example']): Html {
  const told = language === 'id' && errors?.[0]?.words !== undefined
  return html`<a href="${COMPLAINTS}/${id}"${!told && html` lang="en"`}>${told ? describeFaults(errors).id : message}</a>`
}

export interface Group {
  readonly filter: ParkedFilter
  readonly items: Listed<ParkedItem>
  /** Of the whole group, that wait. */
  readonly count: number
}

export function viewGroup(request: FastifyRequest, deps: ConsoleDeps, { filter, items, count }: Group): Html {
  const viewer = viewerOf(request)
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const code = filter.reason ?? 'internal_error'
  if (items.rows.length === 0) return empty(t('emptyGroup'), html`<a href="${PARKED}">${t('back')}</a>`)
  const decides = may(viewer, 'decide')
  const here = { channel: filter.channel, region: filter.region }
  const list = itemTable(viewer, deps, items.rows, decides)
  return html`<p><strong>${t('todo')}:</strong> ${say(language, reasonWords(code).todo)}</p>
${decides && wholeGroup(request, filter, count)}
${decides ? form(request, `${REPLAYS}/preview`, html`${list}${selectedActs(viewer)}`, { class: 'stack wide' }) : list}
${pager(language, { first: null, next: items.next === null ? null : address(`${PARKED}/${code}`, { ...here, after: items.next }) })}`
}

/** Fields that name a whole group in a form. */
export function groupFields({ reason, channel, region }: ParkedFilter): Html {
  const rows = Object.entries({ code: reason, channel, region })
  return html`${rows.map(([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`)}`
}

function itemTable(viewer: Viewer, deps: ConsoleDeps, rows: readonly ParkedItem[], decides: boolean): Html {
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const tick: Column<ParkedItem>[] = decides
    ? [
        {
          head: t('select'),
          kind: 'short',
          cell: ({ id, ticket }) => html`<input type="checkbox" name="ids" value="${id}" aria-label="${t('select')} ${ticket}">`,
        },
      ]
    : []
  const columns: Column<ParkedItem>[] = [
    ...tick,
    { head: t('complaint'), names: true, cell: ({ id, title }) => html`<a href="${COMPLAINTS}/${id}">${title ?? t('unmapped')}</a>` },
    { head: t('ticket'), cell: ({ ticket }) => html`<code>${ticket}</code>` },
    { head: t('channel'), cell: ({ channel, region }) => html`${channel}<br><span class="hint">${regionName(deps, region)}</span>` },
    { head: t('accepted'), kind: 'short', cell: ({ acceptedAt }) => time(viewer, acceptedAt) },
    { head: t('message'), cell: ({ reason }) => reasonLine(language, reason) },
  ]
  return table(t('listCaption'), columns, rows, html``)
}

/** One form: the buttons say what is done with what is ticked. */
function selectedActs({ language }: Viewer): Part {
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  return html`<fieldset class="row"><legend>${t('selected')}</legend><button class="main">${t('preview')}</button>
<label for="why">${t('reasonFor')}</label><input id="why" name="why" maxlength="500" autocomplete="off">
<button class="danger" formaction="${PARKED}/discard">${t('discard')}</button></fieldset>`
}

function wholeGroup(request: FastifyRequest, filter: ParkedFilter, count: number): Html {
  const { language } = viewerOf(request)
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key], { count })
  const preview = form(request, `${REPLAYS}/preview`, html`${groupFields(filter)}<button>${t('preview')}</button>`)
  const discard = ask(request, {
    id: 'discard-all',
    title: t('discardAll'),
    says: t('discardSays'),
    action: `${PARKED}/discard`,
    fields: groupFields(filter),
    danger: true,
  })
  return html`<section class="panel"><h2>${t('whole')}</h2><div class="row">${preview}${discard}</div></section>`
}
