import type { Viewer } from '../../../contract/access.ts'
import { HEALTH_STATES } from '../../../contract/health.ts'
import type { FoundChannels } from '../../../health/find-channels.ts'
import type { ChannelReading } from '../../../health/reading.ts'
import { STATE_WORDS } from '../../../health/texts.ts'
import { type Html, html } from '../../html.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/blocks.ts'
import { filter } from '../../parts/filter.ts'
import { address, pager } from '../../parts/pager.ts'
import { table } from '../../parts/table.ts'
import { say } from '../../texts.ts'
import { momentText } from '../../times.ts'
import { STATE_MARKS } from '../now/texts.ts'
import { TEXTS } from './texts.ts'

export interface Asked {
  readonly q?: string
  readonly state?: string
  readonly region?: string
  /** Id of the last channel of the page before. */
  readonly after?: string
}

const PATH = '/console/channels'

/** Channels by region; a page of those that fit. */
export function channelList(
  viewer: Viewer,
  { rows, next }: FoundChannels,
  provinces: ReadonlyMap<string, string>,
  asked: Asked,
  now: Date,
): Html {
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const query = { q: asked.q, state: asked.state, region: asked.region }
  const moment = (at: string | null, { region }: ChannelReading) =>
    at === null ? t('never') : momentText(viewer, new Date(at), now, region.timezone)
  const columns = [
    {
      head: t('channel'),
      names: true as const,
      cell: ({ id, app }: ChannelReading) =>
        html`<a href="${PATH}/${encodeURIComponent(id)}">${app}</a><br><span class="hint mono">${id}</span>`,
    },
    { head: t('region'), cell: ({ region }: ChannelReading) => html`${region.name} <span class="hint">${region.code}</span>` },
    { head: t('how'), kind: 'short' as const, cell: ({ connector }: ChannelReading) => connector },
    { head: t('state'), cell: ({ state }: ChannelReading) => badge(STATE_MARKS[state], STATE_WORDS[state][language]) },
    { head: t('why'), kind: 'long' as const, cell: ({ state, why }: ChannelReading) => (state === 'healthy' ? '' : why[language]) },
    { head: t('lastIn'), kind: 'short' as const, cell: (row: ChannelReading) => moment(row.evidence.lastInAt, row) },
    { head: t('lastOut'), kind: 'short' as const, cell: (row: ChannelReading) => moment(row.evidence.lastOutAt, row) },
  ]
  const everything = { value: '', text: t('all') }
  const fields = [
    { name: 'q', label: t('search'), value: asked.q },
    {
      name: 'state',
      label: t('state'),
      value: asked.state,
      options: [everything, ...HEALTH_STATES.map((state) => ({ value: state, text: STATE_WORDS[state][language] }))],
    },
    {
      name: 'region',
      label: t('province'),
      value: asked.region,
      options: [everything, ...[...provinces].map(([value, text]) => ({ value, text }))],
    },
  ]
  return html`${filter(language, PATH, fields)}
${table(t('list'), columns, rows, empty(t('none'), t('noneNext')))}
${pager(language, {
  first: asked.after === undefined ? null : address(PATH, query),
  next: next === null ? null : address(PATH, { ...query, after: next }),
})}`
}
