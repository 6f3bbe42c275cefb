import type { Viewer } from '../../../contract/access.ts'
import { sayAlert } from '../../../contract/error-words.ts'
import type { ChannelReading } from '../../../health/reading.ts'
import type { Incident, Overview } from '../../../operations/overview.ts'
import { FLOW_STEP_MS } from '../../../operations/recent-flow.ts'
import { type Html, html } from '../../html.ts'
import type { Drawing } from '../../live.ts'
import { badge, DELIVERIES, type Mark } from '../../parts/badge.ts'
import { empty, numbers } from '../../parts/blocks.ts'
import { plot } from '../../parts/plot.ts'
import { say, type Text } from '../../texts.ts'
import { countText, dayText, momentText } from '../../times.ts'
import { TEXTS } from './texts.ts'
import { channelBoard, type Province } from './tiles.ts'

export interface Shown {
  readonly overview: Overview
  readonly provinces: readonly Province[]
}

export function drawNow(viewer: Viewer, { overview, provinces }: Shown): Drawing {
  const { language } = viewer
  const channels = provinces.flatMap((province) => province.channels)
  const board = channelBoard(viewer, provinces, overview.at)
  const needs = needsPiece(viewer, overview, channels)
  const day = dayPiece(viewer, overview)
  const flow = flowPiece(viewer, overview)
  const whole = html`${needs}${day}${flow}
<section class="section" aria-labelledby="channels-title"><div class="head"><h2 id="channels-title">${say(language, TEXTS.channels)}</h2><a href="/console/channels">${say(language, TEXTS.all)}</a></div>${board.html}</section>`
  const pieces: [string, Html][] = [
    ['needs', needs],
    ['day', day],
    ['flow', flow],
    ...board.pieces.map((piece): [string, Html] => [piece.id, piece.html]),
  ]
  return { whole, pieces: new Map(pieces) }
}

interface Need {
  readonly mark: Mark
  readonly text: string
  readonly more: Html | string
  readonly href?: string
}

function needsPiece(viewer: Viewer, overview: Overview, channels: readonly ChannelReading[]): Html {
  const { language } = viewer
  const needs = [...needsOf(viewer, overview, channels)]
  const row = ({ mark, text, more, href }: Need) =>
    html`<li>${badge(mark, text)} <span>${more}</span>${href !== undefined && html` <a href="${href}">${say(language, OPEN)}<span class="unseen"> ${text}</span></a>`}</li>`
  const said = needs.length === 0 ? say(language, TEXTS.calm) : needs.map(({ text }) => text).join(', ')
  return html`<section id="needs" aria-labelledby="needs-title" data-live-words="${said}"><h2 id="needs-title">${say(language, TEXTS.needs)}</h2>
${needs.length === 0 ? empty(say(language, TEXTS.calm), say(language, TEXTS.calmNext)) : html`<ul class="needs">${needs.map(row)}</ul>`}</section>`
}

function* needsOf(viewer: Viewer, overview: Overview, channels: readonly ChannelReading[]): Generator<Need> {
  const { language } = viewer
  const { pause, differences, unknown, parked, incidents, clocks, at } = overview
  const t = (text: Text, count: number, more = false) => say(language, text, { count: countText(language, count) + (more ? '+' : '') })
  const oldest = (text: Text, from: Date | null) => html`${say(language, text)} ${from === null ? '–' : momentText(viewer, from, at)}.`
  if (differences.length > 0)
    yield { mark: 'bad', text: t(TEXTS.differs, differences.length), more: say(language, TEXTS.differsWhy), href: '#balance' }
  if (pause !== null)
    yield {
      mark: 'paused',
      text: say(language, STOPPED),
      more: html`${say(language, TEXTS.paused, { by: pause.pausedBy })} ${momentText(viewer, pause.pausedAt, at)}: ${pause.reason}`,
    }
  if (unknown.count > 0)
    yield {
      mark: 'unsure',
      text: t(TEXTS.unknown, unknown.count, unknown.more),
      more: oldest(TEXTS.unknownWhy, unknown.oldest),
      href: '/console/unknown',
    }
  for (const [state, mark, text] of [
    ['down', 'bad', TEXTS.channelsDown],
    ['silent', 'quiet', TEXTS.channelsSilent],
  ] as const) {
    const found = channels.filter((channel) => channel.state === state)
    if (found.length > 0) yield { mark, text: t(text, found.length), more: namesOf(found), href: `/console/channels?state=${state}` }
  }
  if (parked.count > 0)
    yield {
      mark: 'warn',
      text: t(TEXTS.parked, parked.count, parked.more),
      more: oldest(TEXTS.parkedWhy, parked.oldest),
      href: '/console/parked',
    }
  for (const [state, text] of [
    ['missed', TEXTS.clocksMissed],
    ['soon', TEXTS.clocksSoon],
  ] as const)
    if (clocks[state] > 0)
      yield {
        mark: 'warn',
        text: t(text, clocks[state]),
        more: say(language, TEXTS.clocksWhy),
        href: `/console/regions/clocks?state=${state}`,
      }
  if (incidents.length > 0) yield { mark: 'warn', text: t(TEXTS.incidents, incidents.length), more: incidentList(viewer, incidents, at) }
}

const MOST_NAMED = 5
const MOST_INCIDENTS = 8

function namesOf(channels: readonly ChannelReading[]): string {
  const named = channels.slice(0, MOST_NAMED).map(({ app, region }) => `${app} (${region.name})`)
  const left = channels.length - named.length
  return `${named.join(', ')}${left > 0 ? `, +${left}` : ''}.`
}

function incidentList(viewer: Viewer, incidents: readonly Incident[], now: Date): Html {
  const { language } = viewer
  const rows = incidents
    .slice(0, MOST_INCIDENTS)
    .map(
      ({ subject, count, openedAt, ...said }) =>
        html`<li><strong>${subject}</strong>: ${sayAlert(said)[language]} <span class="hint">${say(language, TEXTS.since)} ${momentText(viewer, openedAt, now)}${count > 1 && html`, ${say(language, TEXTS.times, { count })}`}</span></li>`,
    )
  return html`<ul class="incidents">${rows}</ul>`
}

function dayPiece(viewer: Viewer, { balance, differences, day }: Overview): Html {
  const { language } = viewer
  const number = (count: number) => countText(language, count)
  const delivery = (name: keyof typeof DELIVERIES) =>
    html`<span class="mark ${DELIVERIES[name].mark}"></span> ${say(language, DELIVERIES[name].text)}`
  const holds = differences.length === 0
  const rows = [
    { name: say(language, TEXTS.accepted), value: number(balance.accepted) },
    { name: delivery('delivered'), value: number(balance.delivered) },
    { name: delivery('accepted'), value: number(balance.inFlight) },
    { name: delivery('parked'), value: number(balance.parked) },
    { name: delivery('unknown'), value: number(balance.unknown) },
    {
      name: say(language, TEXTS.balance),
      value: badge(
        holds ? 'good' : 'bad',
        holds ? say(language, TEXTS.holds) : say(language, TEXTS.differs, { count: differences.length }),
      ),
    },
  ]
  const ids = differences.map(
    ({ id, what }) => html`<li><a class="mono" href="/console/complaints/${id}">${id}</a> <span class="hint">${what}</span></li>`,
  )
  return html`<section id="day" aria-labelledby="day-title"><div class="head"><h2 id="day-title">${say(language, TEXTS.day)}</h2><span class="hint">${say(language, TEXTS.dayOf, { day: dayText(language, day) })}</span></div>
${numbers(rows)}${!holds && html`<div class="fault" id="balance"><p>${say(language, TEXTS.differsWhy)}</p><ul>${ids}</ul></div>`}</section>`
}

function flowPiece(viewer: Viewer, { flow }: Overview): Html {
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  // The stretch that is not over would look like a fall.
  const over = flow.slice(0, -1)
  const at = over.map((point) => new Date(point.at.getTime() + FLOW_STEP_MS))
  const seconds = (ms: number | null) => (ms === null ? null : Math.round(ms / 100) / 10)
  return html`<section id="flow" aria-labelledby="flow-title"><h2 id="flow-title">${t('flow')}</h2><div class="columns">
<div class="panel">${plot(viewer, {
    id: 'plot-throughput',
    title: t('throughput'),
    unit: t('reports'),
    at,
    series: [
      { name: t('accepted'), mark: 'wait', values: over.map(({ accepted }) => accepted) },
      { name: t('delivered'), mark: 'good', values: over.map(({ delivered }) => delivered) },
    ],
  })}</div><div class="panel">${plot(viewer, {
    id: 'plot-delay',
    title: t('delay'),
    unit: t('seconds'),
    at,
    series: [
      { name: t('median'), mark: 'good', values: over.map(({ delayP50Ms }) => seconds(delayP50Ms)) },
      { name: t('slow'), mark: 'warn', values: over.map(({ delayP95Ms }) => seconds(delayP95Ms)) },
    ],
  })}</div></div></section>`
}

const OPEN: Text = { id: 'Buka', en: 'Open' }
const STOPPED: Text = { id: 'Pengiriman dihentikan', en: 'Sending is stopped' }
