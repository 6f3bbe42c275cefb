import type { Database } from './database.ts'
import type { Messages } from './running-state.ts'

/** Ids are recorded with the complaint, by its insert. */
export function openMessages(database: Database): Messages {
  return {
    async forget(before) {
      let forgotten = 0
      for (;;) {
        // In portions, so that a day of many messages stays within the time of one statement.
        const rows = await database.query(
          `delete from messages where (channel, message_id) in (select channel, message_id from messages where at < $1 order by at limit ${PORTION}) returning 1`,
          [before],
        )
        forgotten += rows.length
        if (rows.length < PORTION) return forgotten
      }
    },
  }
}

const PORTION = 5_000
