import type { Scope } from '../contract/access.ts'
import type { Queryable } from './database.ts'
import type { UrgentClock, UrgentKey, UrgentState } from './figures.ts'

/**
 * A page by keyset over (due, complaint, clock). With a scope each region gives its first rows, so that no other region's are read. The region is asked for as a range, so that the order
 * is that of its index: going through all that is due for a region with few rows would look as cheap.
 */
export function readUrgent(
  database: Queryable,
  state: UrgentState,
  scope: Scope,
  after: UrgentKey | null,
  limit: number,
): Promise<UrgentClock[]> {
  const behind = 'and ($2::timestamptz is null or (due_at, complaint_id, clock) > ($2, $3::uuid, $4))'
  const order = 'due_at, complaint_id, clock limit $5'
  const rows =
    scope === null
      ? `select * from urgent_clocks where state = $1 ${behind} order by ${order}`
      : `select own.* from unnest($6::text[]) as wanted (region)
         cross join lateral (
           select * from urgent_clocks where region between wanted.region and wanted.region and state = $1 ${behind} order by region, ${order}) own
         order by ${order}`
  return database.query(
    `select u.complaint_id as "complaintId", u.clock, u.state, u.started_at as "startedAt", u.due_at as "dueAt", u.region, u.channel,
       c.app, c.ticket, c.lapor_id as "laporId", c.status, c.delivery
     from (${rows}) u join complaints c on c.id = u.complaint_id order by u.due_at, u.complaint_id, u.clock`,
    [state, after?.dueAt ?? null, after?.complaintId ?? null, after?.clock ?? null, limit, ...(scope === null ? [] : [scope])],
  )
}
