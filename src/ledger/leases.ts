import type { Database, Prepared } from './database.ts'
import type { Leases } from './running-state.ts'
import { shareStatement } from './shared-statement.ts'

/** All times are the database's, so that the clocks of the gateways do not matter. */
export function openLeases(database: Database, byKey: Database): Leases {
  const takes = shareStatement((batch: readonly Take[]) => takeAll(byKey, batch), { rows: 100, atOnce: 3, apart: ({ name }) => name })
  return {
    take: (name, holder, ttlMs) => takes.call({ name, holder, ttlMs }),
    async renew(name, holder, ttlMs) {
      const rows = await database.query(
        `update leases set until = clock_timestamp() + $3 * interval '1 millisecond' where name = $1 and holder = $2 returning 1`,
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

interface Take {
  readonly name: string
  readonly holder: string
  readonly ttlMs: number
}

async function takeAll(database: Database, batch: readonly Take[]): Promise<boolean[]> {
  const rows = await database.query<{ name: string }>(TAKE, [
    batch.map(({ name }) => name),
    batch.map(({ holder }) => holder),
    batch.map(({ ttlMs }) => ttlMs),
  ])
  const taken = new Set(rows.map(({ name }) => name))
  return batch.map(({ name }) => taken.has(name))
}

const TAKE: Prepared = {
  name: 'take-leases',
  text: `
insert into leases (name, holder, until)
select name, holder, clock_timestamp() + ms * interval '1 millisecond' from unnest($1::text[], $2::text[], $3::float8[]) as take (name, holder, ms) order by name
on conflict (name) do update set holder = excluded.holder, until = excluded.until
  where leases.holder = excluded.holder or leases.until <= clock_timestamp() returning name`,
}
