import type { FastifyRequest } from 'fastify'
import { may, type Viewer } from '../../../contract/access.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import { ERRORS } from '../../../contract/errors.ts'
import type { ReplayRow } from '../../../ledger/decisions.ts'
import { reasonWords } from '../../../operations/cases/reason-words.ts'
import type { Operations } from '../../../operations/open-operations.ts'
import { COMPLAINTS, REPLAYS } from '../../addresses.ts'
import { type Html, html } from '../../html.ts'
import { ask } from '../../parts/ask.ts'
import { badge, type Mark } from '../../parts/badge.ts'
import { empty, facts, panel } from '../../parts/blocks.ts'
import { detailLine, explained } from '../../parts/said.ts'
import { table } from '../../parts/table.ts'
import { viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { time } from '../../times.ts'
import { ACTIONS, STATES, TEXTS } from './texts.ts'

type Work = Awaited<ReturnType<Operations['replayStatus']>>

const MARKS = { running: 'wait', stopped: 'paused', done: 'good' } as const satisfies Record<ReplayRow['state'], Mark>

export function viewList(viewer: Viewer, rows: readonly ReplayRow[]): Html {
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  return table<ReplayRow>(
    t('caption'),
    [
      { head: t('what'), names: true, cell: (row) => html`<a href="${REPLAYS}/${row.id}">${say(language, ACTIONS[row.action])}</a>` },
      { head: t('state'), kind: 'short', cell: ({ state }) => badge(MARKS[state], say(language, STATES[state])) },
      { head: t('done'), kind: 'number', cell: ({ replayed }) => replayed },
      { head: t('refused'), kind: 'number', cell: ({ refused }) => refused },
      { head: t('of'), kind: 'number', cell: ({ total }) => total },
      { head: t('by'), cell: ({ actor }) => actor },
      { head: t('started'), kind: 'short', cell: ({ startedAt }) => time(viewer, startedAt) },
      { head: t('reason'), cell: ({ reason }) => reason },
    ],
    rows,
    empty(t('listNone'), t('listNext')),
  )
}

export function viewWork(request: FastifyRequest, work: Work): Html {
  const viewer = viewerOf(request)
  const t = (key: keyof typeof TEXTS) => say(viewer.language, TEXTS[key])
  const here = `${REPLAYS}/${work.id}`
  const stop =
    may(viewer, 'decide') && ask(request, { id: 'stop', title: t('stop'), says: t('stopSays'), action: `${here}/stop`, danger: true })
  const about = facts([
    [t('what'), say(viewer.language, ACTIONS[work.action])],
    [t('by'), work.actor],
    [t('reason'), work.reason],
    [t('started'), time(viewer, work.startedAt)],
  ])
  return html`${viewProgress(viewer, work)}${work.state === 'running' && html`<div class="row">${stop}<a href="${here}">${t('refresh')}</a></div>`}${panel(t('what'), about)}`
}

/** While it runs it asks for itself anew every second; without script there is a link. */
export function viewProgress(viewer: Viewer, work: Work): Html {
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const { id, state, total, replayed, refused, finishedAt, refusals } = work
  const missing = state === 'done' ? Math.max(0, total - replayed - refused) : 0
  const most = Math.max(1, total)
  const said = say(language, TEXTS.progress, { done: replayed, total, refused })
  const again = state === 'running' && html` hx-get="${REPLAYS}/${id}/progress" hx-trigger="load delay:1s" hx-swap="outerHTML"`
  const rows = table<Work['refusals'][number]>(
    t('refusals'),
    [
      {
        head: t('complaint'),
        names: true,
        cell: ({ complaintId }) => html`<a href="${COMPLAINTS}/${complaintId}"><code>${complaintId}</code></a>`,
      },
      {
        head: t('why'),
        cell: ({ code, message }) =>
          isCode(code)
            ? explained(language, reasonWords(code).title, message)
            : html`<code>${code}</code> ${detailLine(language, message)}`,
      },
    ],
    refusals,
    html``,
  )
  return html`<section class="panel" id="progress"${again}><div class="head"><h2>${said}</h2>${badge(MARKS[state], say(language, STATES[state]))}</div>
<progress max="${most}" value="${Math.min(most, replayed + refused)}" aria-label="${said}"></progress>
${missing > 0 && html`<p>${say(language, TEXTS.meanwhile, { count: missing })}</p>`}${finishedAt && html`<p class="hint">${t('finished')} ${time(viewer, finishedAt)}</p>`}
${refusals.length > 0 && html`<h3>${t('refusals')}</h3>${rows}`}</section>`
}

const isCode = (code: string): code is ErrorCode => code in ERRORS
