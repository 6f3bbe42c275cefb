import type { Scope } from '../contract/access.ts'
import type { CaseFacts } from '../contract/case-facts.ts'
import type { ClockName } from '../contract/clock-settings.ts'
import type { Delivery, Status } from '../contract/complaint.ts'
import type { Database } from './database.ts'
import { readFacts } from './figures-facts.ts'
import { backfill, keepFigures } from './figures-keep.ts'
import { readUrgent } from './figures-urgent.ts'

/** Times and sums that follow from the complaints, kept up by a round (src/operations/keep-figures.ts). */
export interface Figures {
  /** Looks anew at complaints that changed, or of which a clock came to its next moment; in one transaction. Gives how many changes that were, more than `limit` where one changed several times. */
  keep(judge: (record: CaseRecord) => Judged, now: Date, limit: number): Promise<number>
  /** One batch of all complaints, to be looked at by `keep`. Begins anew when the rules are others. true: nothing is left. */
  backfill(rules: string, limit: number): Promise<boolean>
  /** false: not all complaints have been looked at yet. */
  isWhole(): Promise<boolean>
  recordsOf(ids: readonly string[]): Promise<CaseRecord[]>
  /** Of each channel, as much as it took in these spans together. There are as many as channels ever were. */
  sums(spans: readonly FigureSpan[], scope: Scope): Promise<(Sums & { region: string; channel: string })[]>
  /** A page of the rows themselves, for an export; `after` is the last row of the page before. */
  rows(span: FigureSpan, scope: Scope, after: FigureKey | null, limit: number): Promise<(Sums & FigureKey)[]>
  urgentCounts(scope: Scope): Promise<{ region: string; soon: number; missed: number }[]>
  /** What is due first comes first. */
  urgent(state: UrgentState, scope: Scope, after: UrgentKey | null, limit: number): Promise<UrgentClock[]>
}

export interface CaseRecord {
  readonly id: string
  readonly region: string
  readonly channel: string
  /** Of its acceptance, in Jakarta. */
  readonly day: string
  readonly delivery: Delivery
  readonly facts: CaseFacts
}

export type UrgentState = 'soon' | 'missed'

/** What the clocks make of a record. */
export interface Judged {
  readonly verifiedAt: Date | null
  readonly followedUpAt: Date | null
  readonly answeredAt: Date | null
  readonly settledAt: Date | null
  readonly resolved: boolean
  readonly missed: readonly ClockName[]
  readonly urgent: readonly { readonly clock: ClockName; readonly state: UrgentState; readonly startedAt: Date; readonly dueAt: Date }[]
  /** When it must be looked at again though nothing happens; null: never. */
  readonly lookAt: Date | null
}

/** Both days, weeks or months inclusive: YYYY-MM-DD; of a week its Monday, of a month its first day. */
export interface FigureSpan {
  readonly span: 'day' | 'week' | 'month'
  readonly from: string
  readonly to: string
}

export interface FigureKey {
  readonly start: string
  readonly region: string
  readonly channel: string
}

export interface Sums {
  readonly accepted: number
  readonly delivered: number
  readonly parked: number
  readonly unknown: number
  readonly followedUp: number
  readonly resolved: number
  readonly missed: number
}

export interface UrgentKey {
  readonly dueAt: Date
  readonly complaintId: string
  readonly clock: ClockName
}

export interface UrgentClock extends UrgentKey {
  readonly state: UrgentState
  readonly startedAt: Date
  readonly region: string
  readonly channel: string
  readonly app: string
  readonly ticket: string
  readonly laporId: string | null
  readonly status: Status
  readonly delivery: Delivery
}

export function openFigures(database: Database): Figures {
  return {
    keep: (judge, now, limit) => keepFigures(database, judge, now, limit),
    backfill: (rules, limit) => backfill(database, rules, limit),
    async isWhole() {
      const [row] = await database.query<{ done: boolean }>('select done from figures_progress', [])
      return row?.done ?? false
    },
    recordsOf: (ids) => readFacts(database, ids),
    sums: (spans, scope) => {
      const wanted = 'unnest($1::text[], $2::date[], $3::date[]) as wanted (span, first, last)'
      // With a scope region by region, so that those of others are not read.
      const rows =
        scope === null
          ? `${wanted} join figures on figures.span = wanted.span and start between first and last where $4::text[] is null`
          : `${wanted} cross join unnest($4::text[]) as own (region) cross join lateral (
              select * from figures where region = own.region and span = wanted.span and start between first and last) figures`
      return database.query(`select figures.region, channel, ${SUMS} from ${rows} group by figures.region, channel`, [
        spans.map(({ span }) => span),
        spans.map(({ from }) => from),
        spans.map(({ to }) => to),
        scope,
      ])
    },
    rows: ({ span, from, to }, scope, after, limit) =>
      database.query(
        `select start::text, region, channel, accepted, delivered, parked, unknown, followed_up as "followedUp", resolved, missed
         from figures where span = $1 and start between $2 and $3 and ($4::text[] is null or region = any($4))
           and ($5::date is null or (start, region, channel) > ($5, $6, $7)) order by start, region, channel limit $8`,
        [span, from, to, scope, after?.start ?? null, after?.region ?? null, after?.channel ?? null, limit],
      ),
    urgentCounts: (scope) =>
      database.query(
        `select region, sum(soon)::int as soon, sum(missed)::int as missed from urgent_counts
         where $1::text[] is null or region = any($1) group by region order by region`,
        [scope],
      ),
    urgent: (state, scope, after, limit) => readUrgent(database, state, scope, after, limit),
  }
}

const SUMS = `sum(accepted)::int as accepted, sum(delivered)::int as delivered, sum(parked)::int as parked, sum(unknown)::int as unknown,
  sum(followed_up)::int as "followedUp", sum(resolved)::int as resolved, sum(missed)::int as missed`
