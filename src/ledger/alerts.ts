import type { Alert, Alerts } from './alert-rows.ts'
import type { Database } from './database.ts'
import { toJson } from './json.ts'
import { isUuid, newId } from './uuid.ts'

export const ALERT =
  'id, key, code, subject, message, words, region, count, opened_at as "openedAt", last_at as "lastAt", closed_at as "closedAt"'
const MOST_AFFECTED = 10_000

export function openAlerts(database: Database): Alerts {
  return {
    async raise(key, code, subject, message) {
      await database.query(
        `insert into alerts (id, key, code, subject, message, region) values ($1, $2, $3, $4, $5,
           case when $4 ~ '^[0-9]{2}(\\.[0-9]{2})?$' then $4
             else (select region from complaints where id = $6::uuid) end)
         on conflict (key) where closed_at is null
         do update set count = alerts.count + 1, last_at = now(), code = excluded.code, message = excluded.message`,
        [newId(), key, code, subject, message, isUuid(subject) ? subject : null],
      )
    },
    async close(...keys) {
      await database.query('update alerts set closed_at = now() where key = any($1) and closed_at is null', [keys])
    },
    async closeDecided() {
      await database.query(`update alerts set closed_at = now() where closed_at is null and (key like 'park:%' or key like 'unknown:%')
        and key not in (${WAITING_KEYS})`)
    },
    open: () =>
      database.query(
        `select key, code, subject, message, count, opened_at as "openedAt", last_at as "lastAt" from alerts where closed_at is null order by opened_at, key`,
      ),
    async align(kinds, wanted) {
      await database.query(ALIGN, [kinds, toJson(wanted.map((alert) => ({ ...alert, id: newId() })))])
    },
    async place(regions) {
      await database.query(
        `update alerts a set region = given.region from unnest($1::text[], $2::text[]) as given (subject, region)
         where a.closed_at is null and a.region is null and a.subject = given.subject`,
        [[...regions.keys()], [...regions.values()]],
      )
    },
    list: (scope, { open, before, limit }) =>
      database.query<Alert>(
        `select ${ALERT} from alerts where (closed_at is null) = $1 and ($2::text[] is null or region = any($2)) and ($3::uuid is null or id < $3)
         order by id desc limit $4`,
        [open, scope, before ?? null, limit],
      ),
    async countOpen(scope) {
      const [row] = await database.query<{ count: number }>(
        'select count(*)::int as count from alerts where closed_at is null and ($1::text[] is null or region = any($1))',
        [scope],
      )
      return row?.count ?? 0
    },
    async affected({ key, code, subject, region }) {
      const kind = key.split(':')[0] ?? ''
      const where = AFFECTED[kind]
      if (where === undefined) return null
      const params = kind === 'park' || kind === 'unknown' ? [code, region] : kind.startsWith('centre_') ? [] : [subject]
      const [row] = await database.query<{ count: number }>(
        `select count(*)::int as count from (select 1 from complaints c where ${where} limit ${MOST_AFFECTED}) counted`,
        params,
      )
      return row?.count ?? null
    },
  }
}

/** Keys of alerts about what waits for a person, read once for all alerts. */
const WAITING_KEYS = `
select concat_ws(':', 'park', c.reason, c.region) from complaints c
  where c.delivery = 'parked' and not exists (select 1 from discards d where d.complaint_id = c.id)
union all select concat_ws(':', 'park', u.reason, c.region) from updates u join complaints c on c.id = u.complaint_id where u.delivery = 'parked'
union all select concat_ws(':', 'unknown', c.reason, c.region) from complaints c where c.delivery = 'unknown'
union all select concat_ws(':', 'unknown', u.reason, c.region) from updates u join complaints c on c.id = u.complaint_id where u.delivery = 'unknown'`

const WAITING = `delivery = 'accepted' and channel = $1`

/** What an alert of this kind concerns. */
const AFFECTED: Readonly<Record<string, string>> = {
  park: `delivery = 'parked' and reason = $1 and region = $2 and not exists (select 1 from discards d where d.complaint_id = c.id)`,
  unknown: `delivery = 'unknown' and reason = $1 and region = $2`,
  health_down: WAITING,
  health_degraded: WAITING,
  channel_disabled: WAITING,
  centre_down: `delivery = 'accepted'`,
  centre_degraded: `delivery = 'accepted'`,
}

const ALIGN = `
with wanted as (
  select * from jsonb_to_recordset($2::jsonb) as alert (id uuid, key text, code text, subject text, message text, words jsonb, region text)
), closed as (
  update alerts set closed_at = now() where closed_at is null and split_part(key, ':', 1) = any($1) and key not in (select key from wanted)
)
insert into alerts (id, key, code, subject, message, words, region) select id, key, code, subject, message, words, region from wanted
on conflict (key) where closed_at is null do update set message = excluded.message, words = excluded.words, region = excluded.region, last_at = now()
  where alerts.words is distinct from excluded.words`
