import type { FastifyRequest } from 'fastify'
import type { Viewer } from '../../../contract/access.ts'
import { errorWords } from '../../../contract/error-words.ts'
import { STATE_WORDS } from '../../../health/texts.ts'
import type { ChannelPage, TestResult } from '../../../operations/channel-pages.ts'
import { type Html, html } from '../../html.ts'
import { form, type Page } from '../../layout.ts'
import { ask } from '../../parts/ask.ts'
import { badge } from '../../parts/badge.ts'
import { notice } from '../../parts/blocks.ts'
import { say } from '../../texts.ts'
import { STATE_MARKS } from '../now/texts.ts'
import { configurationPanel, contactsPanel, errorsPanel, historyPanel } from './config-view.ts'
import { type HealthShown, nowPanel, overTimePanel, probesPanel } from './health-view.ts'
import { TARGETS, TEXTS } from './texts.ts'

export interface Shown extends HealthShown {
  readonly page: ChannelPage
  /** What just happened. */
  readonly notice: Html | null
  readonly historyAfter: string | undefined
  /** The viewer may pause, probe and test. */
  readonly acts: boolean
}

/** One channel. */
export function channelView(request: FastifyRequest, viewer: Viewer, shown: Shown): Omit<Page, 'at'> {
  const { page, reading, now } = shown
  const { channel } = page
  const { language } = viewer
  return {
    title: { id: channel.app, en: channel.app },
    trail: [{ href: '/console/channels', text: say(language, TEXTS.title) }],
    beside: html`${badge(STATE_MARKS[reading.state], STATE_WORDS[reading.state][language])}${shown.acts && actions(request, viewer, page)}`,
    body: html`<p class="hint">${channel.region.name} (${channel.region.code}) · ${channel.connector} · <code>/in/${channel.id}</code></p>${shown.notice}
<div class="columns">${nowPanel(viewer, shown)}${contactsPanel(viewer, page)}</div>
${overTimePanel(viewer, shown)}<div class="columns">${errorsPanel(viewer, page, now)}${probesPanel(viewer, shown)}</div>
<div class="columns">${configurationPanel(viewer, page)}${historyPanel(viewer, page, shown.historyAfter)}</div>`,
    scripts: ['plots.js'],
    styles: ['channels.css'],
  }
}

/** What can be done; each that changes something is asked for once more. */
function actions(request: FastifyRequest, { language }: Viewer, { channel, pause, test }: ChannelPage): Html {
  const path = `/console/channels/${encodeURIComponent(channel.id)}`
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const target = test === null || test === 'callback' ? null : TARGETS[test]
  const to =
    target !== null &&
    html`<div><label for="test-to">${say(language, target.label)}</label><input id="test-to" name="to" type="${target.type}" placeholder="${target.hint}" required maxlength="254" autocomplete="off"></div>`
  return html`<div class="row">${form(request, `${path}/probe`, html`<button>${t('probeNow')}</button>`)}
${test !== null && ask(request, { id: 'test', title: t('test'), says: t(target === null ? 'testCallback' : 'testPerson'), action: `${path}/test`, fields: to, withoutReason: true })}
${
  pause === null
    ? ask(request, { id: 'pause', title: t('pause'), says: t('pauseSays'), action: `${path}/pause`, danger: true })
    : ask(request, { id: 'resume', title: t('resume'), says: t('resumeSays'), action: `${path}/resume` })
}</div>`
}

const DONE = { paused: 'paused', resumed: 'resumed', probed: 'probed' } as const

export function doneNotice({ language }: Viewer, done: string | undefined): Html | null {
  const key = Object.values(DONE).find((one) => one === done)
  return key === undefined ? null : notice('good', say(language, TEXTS[key]))
}

export function testNotice({ language }: Viewer, result: TestResult | 'request_unreadable' | 'throttled'): Html {
  if (result === 'request_unreadable') return notice('bad', say(language, TEXTS.unreadable))
  if (result === 'throttled') return notice('warn', say(language, TEXTS.tooSoon))
  if (result.taken) return notice('good', say(language, TEXTS.tested, { sent: result.sent, answered: result.answered }))
  return notice('bad', say(language, TEXTS.testFailed, { why: say(language, errorWords(result.code).title), answered: result.answered }))
}
