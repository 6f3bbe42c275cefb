import type { Scope } from '../contract/access.ts'
import type { Queryable } from './database.ts'
import type { UrgentClock, UrgentKey, UrgentState } from './figures.ts'

/** A page by keyset over (due, complaint, clock). With a scope each region gives its first rows, so that no other region's are read. */
export function readUrgent(
  database: Queryable,
  state: UrgentState,
  scope: Scope,
  after: UrgentKey | null,
  limit: number,
): Promise<UrgentClock[]> {
  const page = `and ($2::timestamptz is null or (due_at, complaint_id, clock) > ($2, $3::uuid, $4)) order by due_at, complaint_id, clock limit $5`
  const rows =
    scope === null
      ? `select * from urgent_clocks where state = $1 ${page}`
      : `select own.* from unnest($6::text[]) as wanted (region)
         cross join lateral (select * from urgent_clocks where region = wanted.region and state = $1 ${page}) own
         order by due_at, complaint_id, clock limit $5`
  return database.query(
    `select u.complaint_id as "complaintId", u.clock, u.state, u.started_at as "startedAt", u.due_at as "dueAt", u.region, u.channel,
       c.app, c.ticket, c.lapor_id as "laporId", c.status, c.delivery
     from (${rows}) u join complaints c on c.id = u.complaint_id order by u.due_at, u.complaint_id, u.clock`,
    [state, after?.dueAt ?? null, after?.complaintId ?? null, after?.clock ?? null, limit, ...(scope === null ? [] : [scope])],
  )
}
