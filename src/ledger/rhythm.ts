import type { Database } from './database.ts'
import type { QuietTime, Rhythm } from './health-rows.ts'

/** Earlier weeks that are looked at. */
const WEEKS = 8
/** A quiet time is compared as far back as this, in weeks. */
const MOST_WEEKS = 1

/** Weeks are 168 hours: no zone of Indonesia changes its clocks, so that the hour and the weekday are the same in each. */
export function openRhythm(database: Database): Rhythm {
  return {
    async rollUp() {
      await database.query(ROLL_UP)
    },
    async quiet(channels, now) {
      const rows = await database.query<{ channel: string; since: Date; weeks: number[] | null }>(QUIET, [channels, now, WEEKS, MOST_WEEKS])
      return rows.map((row): QuietTime => ({ ...row, weeks: row.weeks ?? [] }))
    },
    hours: (channel, from, to) => database.query(HOURS, [channel, from, to, WEEKS]),
    async forget(before) {
      await database.query('delete from arrivals_by_hour where hour < $1', [before])
    },
  }
}

/** The newest hour that is known and the one before it are counted again: a transaction may have ended late. */
const ROLL_UP = `
insert into arrivals_by_hour (channel, hour, count)
select channel, date_trunc('hour', accepted_at, 'UTC'), count(*) from complaints
where accepted_at >= (select coalesce(max(hour) - interval '1 hour', '-infinity') from arrivals_by_hour)
group by 1, 2
on conflict (channel, hour) do update set count = excluded.count where arrivals_by_hour.count <> excluded.count`

/**
 * The quiet time begins with the hour after the last report, at most a week ago. It is compared with the weeks before the silence began, so that a long
 * silence does not become usual. The hour that is running counts as far as it has come.
 */
const QUIET = `
with last as (
  select wanted.channel,
    (select max(hour) from arrivals_by_hour a where a.channel = wanted.channel) + interval '1 hour' as began,
    (select min(hour) from arrivals_by_hour a where a.channel = wanted.channel) as first
  from unnest($1::text[]) as wanted (channel)
), quiet as (
  select channel, began, first, greatest(began, date_trunc('hour', $2::timestamptz, 'UTC') - $4 * interval '168 hours') as since,
    floor(extract(epoch from $2::timestamptz - began) / 604800)::int as skipped
  from last where began < $2::timestamptz
), weeks as (
  select quiet.channel, quiet.since, week,
    (select coalesce(round(sum(a.count * least(1, extract(epoch from $2::timestamptz - week * interval '168 hours' - a.hour) / 3600))), 0)
     from arrivals_by_hour a where a.channel = quiet.channel
       and a.hour >= quiet.since - week * interval '168 hours' and a.hour < $2::timestamptz - week * interval '168 hours')::int as count
  from quiet cross join lateral generate_series(skipped + 1, skipped + $3) as week
  where quiet.since - week * interval '168 hours' >= quiet.first
)
select quiet.channel, quiet.since, (select array_agg(count order by week) from weeks where weeks.channel = quiet.channel) as weeks from quiet`

const HOURS = `
with hours as (select generate_series(date_trunc('hour', $2::timestamptz, 'UTC'), $3::timestamptz, interval '1 hour') as hour),
first as (select min(hour) as at from arrivals_by_hour where channel = $1)
select hours.hour, coalesce(present.count, 0) as count,
  (select round(avg(coalesce(earlier.count, 0)), 1)::float8 from generate_series(1, $4) as week
     left join arrivals_by_hour earlier on earlier.channel = $1 and earlier.hour = hours.hour - week * interval '168 hours'
   where hours.hour - week * interval '168 hours' >= first.at) as usual
from hours cross join first left join arrivals_by_hour present on present.channel = $1 and present.hour = hours.hour
order by hours.hour`
