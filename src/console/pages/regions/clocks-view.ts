import { findArea } from '../../../areas/areas.ts'
import type { Viewer } from '../../../contract/access.ts'
import type { UrgentState } from '../../../ledger/figures.ts'
import type { ZonedClock } from '../../../operations/regions.ts'
import { type Html, html } from '../../html.ts'
import { deliveryBadge } from '../../parts/badge.ts'
import { empty } from '../../parts/blocks.ts'
import { filter } from '../../parts/filter.ts'
import { address, pager } from '../../parts/pager.ts'
import { type Column, table } from '../../parts/table.ts'
import { say } from '../../texts.ts'
import { time } from '../../times.ts'
import { CLOCK_TEXTS } from '../../words/clocks.ts'
import { statusText } from '../../words/statuses.ts'
import { TEXTS } from './texts.ts'

export interface ClocksPage {
  readonly state: UrgentState
  readonly area: string | null
  /** The choices of areas. */
  readonly areas: readonly { readonly code: string; readonly name: string }[]
  readonly rows: readonly ZonedClock[]
  readonly cursor: string | null
  readonly isFirst: boolean
}

/** Complaints whose clocks are about to be missed or missed, what is due first first. */
export function clocksBody(viewer: Viewer, { state, area, areas, rows, cursor, isFirst }: ClocksPage): Html {
  const { language } = viewer
  const columns: Column<ZonedClock>[] = [
    { head: say(language, TEXTS.due), kind: 'short', cell: ({ dueAt, zone }) => time(viewer, dueAt, zone) },
    { head: say(language, TEXTS.clock), cell: ({ clock }) => say(language, CLOCK_TEXTS[clock]) },
    {
      head: say(language, TEXTS.ticket),
      names: true,
      cell: ({ complaintId, ticket, laporId }) =>
        html`<a href="/console/complaints/${complaintId}">${ticket}</a>${laporId !== null && html` <span class="hint">LAPOR! ${laporId}</span>`}`,
    },
    { head: say(language, TEXTS.channel), cell: ({ app, channel }) => html`${app} <span class="hint">${channel}</span>` },
    { head: say(language, TEXTS.area), cell: ({ region }) => findArea(region)?.name ?? region },
    { head: say(language, TEXTS.status), kind: 'short', cell: ({ status }) => statusText(language, status, null) },
    { head: say(language, TEXTS.delivery), kind: 'short', cell: ({ delivery }) => deliveryBadge(language, delivery) },
  ]
  const path = '/console/regions/clocks'
  const nothing = empty(
    say(language, TEXTS.noClocks),
    state === 'missed'
      ? html`<a href="${address(path, { state: 'soon', area })}">${say(language, TEXTS.noMissedNext)}</a>`
      : say(language, TEXTS.noSoonNext),
  )
  return html`${filter(language, path, [
    {
      name: 'state',
      label: say(language, TEXTS.which),
      value: state,
      options: [
        { value: 'missed', text: say(language, TEXTS.clocksMissed) },
        { value: 'soon', text: say(language, TEXTS.clocksSoon) },
      ],
    },
    {
      name: 'area',
      label: say(language, TEXTS.area),
      value: area ?? '',
      options: [{ value: '', text: say(language, TEXTS.everywhere) }, ...areas.map(({ code, name }) => ({ value: code, text: name }))],
    },
  ])}
${table(say(language, TEXTS.clocksTitle), columns, rows, nothing)}
${pager(language, { first: isFirst ? null : address(path, { state, area }), next: cursor === null ? null : address(path, { state, area, cursor }) })}
${rows.length > 0 && html`<p><a class="button" href="${address(`${path}/export`, { state, area })}" download>${say(language, TEXTS.exportClocks)}</a></p>`}`
}
