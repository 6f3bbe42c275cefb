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
    async close(...keys) {
      await database.query('update alerts set closed_at = now() where key = any($1) and closed_at is null', [keys])
    },
    async closeDecided() {
      await database.query(`
        update alerts a set closed_at = now() where closed_at is null and (
          key like 'park:%'
            and not exists (select 1 from complaints c where c.delivery = 'parked' and a.key = concat_ws(':', 'park', c.reason, c.region)
              and not exists (select 1 from discards d where d.complaint_id = c.id))
            and not exists (select 1 from updates u join complaints c on c.id = u.complaint_id
              where u.delivery = 'parked' and a.key = concat_ws(':', 'park', u.reason, c.region))
          or key like 'unknown:%'
            and not exists (select 1 from complaints c where c.delivery = 'unknown' and a.key = concat_ws(':', 'unknown', c.reason, c.region))
            and not exists (select 1 from updates u join complaints c on c.id = u.complaint_id
              where u.delivery = 'unknown' and a.key = concat_ws(':', 'unknown', u.reason, c.region)))`)
    },
    open: () =>
      database.query(
        `select key, code, subject, message, count, opened_at as "openedAt", last_at as "lastAt" from alerts where closed_at is null order by opened_at, key`,
      ),
  }
}
