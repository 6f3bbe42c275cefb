import type { Zone } from '../../contract/access.ts'
import { sayAlert } from '../../contract/error-words.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Alert, NoticeContent, NoticeKind } from '../../ledger/alert-rows.ts'
import { momentText, type TwoTexts } from '../texts.ts'
import { kindOf, SEVERITY_WORDS, type Severity } from './kinds.ts'

/** An incident with all that is told of it. */
export interface Incident {
  readonly id: string
  readonly kind: string
  readonly code: string
  readonly severity: Severity
  readonly region: string | null
  readonly regionName: string | null
  readonly subject: string
  readonly since: Date
  readonly until: Date | null
  /** Complaints; null: it is not about complaints. */
  readonly affected: number | null
  readonly what: TwoTexts
  /** What was seen. */
  readonly detail: TwoTexts
  readonly todo: TwoTexts
}

export function incidentOf(alert: Alert, affected: number | null, settings: Pick<Settings, 'channels' | 'regions'>): Incident {
  const { severity, what, todo } = kindOf(alert)
  const channel = settings.channels.get(alert.subject)
  const subject = channel ? `${channel.id} (${channel.app})` : (settings.regions.get(alert.subject)?.name ?? alert.subject)
  const fill = ({ id, en }: TwoTexts): TwoTexts => ({ id: id.replace('{subject}', subject), en: en.replace('{subject}', subject) })
  return {
    id: alert.id,
    kind: alert.key.split(':')[0] ?? '',
    code: alert.code,
    severity,
    region: alert.region,
    regionName: alert.region === null ? null : (settings.regions.get(alert.region)?.name ?? alert.region),
    subject: alert.subject,
    since: alert.openedAt,
    until: alert.closedAt,
    affected,
    what: fill(what),
    detail: sayAlert(alert),
    todo: fill(todo),
  }
}

const HEADS: Readonly<Record<NoticeKind, TwoTexts>> = {
  opened: { id: 'Gangguan baru', en: 'New incident' },
  repeated: { id: 'Masih berlangsung', en: 'Still going on' },
  recovered: { id: 'Sudah pulih', en: 'Recovered' },
  test: { id: 'Uji coba', en: 'Test' },
}

const LINES = {
  region: { id: 'Wilayah', en: 'Region' },
  since: { id: 'Sejak', en: 'Since' },
  until: { id: 'Pulih', en: 'Recovered' },
  affected: { id: 'Terdampak', en: 'Affected' },
  reports: { id: '{n} laporan', en: '{n} reports' },
  detail: { id: 'Keterangan', en: 'Seen' },
  todo: { id: 'Yang perlu dilakukan', en: 'What to do' },
  more: { id: 'Dan {n} gangguan lain; lihat halaman Peringatan di konsol.', en: 'And {n} more; see the page Alerts in the console.' },
  english: { id: '— In English —', en: '' },
} as const satisfies Record<string, TwoTexts>

/** A message holds so many; the rest is counted. */
const MOST_TOLD = 10

/** Indonesian first, English beneath; times in the zone of the region. */
export function renderNotice(kind: Exclude<NoticeKind, 'test'>, incidents: readonly Incident[], zone: Zone): NoticeContent {
  const [first] = [...incidents].sort((a, b) => (a.severity === b.severity ? 0 : a.severity === 'critical' ? -1 : 1))
  const more = incidents.length > 1 ? ` (+${incidents.length - 1})` : ''
  const text = (language: keyof TwoTexts): string => {
    const told = incidents.slice(0, MOST_TOLD).map((incident) => incidentText(language, kind, incident, zone))
    const rest = incidents.length - told.length
    return [
      `${HEADS[kind][language]} (${incidents.length})`,
      ...told,
      ...(rest > 0 ? [LINES.more[language].replace('{n}', String(rest))] : []),
    ].join('\n\n')
  }
  return {
    subject: `[lapor-gateway] ${HEADS[kind].id}: ${first?.what.id ?? ''}${more}`,
    text: `${text('id')}\n\n${LINES.english.id}\n\n${text('en')}\n`,
    data: { incidents: incidents.map(({ regionName: _, ...incident }) => incident) },
  }
}

export function renderTest(name: string, by: string): NoticeContent {
  const id = `Ini uji coba peringatan dari lapor-gateway untuk "${name}", dikirim oleh ${by}. Tidak ada gangguan, dan tidak perlu melakukan apa pun.`
  const en = `This is a test of the alerts of lapor-gateway for "${name}", sent by ${by}. Nothing is wrong, and nothing has to be done.`
  return { subject: '[lapor-gateway] Uji coba peringatan', text: `${id}\n\n${LINES.english.id}\n\n${en}\n`, data: { by } }
}

function incidentText(language: keyof TwoTexts, kind: NoticeKind, incident: Incident, zone: Zone): string {
  const { severity, regionName, region, since, until, affected, what, detail, todo } = incident
  const line = (name: keyof typeof LINES, value: string) => `${LINES[name][language]}: ${value}`
  return [
    `${SEVERITY_WORDS[severity][language]} · ${what[language]}`,
    ...(regionName === null ? [] : [line('region', `${regionName} (${region})`)]),
    line('since', momentText(language, since, zone)),
    ...(until === null ? [] : [line('until', momentText(language, until, zone))]),
    ...(affected === null || until !== null ? [] : [line('affected', LINES.reports[language].replace('{n}', countText(affected)))]),
    line('detail', detail[language]),
    ...(kind === 'recovered' ? [] : [line('todo', todo[language])]),
  ].join('\n')
}

/** As the ledger counts: no further than this. */
const countText = (affected: number): string => (affected >= 10_000 ? '10.000+' : String(affected))
