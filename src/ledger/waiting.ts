import type { Scope } from '../contract/access.ts'
import type { Database } from './database.ts'

/** What waits for a person. Counted no further than asked: `more` says that there are more. */
export interface WaitingCount {
  readonly count: number
  readonly more: boolean
  readonly oldest: Date | null
}

export interface Waiting {
  /** Complaints that nobody discarded. */
  parked(scope: Scope, most: number): Promise<WaitingCount>
  /** Complaints and updates. */
  unknown(scope: Scope, most: number): Promise<WaitingCount>
}

export function openWaiting(database: Database): Waiting {
  async function read(sql: string, scope: Scope, most: number): Promise<WaitingCount> {
    const [row] = await database.query<{ count: number; oldest: Date | null }>(
      `select count(*)::int as count, min(accepted_at) as oldest from (${sql}) as waiting`,
      [scope, most + 1],
    )
    const count = row?.count ?? 0
    return { count: Math.min(count, most), more: count > most, oldest: row?.oldest ?? null }
  }
  return {
    parked: (scope, most) => read(PARKED, scope, most),
    unknown: (scope, most) => read(UNKNOWN, scope, most),
  }
}

const SEEN = '($1::text[] is null or c.region = any($1))'

const PARKED = `
select c.accepted_at from complaints c where c.delivery = 'parked' and ${SEEN}
  and not exists (select 1 from discards d where d.complaint_id = c.id) order by c.id limit $2`

const UNKNOWN = `
select accepted_at from (
  (select c.accepted_at from complaints c where c.delivery = 'unknown' and ${SEEN} order by c.id limit $2)
  union all
  (select u.accepted_at from updates u join complaints c on c.id = u.complaint_id where u.delivery = 'unknown' and ${SEEN} order by u.id limit $2)
) as both_kinds order by accepted_at limit $2`
