import { type Area, codesUnder, findArea, findProvince, PROVINCES, provinceOf } from '../areas/areas.ts'
import { dateOf, dayAt, dayOf } from '../clocks/calendar.ts'
import { type Clock, type ClockState, clockState } from '../clocks/clocks.ts'
import { type Scope, sees, type Viewer, type Zone } from '../contract/access.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Settings } from '../contract/settings.ts'
import type { FigureSpan, Sums, UrgentClock, UrgentKey, UrgentState } from '../ledger/figures.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { clockLines, figureLines } from './export-csv.ts'
import { clocksOf, zoneOfRegion } from './keep-figures.ts'

export const PERIODS = ['7d', '30d', '12m', 'all'] as const
export type Period = (typeof PERIODS)[number]

/** Regions, their figures and their clocks, as far as the viewer sees them. */
export interface RegionOperations {
  /** The whole country by province; for a province or region its own part. */
  overview(viewer: Viewer, period: Period): Promise<RegionReport>
  /** A province with its regencies and cities, or one of these. Throws `region_unknown`. */
  area(viewer: Viewer, code: string, period: Period): Promise<RegionReport>
  /** Clocks that are about to be missed or missed, what is due first first. Throws `region_unknown`, `request_unreadable`. */
  clocks(viewer: Viewer, asked: AskedClocks): Promise<{ readonly rows: readonly ZonedClock[]; readonly cursor: string | null }>
  /** All clocks of one complaint that have begun. Throws `complaint_unknown`. */
  clocksOf(viewer: Viewer, complaintId: string): Promise<CaseClocks>
  /** One row a day, region and channel. Throws `region_unknown`. */
  figures(viewer: Viewer, period: Period, code: string | null): AsyncIterable<string>
  /** The whole list of `clocks`. Throws `region_unknown`. */
  exportClocks(viewer: Viewer, state: UrgentState, code: string | null): AsyncIterable<string>
}

export interface RegionReport {
  /** null: the whole country. */
  readonly area: Area | null
  readonly period: Period
  readonly total: AreaFigures
  /** Provinces, or regencies and cities. */
  readonly parts: readonly AreaFigures[]
  readonly channels: readonly (Sums & { readonly region: string; readonly channel: string })[]
  readonly goals: Settings['gateway']['goals']
  /** false: figures are still being counted. */
  readonly whole: boolean
  /** Years that the clocks may reach and whose days off nobody wrote down. */
  readonly unknownYears: readonly number[]
}

export interface AreaFigures extends Sums {
  readonly area: Area
  /** connected: it has a channel that is set up. prepared: it has channels, and none is. */
  readonly state: 'connected' | 'prepared' | 'none'
  /** Of its own and of its parts: those that are connected, and all. */
  readonly connected: number
  readonly institutions: number
  readonly soon: number
  readonly missedNow: number
}

export interface AskedClocks {
  readonly state: UrgentState
  /** Of this province or region only. */
  readonly code?: string
  readonly cursor?: string
  readonly limit: number
}

export interface ZonedClock extends UrgentClock {
  /** Of its region. */
  readonly zone: Zone
}

export interface CaseClocks {
  readonly zone: Zone
  readonly clocks: readonly (Clock & { readonly state: ClockState })[]
}

export interface RegionParts {
  readonly ledger: Pick<Ledger, 'figures' | 'complaints'>
  readonly settings: { readonly current: Settings }
}

export const MOST_CHANNELS = 25

export function openRegionOperations({ ledger, settings }: RegionParts): RegionOperations {
  const { figures } = ledger

  async function report(area: Area | null, parts: readonly Area[], scope: Scope, period: Period): Promise<RegionReport> {
    const [sums, urgent, whole] = await Promise.all([
      figures.sums(inWeeks(spanOf(period, new Date())), scope),
      figures.urgentCounts(scope),
      figures.isWhole(),
    ])
    const { current } = settings
    const states = connectedRegions(current)
    const own = new Map([...states].filter(([region]) => scope === null || scope.includes(region)))
    const sumsOf = Map.groupBy(sums, ({ region }) => region)
    const urgentOf = new Map(urgent.map((counts) => [counts.region, counts]))
    const sumUp = (one: Area, codes: readonly string[] | null): AreaFigures => {
      const clocks = codes === null ? urgent : codes.flatMap((code) => urgentOf.get(code) ?? [])
      return {
        ...add(codes === null ? sums : codes.flatMap((code) => sumsOf.get(code) ?? [])),
        area: one,
        state: states.get(one.code) ?? 'none',
        connected: (codes ?? [...own.keys()]).filter((code) => own.get(code) === 'connected').length,
        institutions: codes?.length ?? PROVINCES.reduce((sum, province) => sum + 1 + province.parts.length, 0),
        soon: clocks.reduce((sum, { soon }) => sum + soon, 0),
        missedNow: clocks.reduce((sum, { missed }) => sum + missed, 0),
      }
    }
    const codesOf = (one: Area) => (area === null ? codesWithin(one.code, current) : [one.code])
    return {
      area,
      period,
      total: sumUp(area ?? COUNTRY, area === null ? null : codesWithin(area.code, current)),
      parts: parts.map((one) => sumUp(one, codesOf(one))),
      channels: sums.toSorted((a, b) => b.accepted - a.accepted || (a.channel < b.channel ? -1 : 1)).slice(0, MOST_CHANNELS),
      goals: current.gateway.goals,
      whole,
      unknownYears: unknownYears(current, new Date()),
    }
  }

  /** The codes of an area that the viewer sees; throws when it is none, or foreign. */
  function scopeOf({ scope }: Viewer, code: string | null): Scope {
    if (code === null) return scope
    const known = findArea(code) !== null || settings.current.regions.has(code)
    if (known && sees(scope, code)) return codesWithin(code, settings.current).filter((one) => sees(scope, one))
    throw new GatewayError('region_unknown', `there is no region ${code.slice(0, 16)}`)
  }

  const areaOf = (code: string): Area =>
    findArea(code) ?? { code, name: settings.current.regions.get(code)?.name ?? code, level: 'kabupaten' }

  const operations: RegionOperations = {
    overview: (viewer, period) =>
      viewer.home === null ? report(null, PROVINCES, viewer.scope, period) : operations.area(viewer, viewer.home, period),
    async area(viewer, code, period) {
      const scope = scopeOf(viewer, code)
      const parts = findProvince(code) === null ? [] : (scope ?? []).map(areaOf)
      return report(areaOf(code), parts.length > 1 ? parts : [], scope, period)
    },
    async clocks(viewer, { state, code, cursor, limit }) {
      const rows = await figures.urgent(state, scopeOf(viewer, code ?? null), cursor === undefined ? null : readCursor(cursor), limit + 1)
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return {
        rows: page.map((row) => ({ ...row, zone: zoneOfRegion(settings.current, row.region) })),
        cursor: rows.length > limit && last ? writeCursor(last) : null,
      }
    },
    async clocksOf({ scope }, complaintId) {
      const [record] = /^[0-9a-f-]{36}$/i.test(complaintId) ? await figures.recordsOf([complaintId]) : []
      if (!record || !sees(scope, record.region)) throw new GatewayError('complaint_unknown', 'there is no such complaint')
      const zone = zoneOfRegion(settings.current, record.region)
      const now = new Date()
      const { clocks } = clocksOf(settings.current).of(record.facts, zone)
      return { zone, clocks: clocks.map((clock) => ({ ...clock, state: clockState(clock, now) })) }
    },
    figures(viewer, period, code) {
      const scope = scopeOf(viewer, code)
      return figureLines(figures, spanOf(period, new Date()), scope, (region) => areaOf(region).name)
    },
    exportClocks(viewer, state, code) {
      const scope = scopeOf(viewer, code)
      return clockLines(figures, state, scope, (region) => areaOf(region).name)
    },
  }
  return operations
}

const COUNTRY: Area = { code: '', name: 'Indonesia', level: 'province' }

/** Days and months are those of Jakarta, as in the balance. */
export function spanOf(period: Period, now: Date): FigureSpan {
  const today = dayAt(now, 'Asia/Jakarta')
  const to = dateOf(today)
  if (period === 'all') return { span: 'month', from: '2000-01-01', to }
  if (period === '12m') return { span: 'month', from: monthsBefore(to, 11), to }
  return { span: 'day', from: dateOf(today - (period === '7d' ? 6 : 29)), to }
}

/** The same days in as few rows as can be: whole weeks, and the days before and behind them. */
export function inWeeks(span: FigureSpan): FigureSpan[] {
  if (span.span !== 'day') return [span]
  const [from, to] = [dayOf(span.from), dayOf(span.to)]
  // 1970-01-05 was a Monday.
  const monday = from + ((((4 - from) % 7) + 7) % 7)
  const weeks = Math.floor((to + 1 - monday) / 7)
  if (weeks < 1) return [span]
  const behind = monday + 7 * weeks
  return [
    ...(monday > from ? [{ span: 'day', from: span.from, to: dateOf(monday - 1) } as const] : []),
    { span: 'week', from: dateOf(monday), to: dateOf(behind - 7) },
    ...(behind <= to ? [{ span: 'day', from: dateOf(behind), to: span.to } as const] : []),
  ]
}

function monthsBefore(date: string, months: number): string {
  const [year = 0, month = 1] = date.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10)
}

/** Also regions that are configured under a code that the list of areas does not have. */
function codesWithin(code: string, { regions }: Settings): readonly string[] {
  const codes = new Set(codesUnder(code))
  if (code === provinceOf(code)) for (const one of regions.keys()) if (provinceOf(one) === code) codes.add(one)
  return [...codes]
}

function connectedRegions({ channels, regions }: Settings): ReadonlyMap<string, 'connected' | 'prepared'> {
  const states = new Map<string, 'connected' | 'prepared'>([...regions.keys()].map((code) => [code, 'prepared']))
  for (const { region, state } of channels.values())
    if (state !== 'not_configured' || !states.has(region.code))
      states.set(region.code, state === 'not_configured' ? 'prepared' : 'connected')
  return states
}

function unknownYears(config: Settings, now: Date): number[] {
  const clocks = clocksOf(config)
  const year = Number(dateOf(dayAt(now, 'Asia/Jakarta')).slice(0, 4))
  // The longest clocks reach a quarter of a year ahead.
  const reached = Number(dateOf(dayAt(now, 'Asia/Jakarta') + 92).slice(0, 4))
  return [...new Set([year, reached])].filter((one) => clocks.isUnknown(one))
}

function add(rows: readonly Sums[]): Sums {
  const sum = { accepted: 0, delivered: 0, parked: 0, unknown: 0, followedUp: 0, resolved: 0, missed: 0 }
  for (const row of rows) for (const name of Object.keys(sum) as (keyof Sums)[]) sum[name] += row[name]
  return sum
}

function writeCursor({ dueAt, complaintId, clock }: UrgentKey): string {
  return Buffer.from(JSON.stringify([dueAt.getTime(), complaintId, clock])).toString('base64url')
}

function readCursor(cursor: string): UrgentKey {
  try {
    const [time, complaintId, clock]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (typeof time === 'number' && Math.abs(time) < LAST_TIME && typeof complaintId === 'string' && /^[0-9a-f-]{36}$/i.test(complaintId))
      return { dueAt: new Date(time), complaintId, clock: String(clock) as UrgentKey['clock'] }
  } catch {
    // Said below.
  }
  throw new GatewayError('request_unreadable', 'cursor is none that we gave; leave it out to begin anew', { at: '/cursor' })
}

const LAST_TIME = Date.UTC(9999, 0, 1)
