import type { Database } from './database.ts'
import type { Alerts } from './running-state.ts'
import { newId } from './uuid.ts'

export function openAlerts(database: Database): Alerts {
  return {
    async raise(key, code, subject, message) {
      await database.query(
        `insert into alerts (id, key, code, subject, message) values ($1, $2, $3, $4, $5)
         on conflict (key) where closed_at is null
         do update set count = alerts.count + 1, last_at = now(), code = excluded.code, message = excluded.message`,
        [newId(), key, code, subject, message],
      )
    },
    async close(key) {
      await database.query('update alerts set closed_at = now() where key = $1 and closed_at is null', [key])
    },
    open: () =>
      database.query(
        `select key, code, subject, message, count, opened_at as "openedAt", last_at as "lastAt" from alerts where closed_at is null order by opened_at, key`,
      ),
  }
}
