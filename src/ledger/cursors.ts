import type { Database } from './database.ts'
import type { Cursors } from './running-state.ts'

export function openCursors(database: Database): Cursors {
  return {
    async get(channel) {
      const [row] = await database.query<{ cursor: string | null; rest: number | null }>(
        'select cursor, (extract(epoch from rest_until - clock_timestamp()) * 1000)::float as rest from cursors where channel = $1',
        [channel],
      )
      return { cursor: row?.cursor ?? null, restMs: Math.max(0, row?.rest ?? 0) }
    },
    async set(channel, cursor, lease) {
      // The lease is locked meanwhile, so that nobody can take it between the look and the write.
      const rows = await database.query(
        `with held as (select 1 from leases where name = $3 and holder = $4 and until > clock_timestamp() for share)
         insert into cursors (channel, cursor) select $1, $2 from held
         on conflict (channel) do update set cursor = excluded.cursor, updated_at = now(), rest_until = null returning 1`,
        [channel, cursor, lease.name, lease.holder],
      )
      return rows.length === 1
    },
    async rest(channel, ms) {
      await database.query(
        `insert into cursors (channel, updated_at, rest_until) values ($1, null, clock_timestamp() + $2 * interval '1 millisecond')
         on conflict (channel) do update set rest_until = excluded.rest_until`,
        [channel, ms],
      )
    },
  }
}
