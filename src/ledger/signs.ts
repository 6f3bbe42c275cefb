import type { ErrorCode } from '../contract/errors.ts'
import type { Database } from './database.ts'
import type { Signs, Traffic } from './health-rows.ts'

interface SignsRow {
  readonly channel: string
  readonly paused: boolean | null
  readonly reason: string | null
  readonly last_in_at: Date | null
  readonly last_out_at: Date | null
  readonly last_error_at: Date | null
  readonly last_error: { readonly code: ErrorCode; readonly message: string } | null
  readonly polled_at: Date | null
  readonly waiting_id: string | null
  readonly waiting_since: Date | null
  readonly waiting_why: string | null
  readonly waiting_code: ErrorCode | null
}

export function openSigns(database: Database): Signs {
  return {
    async of(channels) {
      const rows = await database.query<SignsRow>(SIGNS, [channels])
      return rows.map((row) => ({
        channel: row.channel,
        paused: row.paused ?? false,
        pauseReason: row.reason,
        lastInAt: text(row.last_in_at),
        lastOutAt: text(row.last_out_at),
        polledAt: text(row.polled_at),
        lastError:
          row.last_error_at && row.last_error
            ? { at: row.last_error_at.toISOString(), code: row.last_error.code, message: row.last_error.message }
            : null,
        oldestWaiting:
          row.waiting_id !== null && row.waiting_since
            ? { id: row.waiting_id, since: row.waiting_since.toISOString(), why: row.waiting_why, code: row.waiting_code }
            : null,
      }))
    },
    lastHour: () => database.query<Traffic>(LAST_HOUR),
    async countOutcomes(counts) {
      await database.query(
        `insert into arrival_outcomes (channel, at, outcome, count)
         select channel, date_bin('10 minutes', now(), 'epoch'), outcome, count
         from unnest($1::text[], $2::text[], $3::int[]) as row (channel, outcome, count) order by channel, outcome
         on conflict (channel, at, outcome) do update set count = arrival_outcomes.count + excluded.count`,
        [counts.map(({ channel }) => channel), counts.map(({ outcome }) => outcome), counts.map(({ count }) => count)],
      )
    },
    outcomesOfLastHour: () =>
      database.query(
        `select channel, outcome, sum(count)::int as count from arrival_outcomes where at > now() - interval '1 hour' group by channel, outcome`,
      ),
    async forgetOutcomes(before) {
      await database.query('delete from arrival_outcomes where at < $1', [before])
    },
  }
}

const text = (at: Date | null): string | null => at?.toISOString() ?? null

/** One step through an index for each channel, however much waits. */
const SIGNS = `
select wanted.channel, s.paused, s.reason, s.last_in_at, s.last_out_at, s.last_error_at, s.last_error, cursors.updated_at as polled_at,
  waiting.id as waiting_id, waiting.accepted_at as waiting_since, coalesce(tried.data ->> 'message', tried.data ->> 'code') as waiting_why,
  tried.data ->> 'code' as waiting_code
from unnest($1::text[]) as wanted (channel)
left join channel_states s using (channel)
left join cursors using (channel)
left join lateral (select id, accepted_at from complaints where delivery = 'accepted' and channel = wanted.channel order by id limit 1) waiting on true
left join lateral (select data from events where complaint_id = waiting.id and kind in ('delivery_retry', 'delivery_waiting', 'attachment_retry')
  order by seq desc limit 1) tried on true`

const LAST_HOUR = `
select channel, count(*)::int as accepted, (count(*) filter (where delivery = 'delivered'))::int as delivered,
  (count(*) filter (where delivery = 'parked'))::int as parked, (count(*) filter (where delivery = 'unknown'))::int as unknown,
  percentile_disc(0.5) within group (order by delay) as "delayP50Ms", percentile_disc(0.95) within group (order by delay) as "delayP95Ms"
from (
  select channel, delivery, (extract(epoch from delivered_at - accepted_at) * 1000)::float8 as delay
  from complaints where accepted_at > now() - interval '1 hour'
) recent group by channel`
