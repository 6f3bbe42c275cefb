import type { Database } from './database.ts'
import type { MasterRows } from './running-state.ts'

export function openMasters(database: Database): MasterRows {
  return {
    async replace(kind, rows) {
      // The centre's pages may repeat an id; the last one counts.
      const names = new Map(rows.map((row) => [row.id, row.name]))
      await database.transaction(async (tx) => {
        await tx.query('update masters set gone_at = now() where kind = $1 and gone_at is null and id <> all($2)', [
          kind,
          [...names.keys()],
        ])
        await tx.query(
          `insert into masters (kind, id, name) select $1, id, name from unnest($2::text[], $3::text[]) as given (id, name) order by id
           on conflict (kind, id) do update set name = excluded.name, seen_at = now(), gone_at = null`,
          [kind, [...names.keys()], [...names.values()]],
        )
      })
    },
    all: (kind) => database.query('select id, name from masters where kind = $1 and gone_at is null order by name, id', [kind]),
  }
}
