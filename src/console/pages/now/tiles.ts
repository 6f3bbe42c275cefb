import type { Viewer } from '../../../contract/access.ts'
import { errorWords, isErrorCode } from '../../../contract/error-words.ts'
import type { HealthState } from '../../../contract/health.ts'
import type { ChannelReading } from '../../../health/reading.ts'
import { STATE_WORDS } from '../../../health/texts.ts'
import { type Html, html } from '../../html.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/blocks.ts'
import { say } from '../../texts.ts'
import { durationText, momentText } from '../../times.ts'
import { STATE_MARKS, TEXTS } from './texts.ts'

/** Channels of one province. */
export interface Province {
  readonly code: string
  readonly name: string
  readonly channels: readonly ChannelReading[]
}

/** So many are all shown as they are; of more, those without trouble are folded away. */
const FEW = 24

export interface Drawn {
  readonly id: string
  readonly html: Html
}

/** All channels, by province, trouble first: how many are how, the provinces with trouble, and those without. */
export function channelBoard(viewer: Viewer, provinces: readonly Province[], now: Date): { html: Html; pieces: Drawn[] } {
  const { language } = viewer
  const all = provinces.flatMap(({ channels }) => channels)
  if (all.length === 0) return { html: empty(say(language, TEXTS.noChannels), say(language, TEXTS.noChannelsNext)), pieces: [] }
  const few = all.length <= FEW
  const sorted = [...provinces].sort((a, b) => worst(a.channels) - worst(b.channels) || a.name.localeCompare(b.name))
  const drawn = sorted.map((province) => ({ province, id: `province-${province.code}`, html: provinceGroup(viewer, province, now, few) }))
  const summary = { id: 'channel-states', html: html`<div class="row" id="channel-states">${stateCounts(viewer, all)}</div>` }
  const [calm, troubled] = [drawn.filter(({ province }) => isCalm(province)), drawn.filter(({ province }) => !isCalm(province))]
  const open = few ? drawn : troubled
  const folded = few ? [] : calm
  const count = { count: folded.length, channels: folded.reduce((sum, { province }) => sum + province.channels.length, 0) }
  return {
    html: html`${summary.html}<div class="provinces">${open.map((one) => one.html)}</div>
${folded.length > 0 && html`<details id="calm" class="calm"><summary>${say(language, TEXTS.provincesMore, count)}</summary><div class="provinces">${folded.map((one) => one.html)}</div></details>`}`,
    pieces: [summary, ...drawn.map(({ id, html: piece }) => ({ id, html: piece }))],
  }
}

function provinceGroup(viewer: Viewer, { code, name, channels }: Province, now: Date, few: boolean): Html {
  const { language } = viewer
  const sorted = [...channels].sort((a, b) => rank(a.state) - rank(b.state) || a.app.localeCompare(b.app))
  const shown = few ? sorted : sorted.filter(({ state }) => state !== 'healthy')
  const folded = few ? [] : sorted.filter(({ state }) => state === 'healthy')
  const tiles = (rows: readonly ChannelReading[]) => html`<ul class="tiles">${rows.map((row) => channelTile(viewer, row, now))}</ul>`
  return html`<section class="province of-${Math.min(4, Math.max(1, shown.length))}" id="province-${code}" aria-labelledby="province-${code}-name"><div class="head"><h3 id="province-${code}-name">${name}</h3>${stateCounts(viewer, channels)}</div>
${shown.length > 0 && tiles(shown)}${folded.length > 0 && html`<details id="province-${code}-healthy"><summary>${say(language, TEXTS.healthyMore, { count: folded.length })}</summary>${tiles(folded)}</details>`}</section>`
}

function channelTile(viewer: Viewer, reading: ChannelReading, now: Date): Html {
  const { language } = viewer
  const { id, app, region, state, why, reasons, evidence } = reading
  const moment = (at: string | null) => (at === null ? say(language, TEXTS.never) : momentText(viewer, new Date(at), now, region.timezone))
  const waiting = evidence.oldestWaiting
  const waits =
    waiting === null
      ? say(language, TEXTS.nothing)
      : html`${durationText(language, now.getTime() - Date.parse(waiting.since))}${waiting.why !== null && reasons[0]?.code !== 'waiting' && html`<br><span class="hint">${waiting.code && isErrorCode(waiting.code) ? say(language, errorWords(waiting.code).title) : waiting.why}</span>`}`
  return html`<li class="tile ${STATE_MARKS[state]}"><div class="head"><a href="/console/channels/${encodeURIComponent(id)}"><strong>${app}</strong></a>${badge(STATE_MARKS[state], STATE_WORDS[state][language])}</div>
<div class="hint">${region.name}</div>${state !== 'healthy' && html`<p>${why[language]}</p>`}
<dl class="facts"><dt>${say(language, TEXTS.lastIn)}</dt><dd>${moment(evidence.lastInAt)}</dd><dt>${say(language, TEXTS.lastOut)}</dt><dd>${moment(evidence.lastOutAt)}</dd><dt>${say(language, TEXTS.waits)}</dt><dd>${waits}</dd></dl></li>`
}

/** '2 Terputus', '14 Sehat': the worst first. */
function stateCounts({ language }: Viewer, channels: readonly ChannelReading[]): Html {
  const counted = ORDER.flatMap((state) => {
    const count = channels.filter((one) => one.state === state).length
    return count === 0 ? [] : [badge(STATE_MARKS[state], `${count} ${STATE_WORDS[state][language]}`)]
  })
  return html`<span class="row">${counted}</span>`
}

/** Trouble first; what nobody waits for after it; what is well last. */
const ORDER: readonly HealthState[] = ['down', 'silent', 'degraded', 'paused', 'not_configured', 'healthy']

const rank = (state: HealthState): number => ORDER.indexOf(state)
const worst = (channels: readonly ChannelReading[]): number => Math.min(...channels.map(({ state }) => rank(state)))
const isCalm = ({ channels }: Province): boolean => channels.every(({ state }) => state === 'healthy' || state === 'not_configured')
