import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FLOW } from './flow.ts'
import { openTestLedger } from './test-ledger.ts'

const FROM = new Date('2026-11-21T00:00:00Z')
const TO = new Date('2026-11-21T01:00:00Z')
const TEN_MINUTES = 600_000

test('the flow is counted by when it came and by when it was delivered, with the delay, in the regions that are seen', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await sql(FILL, [3, '2026-11-21T00:01:00Z', '1 minute', '32', '20 seconds'])
  await sql(FILL, [1, '2026-11-21T00:09:00Z', '1 minute', '33', '5 minutes'])
  const all = await ledger.flow.between(null, FROM, TO, TEN_MINUTES)
  assert.deepEqual(
    all.map(({ at, ...point }) => ({ at: at.toISOString().slice(11, 16), ...point })),
    [
      { at: '00:00', accepted: 4, delivered: 3, delayP50Ms: 20_000, delayP95Ms: 20_000 },
      { at: '00:10', accepted: 0, delivered: 1, delayP50Ms: 300_000, delayP95Ms: 300_000 },
    ],
  )
  const seen = await ledger.flow.between(['33', '33.74'], FROM, TO, TEN_MINUTES)
  assert.deepEqual(
    seen.map(({ accepted, delivered }) => [accepted, delivered]),
    [
      [1, 0],
      [0, 1],
    ],
  )
})

test('what is asked every two seconds reads no more of a large ledger than its hours, and what waits', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await sql(FILL, [20_000, '2026-09-01T00:00:00Z', '6 minutes', '32', '1 minute'])
  await sql('analyze complaints')
  const plan = await sql(`explain ${FLOW.replaceAll(/\$(\d)/g, (_, at) => VALUES[Number(at) - 1] ?? '')}`)
  const text = plan.map((row) => row['QUERY PLAN']).join('\n')
  assert.doesNotMatch(text, /Seq Scan/)
  assert.match(text, /complaints_by_delivered_at/)
  assert.match(text, /complaints_by_day/)
  assert.deepEqual(await ledger.waiting.parked(null, 10), { count: 0, more: false, oldest: null })
})

test('what waits for a person is counted so far and no further, the oldest first, without what was discarded', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await sql(FILL, [5, '2026-11-21T00:00:00Z', '1 minute', '32', null])
  await sql(FILL, [1, '2026-11-20T00:00:00Z', '1 minute', '33', null])
  await sql(`update complaints set delivery = 'parked', reason = 'mapping_failed'`)
  const [first] = await sql(`select id from complaints where region = '32' order by accepted_at limit 1`)
  await ledger.parked.discard(String(first?.['id']), { by: 'rina', reason: 'uji' }, null)
  const counted = await ledger.waiting.parked(['32'], 3)
  assert.deepEqual(counted, { count: 3, more: true, oldest: new Date('2026-11-21T00:01:00Z') })
  assert.deepEqual(await ledger.waiting.parked(null, 10), { count: 5, more: false, oldest: new Date('2026-11-20T00:00:00Z') })
  await sql(`update complaints set delivery = 'unknown', reason = 'outcome_unknown' where region = '33'`)
  assert.equal((await ledger.waiting.unknown(['32'], 3)).count, 0)
  assert.equal((await ledger.waiting.unknown(null, 3)).count, 1)
})

const VALUES = [`'2026-11-21'`, `'2026-11-21 01:00'`, '600000', `null::text[]`]

/** How many, from when, how far apart, of which region, delivered how long after (null: not). */
const FILL = `
insert into complaints (id, region, app, channel, connector, ticket, mapping, complaint, content_hash, accepted_at, delivery, delivered_at, lapor_id)
select gen_random_uuid(), $4, 'App', 'app', 'webhook', concat($2::text, '-', $4::text, '-', n), 'app/v1', '{}', '\\x00',
  $2::timestamptz + n * $3::interval, case when $5::interval is null then 'accepted' else 'delivered' end,
  $2::timestamptz + n * $3::interval + $5::interval, case when $5::interval is null then null else concat($2::text, $4::text, n) end
from generate_series(0, $1::int - 1) as n`
