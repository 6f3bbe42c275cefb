import type { Database } from './database.ts'
import type { Leases } from './running-state.ts'

/** All times are the database's, so that the clocks of the gateways do not matter. */
export function openLeases(database: Database): Leases {
  return {
    async take(name, holder, ttlMs) {
      const rows = await database.query(
        `insert into leases (name, holder, until) values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
         on conflict (name) do update set holder = excluded.holder, until = excluded.until
           where leases.holder = excluded.holder or leases.until <= clock_timestamp() returning 1`,
        [name, holder, ttlMs],
      )
      return rows.length === 1
    },
    async release(name, holder) {
      await database.query('delete from leases where name = $1 and holder = $2', [name, holder])
    },
    all: () => database.query('select name, holder, until from leases order by name'),
  }
}
