import type { Language, Viewer } from '../../../contract/access.ts'
import { errorWords, isErrorCode } from '../../../contract/error-words.ts'
import type { HealthState } from '../../../contract/health.ts'
import type { ChannelHistory, ChannelReading } from '../../../health/reading.ts'
import { STATE_WORDS } from '../../../health/texts.ts'
import { type Html, html } from '../../html.ts'
import { badge } from '../../parts/badge.ts'
import { empty, facts, panel } from '../../parts/blocks.ts'
import { plot } from '../../parts/plot.ts'
import { explained } from '../../parts/said.ts'
import { table } from '../../parts/table.ts'
import { say, type Text } from '../../texts.ts'
import { durationText, momentText, time } from '../../times.ts'
import { STATE_MARKS } from '../now/texts.ts'
import { TEXTS } from './texts.ts'

export interface HealthShown {
  readonly reading: ChannelReading
  readonly history: ChannelHistory
  readonly from: Date
  readonly now: Date
}

/** How the channel is now. */
export function nowPanel(viewer: Viewer, { reading, now }: HealthShown): Html {
  const { language } = viewer
  const t = (text: Text, values: Record<string, string | number> = {}) => say(language, text, values)
  const { evidence, region, reasons, since } = reading
  const { hour, oldestWaiting, expiries } = evidence
  const moment = (at: string | null) => (at === null ? t(TEXTS.never) : momentText(viewer, new Date(at), now, region.timezone))
  const delay = (ms: number | null) => (ms === null ? '–' : durationText(language, ms))
  return panel(
    t(TEXTS.now),
    html`<ul class="plain-list">${reasons.map(({ text }) => html`<li>${text[language]}</li>`)}</ul>${facts([
      [t(TEXTS.since), since && time(viewer, since, region.timezone)],
      [t(TEXTS.lastIn), moment(evidence.lastInAt)],
      [t(TEXTS.lastOut), moment(evidence.lastOutAt)],
      [
        t(TEXTS.oldest),
        oldestWaiting === null
          ? t(TEXTS.nothing)
          : html`${durationText(language, now.getTime() - Date.parse(oldestWaiting.since))} ${waitsFor(language, oldestWaiting)}`,
      ],
      [t(TEXTS.hour), t(TEXTS.hourSays, { accepted: hour.accepted, delivered: hour.delivered, failed: hour.failed })],
      [t(TEXTS.delay), hour.delayP50Ms === null ? null : t(TEXTS.delaySays, { p50: delay(hour.delayP50Ms), p95: delay(hour.delayP95Ms) })],
      ...expiries.map(({ of, at }) => [`${t(TEXTS.expires)}: ${of}`, time(viewer, new Date(at), region.timezone)] as const),
    ])}`,
    badge(STATE_MARKS[reading.state], STATE_WORDS[reading.state][language]),
  )
}

/** Older looks kept no code. */
function waitsFor(language: Language, { why, code }: NonNullable<ChannelReading['evidence']['oldestWaiting']>): Html | string | null {
  return code && isErrorCode(code) ? explained(language, errorWords(code).title, why ?? '') : why
}

/** How it was. */
export function overTimePanel(viewer: Viewer, shown: HealthShown): Html {
  const { language } = viewer
  const t = (text: Text) => say(language, text)
  const { history, from, now, reading } = shown
  const columns = [
    {
      head: t(TEXTS.time),
      names: true as const,
      kind: 'short' as const,
      cell: ({ at }: Change) => momentText(viewer, at, now, reading.region.timezone),
    },
    { head: t(TEXTS.state), cell: ({ state }: Change) => badge(STATE_MARKS[state], STATE_WORDS[state][language]) },
    { head: t(TEXTS.why), kind: 'long' as const, cell: ({ why }: Change) => why[language] },
  ]
  const { hours } = history
  return panel(
    t(TEXTS.overTime),
    html`${strip(history.changes, from, now)}<p class="hint">${t(TEXTS.strip)}</p>
${plot(viewer, {
  id: 'plot-hours',
  title: t(TEXTS.reports),
  unit: t(TEXTS.reportsUnit),
  at: hours.map(({ hour }) => hour),
  series: [
    { name: t(TEXTS.came), mark: 'wait', values: hours.map(({ count }) => count) },
    { name: t(TEXTS.usual), mark: 'warn', values: hours.map(({ usual }) => usual) },
  ],
})}
${table(t(TEXTS.changes), columns, history.changes.toReversed().slice(0, MOST_CHANGES), empty(t(TEXTS.noChanges), t(TEXTS.noChangesNext)))}`,
  )
}

type Change = ChannelHistory['changes'][number]
const MOST_CHANGES = 20

/** A band of the states; what it shows stands in the table beneath as well. */
function strip(changes: readonly { readonly at: Date; readonly state: HealthState }[], from: Date, to: Date): Html {
  const whole = to.getTime() - from.getTime()
  const placeOf = (at: number) => Math.round(((Math.max(at, from.getTime()) - from.getTime()) / whole) * 10_000) / 10
  const bands = changes.map(({ at, state }, index) => {
    const [x, end] = [placeOf(at.getTime()), placeOf(changes[index + 1]?.at.getTime() ?? to.getTime())]
    return html`<rect class="${STATE_MARKS[state]}" x="${x}" y="0" width="${Math.max(0, end - x)}" height="24"></rect>`
  })
  return html`<svg class="strip" viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden="true"><rect class="nothing" x="0" y="0" width="1000" height="24"></rect>${bands}</svg>`
}

/** The newest probes. */
export function probesPanel(viewer: Viewer, { history, now, reading }: HealthShown): Html {
  const { language } = viewer
  const t = (text: Text) => say(language, text)
  type Row = ChannelHistory['probes'][number]
  const columns = [
    {
      head: t(TEXTS.time),
      names: true as const,
      kind: 'short' as const,
      cell: ({ at }: Row) => momentText(viewer, at, now, reading.region.timezone),
    },
    {
      head: t(TEXTS.probeResult),
      cell: ({ healthy, reachable }: Row) =>
        healthy ? badge('good', t(TEXTS.healthy)) : reachable ? badge('warn', t(TEXTS.unwell)) : badge('bad', t(TEXTS.unreachable)),
    },
    { head: t(TEXTS.latency), kind: 'number' as const, cell: ({ latencyMs }: Row) => (latencyMs === null ? '–' : `${latencyMs} ms`) },
    { head: t(TEXTS.answer), kind: 'long' as const, cell: ({ detail, words }: Row) => words?.[language] ?? detail },
  ]
  return panel(
    t(TEXTS.probes),
    table(t(TEXTS.probes), columns, history.probes.slice(0, MOST_PROBES), empty(t(TEXTS.noProbes), t(TEXTS.noProbesNext))),
  )
}

const MOST_PROBES = 12
