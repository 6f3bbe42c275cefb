import type { Notice, Notices, ToldAlert } from './alert-rows.ts'
import { ALERT } from './alerts.ts'
import type { Database } from './database.ts'
import { toJson } from './json.ts'

const NOTICE = `id, destination, region, kind, alerts, content, made_at as "madeAt", state, attempts, next_at as "nextAt",
  last_error as "lastError", sent_at as "sentAt"`

export function openNotices(database: Database): Notices {
  return {
    async untold(limit) {
      const rows = await database.query<Omit<ToldAlert, 'tellings'> & { tellings: { destination: string; times: number; at: number }[] }>(
        `select ${ALERT}, coalesce((select jsonb_agg(jsonb_build_object('destination', destination, 'times', times, 'at', extract(epoch from t.last_at) * 1000))
             from tellings t where t.alert_id = a.id and not t.recovered), '[]') as tellings
         from ((select * from alerts where closed_at is null order by id limit $1) union all
           (select * from alerts where closed_at is not null and id in (select alert_id from tellings where not recovered) order by id limit $1)) a
         order by id`,
        [limit],
      )
      return rows.map((row) => ({
        ...row,
        tellings: row.tellings.map(({ destination, times, at }) => ({ destination, times, lastAt: new Date(at) })),
      }))
    },
    move: (fromAlert, toAlert) =>
      database.transaction(async (tx) => {
        await tx.query(
          `insert into tellings (alert_id, destination, times, last_at) select $2, destination, times, last_at from tellings
           where alert_id = $1 and not recovered on conflict (alert_id, destination) do nothing`,
          [fromAlert, toAlert],
        )
        await tx.query('update tellings set recovered = true where alert_id = $1', [fromAlert])
      }),
    add: ({ id, destination, region, kind, alerts, content }) =>
      database.transaction(async (tx) => {
        await tx.query(
          `insert into notices (id, destination, region, kind, alerts, content, next_at)
           values ($1, $2, $3, $4, $5, $6, case when $4 = 'test' then now() + interval '2 minutes' else now() end)`,
          [id, destination, region, kind, alerts, toJson(content)],
        )
        if (kind === 'test') return
        await tx.query(
          `insert into tellings (alert_id, destination, recovered) select alert, $2, $3 from unnest($1::uuid[]) as alert
           on conflict (alert_id, destination) do update set times = tellings.times + 1, last_at = now(), recovered = excluded.recovered`,
          [alerts, destination, kind === 'recovered'],
        )
      }),
    due: (limit) =>
      database.query<Notice>(`select ${NOTICE} from notices where state = 'pending' and next_at <= now() order by next_at limit $1`, [
        limit,
      ]),
    async sent(id) {
      await database.query(`update notices set state = 'sent', sent_at = now(), attempts = attempts + 1, last_error = null where id = $1`, [
        id,
      ])
    },
    async failed(id, error, nextAt) {
      await database.query(
        `update notices set attempts = attempts + 1, last_error = $2, next_at = coalesce($3, next_at),
           state = case when $3::timestamptz is null then 'given_up' else 'pending' end where id = $1`,
        [id, error, nextAt],
      )
    },
    list: (scope, { before, limit }) =>
      database.query<Notice>(
        `select ${NOTICE} from notices where ($1::text[] is null or region = any($1)) and ($2::uuid is null or id < $2) order by id desc limit $3`,
        [scope, before ?? null, limit],
      ),
    newest: (destinations) =>
      database.query<Notice>(
        `select notice.* from unnest($1::text[]) as wanted (id)
         cross join lateral (select ${NOTICE} from notices where destination = wanted.id order by id desc limit 1) notice`,
        [destinations],
      ),
    async countPending() {
      const [row] = await database.query<{ count: number }>(`select count(*)::int as count from notices where state = 'pending'`)
      return row?.count ?? 0
    },
    async forget(before) {
      await database.query(`delete from notices where made_at < $1 and state <> 'pending'`, [before])
    },
  }
}
