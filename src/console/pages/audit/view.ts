import type { FastifyRequest } from 'fastify'
import { findArea, zoneOf } from '../../../areas/areas.ts'
import type { AuditRow } from '../../../ledger/running-state.ts'
import type { AuditPage } from '../../../operations/audit.ts'
import { COMPLAINTS, REPLAYS } from '../../addresses.ts'
import { type Html, html, type Part } from '../../html.ts'
import type { Page } from '../../layout.ts'
import { empty } from '../../parts/blocks.ts'
import { filter } from '../../parts/filter.ts'
import { address, pager } from '../../parts/pager.ts'
import { table } from '../../parts/table.ts'
import { viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { time } from '../../times.ts'
import { ACTIONS, TEXTS } from './texts.ts'

export const PATH = '/console/audit'

/** As it stands in the address; days are those of the viewer's zone. */
export interface Asked {
  readonly actor?: string
  readonly action?: string
  readonly subject?: string
  readonly region?: string
  readonly from?: string
  readonly to?: string
  readonly cursor?: string
}

export function auditView(request: FastifyRequest, { items, cursor }: AuditPage, asked: Asked): Page {
  const viewer = viewerOf(request)
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const { cursor: here, ...chosen } = asked
  const actions = Object.entries(ACTIONS).map(([value, text]) => ({ value, text: say(language, text) }))
  const known = asked.action === undefined || asked.action === '' || asked.action in ACTIONS
  const fields = filter(language, PATH, [
    { name: 'actor', label: t('who'), value: asked.actor },
    {
      name: 'action',
      label: t('what'),
      value: asked.action,
      options: [{ value: '', text: t('all') }, ...actions, ...(known ? [] : [{ value: asked.action ?? '', text: asked.action ?? '' }])],
    },
    { name: 'subject', label: t('subject'), value: asked.subject },
    { name: 'region', label: t('region'), value: asked.region },
    { name: 'from', label: t('from'), value: asked.from, kind: 'date' },
    { name: 'to', label: t('to'), value: asked.to, kind: 'date' },
  ])
  const columns = [
    {
      head: t('when'),
      kind: 'short' as const,
      cell: (row: AuditRow) => time(viewer, row.at, row.region === null ? undefined : zoneOf(row.region)),
    },
    { head: t('who'), names: true as const, cell: ({ actor }: AuditRow) => link({ actor }, actor) },
    { head: t('what'), cell: ({ action }: AuditRow) => link({ action }, ACTIONS[action] ? say(language, ACTIONS[action]) : action) },
    { head: t('subject'), cell: subjectCell },
    {
      head: t('region'),
      cell: ({ region }: AuditRow) => (region === null ? t('country') : `${region} ${findArea(region)?.name ?? ''}`.trim()),
    },
    { head: t('address'), kind: 'short' as const, cell: (row: AuditRow) => row.address ?? '–' },
    { head: t('change'), cell: (row: AuditRow) => changes(row) },
    { head: t('reason'), cell: ({ detail }: AuditRow) => (typeof detail['reason'] === 'string' ? detail['reason'] : '–') },
  ]
  return {
    title: TEXTS.title,
    at: PATH,
    beside: html`<a class="button" href="${address(`${PATH}/export`, { ...chosen })}" download>${t('export')}</a>`,
    body: html`<p class="hint">${t('hint')}</p>${fields}
${table(t('title'), columns, items, empty(t('none'), t('noneNext')))}
${pager(language, { first: here === undefined ? null : address(PATH, { ...chosen }), next: cursor === null ? null : address(PATH, { ...chosen, cursor }) })}`,
  }

  function subjectCell({ action, subject }: AuditRow): Html {
    const page = pageOf(action, subject)
    const label = say(language, TEXTS.open, { subject })
    return html`${link({ subject }, html`<span class="mono">${subject}</span>`)}${page !== null && html` (<a href="${page}" aria-label="${label}">${t('openShort')}</a>)`}`
  }

  /** One more choice, beside those that are made. */
  function link(choice: Partial<Asked>, text: Part): Html {
    return html`<a href="${address(PATH, { ...chosen, ...choice })}">${text}</a>`
  }

  function changes({ before, after, detail }: AuditRow): Part {
    const { reason: _shown, ...more } = detail
    const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
    const changed = keys.map((key) => html`<li>${key}: ${shown(before?.[key])} → ${shown(after?.[key])}</li>`)
    const rest = Object.entries(more).map(([key, value]) => html`<li>${key}: ${shown(value)}</li>`)
    return changed.length + rest.length === 0 ? '–' : html`<ul class="changes">${changed}${rest}</ul>`
  }

  function shown(value: unknown): string {
    if (value === undefined || value === null) return t('nothing')
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
    return typeof value === 'string' ? value : JSON.stringify(value)
  }
}

/** Where it can be looked at; null: it has no page of its own. */
function pageOf(action: string, subject: string): string | null {
  const path = PAGES.find(([pattern]) => pattern.test(action))?.[1]
  return path === undefined ? null : `${path}/${encodeURIComponent(subject)}`
}

const PAGES: readonly (readonly [RegExp, string])[] = [
  [/^(parked\.|unknown\.|identity_|restricted$|released$|hold_)/, COMPLAINTS],
  [/^(replay|discard|resend|confirm)\./, REPLAYS],
  [/^channel[._]/, '/console/channels'],
]
