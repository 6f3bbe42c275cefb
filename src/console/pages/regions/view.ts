import { ATTRIBUTION } from '../../../areas/areas.ts'
import type { Viewer } from '../../../contract/access.ts'
import { type AreaFigures, MOST_CHANNELS, PERIODS, type RegionReport } from '../../../operations/regions.ts'
import { type Html, html, type Part } from '../../html.ts'
import { badge } from '../../parts/badge.ts'
import { empty, notice, numbers, panel } from '../../parts/blocks.ts'
import { filter } from '../../parts/filter.ts'
import { address } from '../../parts/pager.ts'
import { type Column, table } from '../../parts/table.ts'
import { say } from '../../texts.ts'
import { provinceMap } from './map.ts'
import { number, percent, shareOf } from './numbers.ts'
import { PERIOD_TEXTS, TEXTS } from './texts.ts'

/** The country, a province, or one region. */
export function reportBody({ language }: Viewer, path: string, report: RegionReport): Html {
  const { area, period, parts, whole, unknownYears } = report
  return html`${!whole && notice('info', say(language, TEXTS.whole))}${unknownYears.map((year) => notice('warn', say(language, TEXTS.unknownYear, { year })))}
${filter(language, path, [
  {
    name: 'period',
    label: say(language, TEXTS.period),
    value: period,
    options: PERIODS.map((value) => ({ value, text: say(language, PERIOD_TEXTS[value]) })),
  },
])}
${headline(language, report)}
${area === null && panel(say(language, TEXTS.map), provinceMap(language, report))}
${parts.length > 0 && panel(say(language, area === null ? TEXTS.provinces : TEXTS.parts), areaTable(language, report), exportLink(language, report))}
${panel(say(language, TEXTS.channels), channelTable(language, report), parts.length === 0 && exportLink(language, report))}
<p class="hint">${say(language, TEXTS.source)} <a href="${ATTRIBUTION.href}" rel="noreferrer">${ATTRIBUTION.text}</a></p>`
}

type Language = Viewer['language']

function headline(language: Language, { area, total, goals, parts, period }: RegionReport): Html {
  const share = shareOf(total)
  const goal = percent(language, goals.followedUp)
  const clocks = (state: string) => address('/console/regions/clocks', { state, area: area?.code })
  const connected =
    area === null
      ? [{ name: say(language, TEXTS.connected, { goal: number(language, goals.institutions) }), value: number(language, total.connected) }]
      : parts.length > 0
        ? [{ name: say(language, TEXTS.connectedHere, { all: total.institutions }), value: number(language, total.connected) }]
        : [{ name: say(language, TEXTS.state), value: stateBadge(language, total) }]
  return numbers([
    ...connected,
    { name: `${say(language, TEXTS.accepted)} (${say(language, PERIOD_TEXTS[period])})`, value: number(language, total.accepted) },
    { name: say(language, TEXTS.followedUp, { goal }), value: share === null ? '–' : shareBadge(language, share, goals.followedUp) },
    { name: say(language, TEXTS.soon), value: number(language, total.soon), href: clocks('soon') },
    { name: say(language, TEXTS.missed), value: number(language, total.missedNow), href: clocks('missed') },
  ])
}

function areaTable(language: Language, { area, parts, goals, period }: RegionReport): Html {
  const clocks = (state: string, one: AreaFigures, count: number): Part =>
    count === 0 ? 0 : html`<a href="${address('/console/regions/clocks', { state, area: one.area.code })}">${number(language, count)}</a>`
  const columns: Column<AreaFigures>[] = [
    {
      head: say(language, TEXTS.area),
      names: true,
      cell: (one) =>
        one.area.code === area?.code
          ? one.area.name
          : html`<a href="${address(`/console/regions/${one.area.code}`, { period })}">${one.area.name}</a>`,
    },
    area === null
      ? { head: say(language, TEXTS.connectedHead), kind: 'number', cell: ({ connected, institutions }) => `${connected}/${institutions}` }
      : { head: say(language, TEXTS.state), kind: 'short', cell: (one) => stateBadge(language, one) },
    { head: say(language, TEXTS.acceptedHead), kind: 'number', cell: ({ accepted }) => number(language, accepted) },
    { head: say(language, TEXTS.deliveredHead), kind: 'number', cell: ({ delivered }) => number(language, delivered) },
    { head: say(language, TEXTS.waitingHead), kind: 'number', cell: ({ parked, unknown }) => number(language, parked + unknown) },
    {
      head: say(language, TEXTS.followedHead),
      kind: 'number',
      cell: (one) => {
        const share = shareOf(one)
        return share === null ? '–' : shareBadge(language, share, goals.followedUp)
      },
    },
    { head: say(language, TEXTS.soonHead), kind: 'number', cell: (one) => clocks('soon', one, one.soon) },
    { head: say(language, TEXTS.missedHead), kind: 'number', cell: (one) => clocks('missed', one, one.missedNow) },
  ]
  return table(say(language, area === null ? TEXTS.provinces : TEXTS.parts), columns, parts, html``)
}

function channelTable(language: Language, { channels, goals }: RegionReport): Html {
  const columns: Column<RegionReport['channels'][number]>[] = [
    {
      head: say(language, TEXTS.channel),
      names: true,
      cell: ({ channel }) => html`<a href="/console/channels/${encodeURIComponent(channel)}">${channel}</a>`,
    },
    {
      head: say(language, TEXTS.area),
      cell: ({ region }) => html`<a href="/console/regions/${region}">${region}</a>`,
    },
    { head: say(language, TEXTS.acceptedHead), kind: 'number', cell: ({ accepted }) => number(language, accepted) },
    { head: say(language, TEXTS.deliveredHead), kind: 'number', cell: ({ delivered }) => number(language, delivered) },
    { head: say(language, TEXTS.waitingHead), kind: 'number', cell: ({ parked, unknown }) => number(language, parked + unknown) },
    {
      head: say(language, TEXTS.followedHead),
      kind: 'number',
      cell: (one) => shareBadge(language, shareOf(one) ?? 0, goals.followedUp),
    },
  ]
  const nothing = empty(say(language, TEXTS.noChannels), say(language, TEXTS.noChannelsNext))
  return html`${table(say(language, TEXTS.channels), columns, channels, nothing)}${channels.length >= MOST_CHANNELS && html`<p class="hint">${say(language, TEXTS.mostChannels, { most: MOST_CHANNELS })}</p>`}`
}

function exportLink(language: Language, { area, period }: RegionReport): Html {
  return html`<a class="button" href="${address('/console/regions/export', { period, area: area?.code })}" download>${say(language, TEXTS.export)}</a>`
}

function shareBadge(language: Language, share: number, goal: number): Html {
  return badge(share > goal ? 'good' : 'warn', percent(language, share))
}

function stateBadge(language: Language, { state }: AreaFigures): Html {
  const { mark, text } = { connected: CONNECTED, prepared: PREPARED, none: APART }[state]
  return badge(mark, say(language, text))
}

const CONNECTED = { mark: 'good', text: TEXTS.isConnected } as const
const PREPARED = { mark: 'wait', text: TEXTS.isPrepared } as const
const APART = { mark: 'plain', text: TEXTS.isApart } as const
