import type { Viewer, Zone } from '../../../contract/access.ts'
import type { Status } from '../../../contract/complaint.ts'
import { STATUSES } from '../../../contract/complaint.ts'
import { ERRORS, type ErrorCode } from '../../../contract/errors.ts'
import type { ExchangeRow } from '../../../ledger/exchanges.ts'
import type { FollowedCase } from '../../../operations/cases/follow.ts'
import { reasonWords } from '../../../operations/cases/reason-words.ts'
import type { TimelineEntry } from '../../../operations/cases/timeline.ts'
import { type Html, html } from '../../html.ts'
import { type Happening as Shown, timeline } from '../../parts/blocks.ts'
import { detailLine } from '../../parts/said.ts'
import { say } from '../../texts.ts'
import { time } from '../../times.ts'
import { DECISIONS, HAPPENINGS, type Happening } from '../../words/happenings.ts'
import { statusText } from '../../words/statuses.ts'
import { TEXTS } from './texts.ts'

/** From the arrival to the answer at the origin: what happened, what people decided, and every call with what was sent and answered. */
export function viewJourney(viewer: Viewer, followed: FollowedCase, zone: Zone): Html {
  const rows = [
    ...followed.timeline.flatMap((entry) => shownEntry(viewer, followed, entry)),
    ...followed.exchanges.map((exchange) => shownExchange(viewer, exchange)),
  ]
  return timeline(
    rows.toSorted((a, b) => a.at.getTime() - b.at.getTime()).map(({ at, ...row }) => ({ ...row, when: time(viewer, at, zone) })),
  )
}

interface Row extends Omit<Shown, 'when'> {
  readonly at: Date
}

/** Steps, updates and feedback have events of their own; here each is told once. */
function shownEntry(viewer: Viewer, followed: FollowedCase, { at, what, detail }: TimelineEntry): Row[] {
  const { language } = viewer
  if (what === 'decision') {
    const [action, by, reason] = [textOf(detail['action']), textOf(detail['by']), textOf(detail['reason'])]
    const did = DECISIONS[action]
    return [
      {
        at,
        mark: 'plain',
        what: html`<strong>${by}</strong> ${did ? say(language, did) : action}`,
        more: reason === '' ? null : `${say(language, TEXTS.by)}: ${reason}`,
      },
    ]
  }
  const happening: Happening | undefined = what in HAPPENINGS ? HAPPENINGS[what as keyof typeof HAPPENINGS] : undefined
  if (happening === undefined) return []
  return [{ at, mark: happening.mark, what: say(language, happening.text), more: moreOf(viewer, followed, what, detail) }]
}

function moreOf({ language }: Viewer, { feedback }: FollowedCase, what: string, detail: TimelineEntry['detail']): Html | null {
  const code = codeOf(detail['code'])
  const [from, to] = [statusOf(detail['from']), statusOf(detail['to'])]
  const answer =
    what === 'feedback_sent' || what === 'feedback_readable' ? feedback.find(({ id }) => id === detail['feedbackId'])?.answer : undefined
  const parts = [
    code !== null && say(language, reasonWords(code).title),
    textOf(detail['message']) !== '' && detailLine(language, textOf(detail['message'])),
    from !== null && to !== null && `${statusText(language, from)} → ${statusText(language, to, textOf(detail['native']) || null)}`,
    what === 'institution_changed' && textOf(detail['to']),
    what !== 'status_changed' &&
      what !== 'institution_changed' &&
      statusOf(detail['status']) !== null &&
      statusText(language, statusOf(detail['status']) ?? 'received'),
    textOf(detail['laporId']) !== '' && `${say(language, TEXTS.laporId)}: ${textOf(detail['laporId'])}`,
    textOf(detail['institution']),
    textOf(detail['mapping']) !== '' && `${say(language, TEXTS.mapping)}: ${textOf(detail['mapping'])}`,
  ].filter((part) => part !== false && part !== '')
  if (parts.length === 0 && !answer) return null
  return html`${parts.map((part) => html`<div>${part}</div>`)}${answer && html`<blockquote>${answer.from !== null && html`<strong>${answer.from}</strong>: `}${answer.text}</blockquote>`}`
}

const PEERS = { centre: TEXTS.centre, origin: TEXTS.toOrigin, files: TEXTS.toFiles } as const

function shownExchange({ language }: Viewer, exchange: ExchangeRow): Row {
  const { at, peer, host, call, ms, status, code, request, answer } = exchange
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const outcome = status !== null ? `HTTP ${status}` : code !== null ? say(language, reasonWords(code).title) : '✓'
  const failed = code !== null || (status !== null && status >= 400)
  const body = html`<details><summary><code>${call}</code> → <strong>${outcome}</strong>, ${ms} ms</summary>
<h3>${t('sent')}</h3><pre tabindex="0">${request ?? t('nothing')}</pre><h3>${t('answered')}</h3><pre tabindex="0">${answer ?? (status === null ? t('noAnswer') : t('nothing'))}</pre><p class="hint">${t('hidden')}</p></details>`
  return { at, mark: failed ? 'bad' : 'quiet', what: html`${host} <span class="hint">${say(language, PEERS[peer])}</span>`, more: body }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '')

function codeOf(value: unknown): ErrorCode | null {
  return typeof value === 'string' && value in ERRORS ? (value as ErrorCode) : null
}

function statusOf(value: unknown): Status | null {
  return STATUSES.find((status) => status === value) ?? null
}
