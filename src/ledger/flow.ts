import type { Scope } from '../contract/access.ts'
import type { Database } from './database.ts'

/** What came and what went on in a stretch of time. */
export interface FlowPoint {
  /** Its beginning. */
  readonly at: Date
  readonly accepted: number
  readonly delivered: number
  /** From acceptance to delivery, of those delivered in it; null: none was. */
  readonly delayP50Ms: number | null
  readonly delayP95Ms: number | null
}

export interface Flow {
  /** Stretches of `stepMs` from `from` on, without empty ones. Reads no more of the ledger than lies between the two. */
  between(scope: Scope, from: Date, to: Date, stepMs: number): Promise<FlowPoint[]>
}

export function openFlow(database: Database): Flow {
  return {
    between: (scope, from, to, stepMs) => database.query<FlowPoint>(FLOW, [from, to, stepMs, scope]),
  }
}

const STEP = `$3 * interval '1 millisecond'`
const SEEN = `($4::text[] is null or region = any($4))`
const delay = (share: number) =>
  `(percentile_cont(${share}) within group (order by extract(epoch from delivered_at - accepted_at) * 1000))::float8`

export const FLOW = `
select at, coalesce(accepted, 0) as accepted, coalesce(delivered, 0) as delivered, "delayP50Ms", "delayP95Ms" from (
  select date_bin(${STEP}, accepted_at, $1::timestamptz) as at, count(*)::int as accepted
  from complaints where accepted_at >= $1 and accepted_at < $2 and ${SEEN} group by 1
) as came full join (
  select date_bin(${STEP}, delivered_at, $1::timestamptz) as at, count(*)::int as delivered, ${delay(0.5)} as "delayP50Ms", ${delay(0.95)} as "delayP95Ms"
  from complaints where delivered_at >= $1 and delivered_at < $2 and ${SEEN} group by 1
) as went using (at) order by at`
