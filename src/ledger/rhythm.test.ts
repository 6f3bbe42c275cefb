import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestLedger } from './test-ledger.ts'

const HOUR_MS = 3_600_000
const WEEK_MS = 168 * HOUR_MS
/** A Thursday, 13:30 in Jakarta. */
const now = new Date('2026-11-26T06:30:00Z')
const hour = (back: number) => new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - back * HOUR_MS)

test('the hours of complaints are counted, each once, however often', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const insert = (ticket: string, at: string) =>
    sql(
      `insert into complaints (id, region, app, channel, connector, ticket, mapping, complaint, content_hash, accepted_at)
       values (gen_random_uuid(), '32', 'App', 'jaki', 'webhook', $1, 'm/v1', '{}', '', $2)`,
      [ticket, at],
    )
  await insert('1', '2026-11-26T05:10:00Z')
  await insert('2', '2026-11-26T05:59:59Z')
  await insert('3', '2026-11-26T06:00:00Z')
  await ledger.rhythm.rollUp()
  await insert('4', '2026-11-26T05:30:00Z')
  await insert('5', '2026-11-26T07:30:00Z')
  await ledger.rhythm.rollUp()
  await ledger.rhythm.rollUp()
  const rows = await sql('select hour, count from arrivals_by_hour order by hour')
  assert.deepEqual(
    rows.map(({ hour, count }) => [(hour as Date).toISOString(), count]),
    [
      ['2026-11-26T05:00:00.000Z', 3],
      ['2026-11-26T06:00:00.000Z', 1],
      ['2026-11-26T07:00:00.000Z', 1],
    ],
  )
})

test('a quiet time is compared with the same hours of earlier weeks, the running hour as far as it has come', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const arrive = (channel: string, at: Date, count: number) => sql('insert into arrivals_by_hour values ($1, $2, $3)', [channel, at, count])
  // jaki: ten an hour, quiet since 11:00 of today; qlue: something came in this hour.
  await arrive('jaki', hour(3), 10)
  await arrive('qlue', hour(0), 1)
  for (let week = 1; week <= 5; week += 1)
    for (const back of [3, 2, 1, 0]) await arrive('jaki', new Date(hour(back).getTime() - week * WEEK_MS), 10 * week)
  const quiet = await ledger.rhythm.quiet(['jaki', 'qlue', 'never'], now)
  assert.deepEqual(quiet, [{ channel: 'jaki', since: hour(2), weeks: [25, 50, 75, 100, 125] }])
})

test('a long silence is compared with the weeks before it began, and does not become usual', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await sql(
    `insert into arrivals_by_hour select 'jaki', hour, 1 from generate_series($1::timestamptz, $2::timestamptz, interval '1 hour') as hour`,
    [new Date(hour(0).getTime() - 9 * WEEK_MS), new Date(hour(0).getTime() - 3 * WEEK_MS)],
  )
  const [quiet] = await ledger.rhythm.quiet(['jaki'], now)
  assert.deepEqual(quiet?.since, new Date(hour(0).getTime() - WEEK_MS), 'a week of it is looked at')
  assert.ok((quiet?.weeks.length ?? 0) >= 4)
  assert.ok(
    quiet?.weeks.every((count) => count >= 100),
    String(quiet?.weeks),
  )
})

test('what is usual for an hour is told beside what came', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await sql(`insert into arrivals_by_hour values ('jaki', $1, 4), ('jaki', $2, 8), ('jaki', $3, 1)`, [
    new Date(hour(1).getTime() - WEEK_MS),
    new Date(hour(1).getTime() - 2 * WEEK_MS),
    hour(1),
  ])
  assert.deepEqual(await ledger.rhythm.hours('jaki', hour(1), now), [
    { hour: hour(1), count: 1, usual: 6 },
    { hour: hour(0), count: 0, usual: 0 },
  ])
})

test('with 600 channels and months of hours nothing reads a whole table', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await sql(
    `insert into arrivals_by_hour select 'c' || channel, hour, 3 from generate_series(1, 600) as channel,
       generate_series(date_trunc('hour', $1::timestamptz) - interval '20 days', $1::timestamptz - interval '1 hour', interval '7 hours') as hour`,
    [now],
  )
  await sql('analyze arrivals_by_hour')
  const channels = Array.from({ length: 600 }, (_, n) => `c${n + 1}`)
  assert.equal((await ledger.rhythm.quiet(channels, now)).length, 600)
  const plan = await sql(`explain select (select max(hour) from arrivals_by_hour a where a.channel = w) from unnest($1::text[]) w`, [
    channels,
  ])
  assert.doesNotMatch(JSON.stringify(plan), /Seq Scan on arrivals_by_hour/)
})
