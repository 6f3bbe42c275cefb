import type { Database } from './database.ts'
import type { Messages } from './ledger.ts'

/** Ids are recorded with the complaint, by its insert. */
export function openMessages(database: Database): Messages {
  return {
    async forget(before) {
      const rows = await database.query<{ count: number }>('with gone as (delete from messages where at < $1 returning 1) select count(*)::int as count from gone', [before])
      return rows[0]?.count ?? 0
    },
  }
}
