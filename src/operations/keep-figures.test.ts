import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CLOCKS, region as province } from '../../test/http/gateway.ts'
import { dateOf, dayOf } from '../clocks/calendar.ts'
import type { Status } from '../contract/complaint.ts'
import type { UrgentKey } from '../ledger/figures.ts'
import type { CaseChange } from '../ledger/ledger.ts'
import { newComplaint, newUpdate, openTestLedger, type TestLedger } from '../ledger/test-ledger.ts'
import { newId } from '../ledger/uuid.ts'
import { type ClockConfig, judgeBy, settleFigures } from './keep-figures.ts'
import { inWeeks } from './regions.ts'

const config: ClockConfig = { clocks: CLOCKS, regions: new Map([['32', province]]), gateway: { warn: { workingDays: 1, share: 1 } } }
const REASON = { code: 'mapping_failed', message: 'no' } as const
const ALL_TIME = { span: 'month', from: '2000-01-01', to: '2100-01-01' } as const

async function store(ledger: TestLedger['ledger'], ticket: string, region = '32', channel = 'app'): Promise<string> {
  const complaint = newComplaint(ticket, { origin: { region, app: 'App', channel, connector: 'webhook', ticket, link: null } })
  await ledger.complaints.insert(complaint)
  return complaint.id
}

function change(status: Status, more: Partial<CaseChange> = {}): CaseChange {
  return { status, statusNative: status, statusAt: new Date(), followAt: null, feedback: [], events: [], ...more }
}

/** Sums counted from the rows themselves must be those that are kept. */
async function checkSums({ sql }: TestLedger): Promise<void> {
  const counted =
    await sql(`select region, channel, count(*)::int as accepted, (count(*) filter (where delivery = 'delivered'))::int as delivered,
    (count(*) filter (where delivery = 'parked'))::int as parked, (count(*) filter (where delivery = 'unknown'))::int as unknown,
    (count(*) filter (where status in ('resolved', 'closed')))::int as resolved,
    (count(*) filter (where exists (select 1 from events e where e.complaint_id = c.id and e.kind = 'status_changed'
        and e.data ->> 'to' in ('in_progress', 'deferred', 'answered', 'resolved', 'closed'))
      or exists (select 1 from feedback f where f.complaint_id = c.id and f.kind = 'answer')))::int as followed_up
    from complaints c group by region, channel order by region, channel`)
  for (const span of ['day', 'week', 'month']) {
    const kept = await sql(
      `select region, channel, sum(accepted)::int as accepted, sum(delivered)::int as delivered, sum(parked)::int as parked,
         sum(unknown)::int as unknown, sum(resolved)::int as resolved, sum(followed_up)::int as followed_up
       from figures where span = $1 group by region, channel order by region, channel`,
      [span],
    )
    assert.deepEqual(kept, counted)
  }
  const urgent = await sql(`select region, channel, (count(*) filter (where state = 'soon'))::int as soon,
    (count(*) filter (where state = 'missed'))::int as missed from urgent_clocks group by region, channel order by region, channel`)
  const counts = await sql('select region, channel, soon, missed from urgent_counts where soon + missed <> 0 order by region, channel')
  assert.deepEqual(counts, urgent)
}

test('figures are what the rows say, whatever happened and in whatever order it was counted', async (t) => {
  const test = await openTestLedger(t)
  const { ledger } = test
  const parts = { ledger, settings: () => config }
  const deeds: ((id: string) => Promise<unknown>)[] = [
    (id) => ledger.complaints.markDelivered(id, { laporId: `L-${id}`, trackingId: null, institution: null }, new Date()),
    (id) => ledger.complaints.markParked(id, REASON),
    (id) => ledger.complaints.markUnknown(id, REASON),
    (id) => ledger.complaints.recordCase(id, change('verified')),
    (id) => ledger.complaints.recordCase(id, change('in_progress')),
    (id) => ledger.complaints.recordCase(id, change('resolved')),
    (id) => ledger.complaints.recordCase(id, change('reopened')),
    (id) => ledger.parked.discard(id, { by: 'Rina', reason: 'a trial' }, null),
    (id) => ledger.updates.insert(newUpdate(id, newId())),
    (id) =>
      ledger.complaints.recordCase(
        id,
        change('in_progress', {
          feedback: [
            {
              ...{ id: newId(), key: `answer:${newId()}`, kind: 'answer', status: 'in_progress', statusNative: null, statusOrigin: 'x' },
              ...{ at: new Date(), answer: { text: 'Sudah', from: null, attachments: [] }, state: 'readable' },
            },
          ],
        }),
      ),
  ]
  let seed = 7
  const next = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  const ids: string[] = []
  for (let turn = 0; turn < 60; turn += 1) {
    if (turn % 3 === 0) ids.push(await store(ledger, `T-${turn}`, ['32', '32.73', '31'][next(3)], ['app', 'other'][next(2)]))
    await deeds[next(deeds.length)]?.(ids[next(ids.length)] ?? '')
    if (turn % 20 === 19) {
      await settleFigures(parts, new Date(Date.now() + next(40) * 86_400_000))
      await checkSums(test)
    }
  }
  const [{ accepted } = { accepted: 0 }] = await test.sql('select sum(accepted)::int as accepted from figures where span = $1', ['day'])
  assert.equal(accepted, ids.length)
})

test('a complaint that changed several times is looked at once', async (t) => {
  const { ledger } = await openTestLedger(t)
  const [first, second] = [await store(ledger, 'T-1'), await store(ledger, 'T-2')]
  await ledger.complaints.markDelivered(first, { laporId: 'L-1', trackingId: null, institution: null }, new Date())
  const looked: string[] = []
  const judge = judgeBy(config, new Date())
  const keepOne = () =>
    ledger.figures.keep(
      (record) => {
        looked.push(record.id)
        return judge(record)
      },
      new Date(),
      1,
    )
  assert.deepEqual([await keepOne(), await keepOne(), await keepOne()], [2, 1, 0])
  assert.deepEqual(looked, [first, second])
})

test('a clock is about to be missed, then missed, as time goes by and nothing else happens; following up ends it', async (t) => {
  const { ledger } = await openTestLedger(t)
  const parts = { ledger, settings: () => config }
  const id = await store(ledger, 'T-1')
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
  const urgent = async (state: 'soon' | 'missed') => (await ledger.figures.urgent(state, null, null, 10)).map(({ clock }) => clock)
  await settleFigures(parts, new Date())
  const soonFrom = (await ledger.figures.urgent('soon', null, null, 10)).length
  assert.ok(soonFrom <= 1, 'three working days are left, or the next is the last')
  await settleFigures(parts, inDays(8))
  assert.deepEqual(await urgent('missed'), ['verify'])
  await settleFigures(parts, inDays(100))
  assert.deepEqual((await urgent('missed')).sort(), ['ceiling', 'complaint', 'verify'])
  assert.deepEqual(await ledger.figures.urgentCounts(null), [{ region: '32', soon: 0, missed: 3 }])
  await ledger.complaints.recordCase(id, change('resolved'))
  await settleFigures(parts, inDays(100))
  assert.deepEqual([await urgent('missed'), await urgent('soon')], [[], []])
  const [sums] = await ledger.figures.sums([ALL_TIME], null)
  assert.deepEqual([sums?.followedUp, sums?.resolved, sums?.missed], [1, 1, 0], 'it was settled before each was due')
})

test('when the rules change all is counted anew, and a count that was cut off goes on where it was', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  for (let n = 0; n < 5; n += 1) await store(ledger, `T-${n}`)
  const now = new Date(Date.now() + 8 * 86_400_000)
  await settleFigures({ ledger, settings: () => config }, now)
  assert.equal((await ledger.figures.urgent('missed', null, null, 10)).length, 5)
  const none: ClockConfig = { ...config, clocks: { rules: [], calendar: [] } }
  let rounds = 0
  await settleFigures({ ledger, settings: () => none }, now, { goesOn: () => rounds++ < 2 })
  await settleFigures({ ledger, settings: () => none }, now)
  assert.deepEqual(await ledger.figures.urgent('missed', null, null, 10), [])
  assert.ok(await ledger.figures.isWhole())
  await sql('delete from case_times; truncate figures; update figures_progress set cursor = null, done = false')
  for (let left = 3; left > 0; left -= 1) await ledger.figures.backfill((await rulesOf(sql)) ?? '', 2)
  await settleFigures({ ledger, settings: () => none }, now)
  assert.equal((await ledger.figures.sums([ALL_TIME], null))[0]?.accepted, 5)
})

async function rulesOf(sql: TestLedger['sql']): Promise<string | undefined> {
  return (await sql('select rules from figures_progress'))[0]?.['rules'] as string | undefined
}

test('the list of clocks goes on page by page, shows only the scope, and reads no more than a page', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  for (let n = 0; n < 12; n += 1) await store(ledger, `T-${n}`, ['32', '32.73', '31'][n % 3])
  await settleFigures({ ledger, settings: () => config }, new Date(Date.now() + 8 * 86_400_000))
  const seen: string[] = []
  for (let after: UrgentKey | null = null; ; ) {
    const page = await ledger.figures.urgent('missed', ['32', '32.73'], after, 3)
    seen.push(...page.map(({ complaintId }) => complaintId))
    after = page.at(-1) ?? null
    if (page.length < 3) break
  }
  assert.deepEqual([seen.length, new Set(seen).size], [8, 8])
  assert.deepEqual(await ledger.figures.urgent('missed', [], null, 3), [])
  await sql(`insert into urgent_clocks select newest.id, 'n' || n, '33', 'app', 'missed', now(), now() - n * interval '1 minute'
    from (select id from complaints limit 1) newest, generate_series(1, 20000) n`)
  await sql('analyze urgent_clocks')
  const plan = JSON.stringify(
    await sql(`explain (format json) select * from urgent_clocks where state = 'missed' order by due_at, complaint_id, clock limit 51`),
  )
  assert.match(plan, /urgent_clocks_by_due/)
  assert.doesNotMatch(plan, /Seq Scan/)
})

test('a span of days is the same days in whole weeks with the days around them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 18_000, max: 22_000 }), fc.integer({ min: 0, max: 40 }), (from, more) => {
      const days = inWeeks({ span: 'day', from: dateOf(from), to: dateOf(from + more) }).flatMap(({ span, from: first, to }) => {
        const length = span === 'week' ? 7 : 1
        const starts = Array.from({ length: (dayOf(to) - dayOf(first)) / length + 1 }, (_, n) => dayOf(first) + n * length)
        if (span === 'week') for (const start of starts) assert.equal(new Date(dateOf(start)).getUTCDay(), 1)
        return starts.flatMap((start) => Array.from({ length }, (_, n) => start + n))
      })
      assert.deepEqual(
        days,
        Array.from({ length: more + 1 }, (_, n) => from + n),
      )
    }),
  )
})
