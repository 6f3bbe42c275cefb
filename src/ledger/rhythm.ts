import type { Database } from './database.ts'
import type { QuietTime, Rhythm } from './health-rows.ts'

const DAY_MS = 86_400_000
/** Earlier weeks that are looked at. */
const WEEKS = [1, 2, 3, 4, 5, 6, 7, 8]
/** A quiet time is compared as far back as this, in weeks. */
const MOST_WEEKS = 1

/** Weeks are 168 hours: no zone of Indonesia changes its clocks, so that the hour and the weekday are the same in each. */
export function openRhythm(database: Database): Rhythm {
  return {
    async rollUp() {
      const [span] = await database.query<{ from: Date | null; to: Date }>(BEGIN)
      if (!span?.from) return
      // A day at a time: none takes long, and what is done stays done.
      for (let from = span.from.getTime(); from <= span.to.getTime(); from += DAY_MS)
        await database.query(ROLL_UP, [new Date(from), new Date(from + DAY_MS)])
    },
    async quiet(channels, now) {
      const rows = await database.query<{ channel: string; since: Date; weeks: number[] | null }>(QUIET, [channels, now, MOST_WEEKS])
      return rows.map((row): QuietTime => ({ ...row, weeks: row.weeks ?? [] }))
    },
    hours: (channel, from, to) => database.query(HOURS, [channel, from, to, WEEKS.length]),
    async forget(before) {
      await database.query('delete from arrivals_by_hour where hour < $1', [before])
    },
  }
}

/** The newest hour that is known and the one before it are counted again: a transaction may have ended late. */
const BEGIN = `
select coalesce((select max(hour) - interval '1 hour' from arrivals_by_hour),
  date_trunc('hour', greatest((select min(accepted_at) from complaints), now() - interval '120 days'), 'UTC')) as "from", now() as "to"`

const ROLL_UP = `
insert into arrivals_by_hour (channel, hour, count)
select channel, date_trunc('hour', accepted_at, 'UTC'), count(*) from complaints where accepted_at >= $1 and accepted_at < $2
group by 1, 2
on conflict (channel, hour) do update set count = excluded.count where arrivals_by_hour.count <> excluded.count`

/**
 * The quiet time begins with the hour after the last report, at most a week ago. It is compared with the weeks before the silence began, so that a long
 * silence does not become usual. The hour that is running counts as far as it has come. Rows are compared as a whole, so that the primary key is read whatever the
 * planner believes of the table.
 */
const QUIET = `
with last as materialized (
  select wanted.channel,
    (select max(hour) from arrivals_by_hour a where a.channel = wanted.channel) + interval '1 hour' as began,
    (select min(hour) from arrivals_by_hour a where a.channel = wanted.channel) as first
  from unnest($1::text[]) as wanted (channel)
), quiet as materialized (
  select channel, began, first, greatest(began, date_trunc('hour', $2::timestamptz, 'UTC') - $3 * interval '168 hours') as since,
    floor(extract(epoch from $2::timestamptz - began) / 604800)::int as skipped
  from last where began < $2::timestamptz
)
select quiet.channel, quiet.since, array_agg(counted.count order by week) filter (where counted.count is not null) as weeks
from quiet
cross join (values ${WEEKS.map((week) => `(${week})`).join(', ')}) as back (weeks)
left join lateral (select skipped + back.weeks as week) at on quiet.since - at.week * interval '168 hours' >= quiet.first
left join lateral (
  select coalesce(round(sum(a.count * least(1, extract(epoch from $2::timestamptz - week * interval '168 hours' - a.hour) / 3600))), 0)::int as count
  from arrivals_by_hour a where (a.channel, a.hour) >= (quiet.channel, quiet.since - week * interval '168 hours')
    and (a.channel, a.hour) < (quiet.channel, $2::timestamptz - week * interval '168 hours')
) counted on week is not null
group by quiet.channel, quiet.since`

const HOURS = `
with hours as (select generate_series(date_trunc('hour', $2::timestamptz, 'UTC'), $3::timestamptz, interval '1 hour') as hour),
first as (select min(hour) as at from arrivals_by_hour where channel = $1)
select hours.hour, coalesce(present.count, 0) as count,
  (select round(avg(coalesce(earlier.count, 0)), 1)::float8 from generate_series(1, $4) as week
     left join arrivals_by_hour earlier on earlier.channel = $1 and earlier.hour = hours.hour - week * interval '168 hours'
   where hours.hour - week * interval '168 hours' >= first.at) as usual
from hours cross join first left join arrivals_by_hour present on present.channel = $1 and present.hour = hours.hour
order by hours.hour`
