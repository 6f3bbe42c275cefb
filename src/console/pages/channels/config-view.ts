import type { Viewer } from '../../../contract/access.ts'
import type { ChannelPage, ConfigChange } from '../../../operations/channel-pages.ts'
import { type Html, html } from '../../html.ts'
import { empty, panel, timeline } from '../../parts/blocks.ts'
import { address, pager } from '../../parts/pager.ts'
import { explained, theirWords } from '../../parts/said.ts'
import { table } from '../../parts/table.ts'
import { say, type Text } from '../../texts.ts'
import { momentText, time } from '../../times.ts'
import { TEXTS } from './texts.ts'

/** What went wrong lately, in plain words. */
export function errorsPanel(viewer: Viewer, { errors, channel }: ChannelPage, now: Date): Html {
  const { language } = viewer
  const t = (text: Text, values: Record<string, string> = {}) => say(language, text, values)
  type Row = ChannelPage['errors'][number]
  const columns = [
    {
      head: t(TEXTS.time),
      names: true as const,
      kind: 'short' as const,
      cell: ({ lastAt }: Row) => momentText(viewer, lastAt, now, channel.region.timezone),
    },
    {
      head: t(TEXTS.what),
      kind: 'long' as const,
      cell: ({
        words,
        message,
        exchange,
        complaintId,
      }: Row) => html`${explained(language, words.title, message)}<br>${t(TEXTS.todo)}: ${say(language, words.todo)}
${exchange !== null && html`<br><span class="hint">${t(TEXTS.answered, { host: exchange.host, status: String(exchange.status ?? '–') })} ${exchange.answer !== null && theirWords(exchange.answer)}</span>`}
${complaintId !== null && html`<br><a href="/console/complaints/${complaintId}">${t(TEXTS.seeCase)}</a>`}`,
    },
    { head: t(TEXTS.times), kind: 'number' as const, cell: ({ count }: Row) => count },
  ]
  return panel(t(TEXTS.errors), table(t(TEXTS.errors), columns, errors, empty(t(TEXTS.noErrors), t(TEXTS.noErrorsNext))))
}

/** Its file, as it is in force. */
export function configurationPanel(viewer: Viewer, { channel, document }: ChannelPage): Html {
  const { language } = viewer
  const columns = [
    {
      head: say(language, TEXTS.field),
      names: true as const,
      cell: ([at]: Row) => html`<code>${at.slice(1).replaceAll('/', ' / ')}</code>`,
    },
    { head: say(language, TEXTS.value), cell: ([at, value]: Row) => valueText(viewer, at, value) },
  ]
  type Row = readonly [at: string, value: string]
  return panel(
    say(language, TEXTS.configuration),
    html`<p class="hint">${say(language, TEXTS.configurationSays, { id: channel.id })}</p>${table<Row>(say(language, TEXTS.configuration), columns, [...document], html``)}`,
  )
}

/** Every change of it that is known. */
export function historyPanel(viewer: Viewer, { channel, history, historyCursor }: ChannelPage, cursor: string | undefined): Html {
  const { language } = viewer
  const path = `/console/channels/${encodeURIComponent(channel.id)}`
  const happenings = history.map((change) => ({
    mark: change.kind === 'gone' ? ('bad' as const) : ('plain' as const),
    when: time(viewer, change.at, channel.region.timezone),
    what: kindText(viewer, change),
    more: differences(viewer, change),
  }))
  return panel(
    say(language, TEXTS.history),
    html`${history.length === 0 ? empty(say(language, TEXTS.noHistory), say(language, TEXTS.noHistoryNext)) : timeline(happenings)}
${pager(language, { first: cursor === undefined ? null : path, next: historyCursor === null ? null : address(path, { history: historyCursor }) })}`,
  )
}

function kindText({ language }: Viewer, { kind, changes, rotated }: ConfigChange): string {
  if (kind !== 'changed') return say(language, TEXTS[kind])
  if (changes.length > 0) return say(language, TEXTS.changed, { count: changes.length })
  return say(language, TEXTS.rotated, { names: rotated.join(', ') })
}

function differences(viewer: Viewer, { changes, rotated }: ConfigChange): Html | undefined {
  const { language } = viewer
  if (changes.length === 0) return undefined
  const value = (at: string, one: string | null) =>
    one === null ? html`<span class="hint">${say(language, TEXTS.none2)}</span>` : valueText(viewer, at, one)
  const rows = changes.map(
    ({ at, from, to }) =>
      html`<li><code>${at.slice(1).replaceAll('/', ' / ')}</code>: <del>${value(at, from)}</del> → <ins>${value(at, to)}</ins></li>`,
  )
  return html`<ul class="plain-list">${rows}</ul>${rotated.length > 0 && html`<p>${say(language, TEXTS.rotated, { names: rotated.join(', ') })}</p>`}`
}

function valueText({ language }: Viewer, at: string, value: string): Html | string {
  if (!at.startsWith('/secrets/')) return html`<code>${value}</code>`
  return say(language, value === 'set' ? TEXTS.set : TEXTS.notSet)
}

/** Whom to call. */
export function contactsPanel({ language }: Viewer, { contacts, channel }: ChannelPage): Html {
  const t = (text: Text, values: Record<string, string> = {}) => say(language, text, values)
  type Row = ChannelPage['contacts'][number]
  const columns = [
    { head: t(TEXTS.name), names: true as const, cell: ({ name }: Row) => name },
    { head: t(TEXTS.role), cell: ({ role }: Row) => role ?? '' },
    { head: t(TEXTS.region), cell: ({ region }: Row) => region },
    {
      head: t(TEXTS.reach),
      cell: ({
        phone,
        email,
        telegram,
      }: Row) => html`${phone !== null && html`<a href="tel:${phone.replaceAll(/[^\d+]/g, '')}">${phone}</a> `}
${email !== null && html`<a href="mailto:${email}">${email}</a> `}${telegram !== null && html`Telegram ${telegram}`}`,
    },
  ]
  return panel(
    t(TEXTS.contacts),
    table(t(TEXTS.contacts), columns, contacts, empty(t(TEXTS.noContacts), t(TEXTS.noContactsNext, { code: channel.region.code }))),
  )
}
