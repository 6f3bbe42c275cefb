import type { ClockState } from '../../../clocks/clocks.ts'
import type { Viewer } from '../../../contract/access.ts'
import type { CaseClocks } from '../../../operations/regions.ts'
import { type Html, html } from '../../html.ts'
import { badge, type Mark } from '../../parts/badge.ts'
import { type Column, table } from '../../parts/table.ts'
import { say, type Text } from '../../texts.ts'
import { time } from '../../times.ts'
import { CLOCK_TEXTS } from '../../words/clocks.ts'

/** The clocks of a complaint that have begun: when each is due, what stopped it, and how it stands. */
export function viewClocks(viewer: Viewer, { zone, clocks }: CaseClocks): Html {
  const { language } = viewer
  const columns: Column<CaseClocks['clocks'][number]>[] = [
    { head: say(language, TEXTS.clock), names: true, cell: ({ name }) => say(language, CLOCK_TEXTS[name]) },
    { head: say(language, TEXTS.state), kind: 'short', cell: ({ state }) => badge(STATES[state].mark, say(language, STATES[state].text)) },
    { head: say(language, TEXTS.began), kind: 'short', cell: ({ startedAt }) => time(viewer, startedAt, zone) },
    { head: say(language, TEXTS.due), kind: 'short', cell: ({ dueAt }) => time(viewer, dueAt, zone) },
    {
      head: say(language, TEXTS.stopped),
      kind: 'short',
      cell: ({ stoppedAt }) => (stoppedAt === null ? '–' : time(viewer, stoppedAt, zone)),
    },
    { head: say(language, TEXTS.by), cell: ({ rules, limit }) => html`${rules} <span class="hint">${limit.basis}</span>` },
  ]
  return table(say(language, CLOCKS_TITLE), columns, clocks, html`<p>${say(language, TEXTS.none)}</p>`)
}

export const CLOCKS_TITLE: Text = { id: 'Tenggat', en: 'Clocks' }

const STATES = {
  running: { mark: 'wait', text: { id: 'Berjalan', en: 'Running' } },
  soon: { mark: 'warn', text: { id: 'Hampir lewat', en: 'About to be missed' } },
  missed: { mark: 'bad', text: { id: 'Terlewat', en: 'Missed' } },
  met: { mark: 'good', text: { id: 'Tepat waktu', en: 'In time' } },
  late: { mark: 'bad', text: { id: 'Selesai terlambat', en: 'Too late' } },
} as const satisfies Record<ClockState, { mark: Mark; text: Text }>

const TEXTS = {
  clock: { id: 'Tenggat', en: 'Clock' },
  state: { id: 'Keadaan', en: 'State' },
  began: { id: 'Mulai', en: 'Began' },
  due: { id: 'Jatuh tempo', en: 'Due' },
  stopped: { id: 'Berhenti', en: 'Stopped' },
  by: { id: 'Dasar', en: 'By' },
  none: { id: 'Tidak ada tenggat untuk laporan ini.', en: 'There are no clocks for this report.' },
} as const satisfies Record<string, Text>
