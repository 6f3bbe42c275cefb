import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { noteStatements } from '../../test/bench/console/statements.ts'
import type { Ledger, NewComplaint } from './ledger.ts'
import type { SearchFilter } from './search.ts'
import { searchQuery } from './search-query.ts'
import { deliveredComplaint, newComplaint, openTestLedger } from './test-ledger.ts'

function saying(ticket: string, title: string, body: string, region = '32'): NewComplaint {
  const given = newComplaint(ticket)
  const { complaint } = given
  return {
    ...given,
    origin: { ...given.origin, region },
    complaint: complaint && { ...complaint, title, body, location: { district: 'Coblong' } },
  }
}

async function fillAll(ledger: Ledger): Promise<void> {
  while ((await ledger.searchTexts.fill(2)) > 0);
}

async function ticketsOf(ledger: Ledger, filter: Partial<SearchFilter>): Promise<string[]> {
  const { rows } = await ledger.search.find({ regions: null, ...filter }, { after: null, limit: 20 })
  return rows.map(({ ticket }) => ticket)
}

test('words find title, body and place, in other forms of the word too, newest first and within regions', async (t) => {
  const { ledger } = await openTestLedger(t)
  await ledger.complaints.insert(saying('a', 'Jembatan putus', 'Sudah tiga hari.'))
  await ledger.complaints.insert(saying('b', 'Lampu mati', 'Perbaikan jembatannya lama sekali.', '33.74'))
  await ledger.complaints.insert(saying('c', 'Sampah', 'Menumpuk di pasar.'))
  assert.deepEqual(await ticketsOf(ledger, { by: { text: 'jembatan' } }), [], 'before they are looked at')
  await fillAll(ledger)
  assert.deepEqual(await ticketsOf(ledger, { by: { text: 'jembatan' } }), ['b', 'a'])
  assert.deepEqual(await ticketsOf(ledger, { by: { text: 'coblong -jembatan' } }), ['c'])
  assert.deepEqual(await ticketsOf(ledger, { by: { text: '"tiga hari"' } }), ['a'])
  assert.deepEqual(await ticketsOf(ledger, { by: { text: 'jembatan' }, regions: ['32'] }), ['a'])
  assert.deepEqual(await ticketsOf(ledger, { by: { text: 'jembatan' }, regions: ['32', '33.74'] }), ['b', 'a'])
  for (const text of ['!!! ...', ' 32', "' 32' | x", '', 'x'.repeat(5_000)])
    assert.deepEqual(await ticketsOf(ledger, { by: { text }, regions: ['32'] }), [], text.slice(0, 20))
  assert.deepEqual(await ticketsOf(ledger, { by: { text: 'jembatan' }, regions: [] }), [], 'who may see no region sees nothing')
})

test('a batch reads what it indexes, however much else is due in a table that was never analyzed', async (t) => {
  const { ledger, databaseUrl, sql } = await openTestLedger(t)
  await sql('alter table complaints set (autovacuum_enabled = off)')
  for (let at = 0; at < 600; at += 100)
    await Promise.all(Array.from({ length: 100 }, (_, n) => ledger.complaints.insert(saying(`t-${at + n}`, 'Jembatan putus', 'Lama.'))))
  const client = new pg.Client(databaseUrl)
  await client.connect()
  t.after(() => client.end())
  // What the ledger asks up to the statement that indexes, with all that it sets before; that one is explained.
  const asked = await noteStatements(() => ledger.searchTexts.fill(20))
  const at = asked.findIndex(({ sql }) => sql.includes('insert into search_texts'))
  for (const { sql, params } of asked.slice(0, at)) await client.query(sql, [...params])
  const { rows } = await client.query(`explain (analyze, format json) ${asked[at]?.sql}`, [...(asked[at]?.params ?? [])])
  await client.query('rollback')
  const [{ Plan }] = rows[0]['QUERY PLAN'] as [{ Plan: PlanNode }]
  const read = rowsRead(Plan)
  assert.ok(read >= 20 && read <= 200, `${read} of 600 rows were read for a batch of 20; at most 100 came at the same moment`)
})

test('what was erased is not found by its words, whether it was indexed before or not', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const by = { actor: 'test', reason: 'asked for' }
  const [before, after] = [saying('a', 'Jembatan putus', 'Lama.'), saying('b', 'Jembatan retak', 'Lama.')]
  await ledger.complaints.insert(before)
  await fillAll(ledger)
  await ledger.privacy.erase(before.id, by, { why: 'request', text: true })
  await ledger.complaints.insert(after)
  await ledger.privacy.erase(after.id, by, { why: 'request', text: true })
  await fillAll(ledger)
  assert.deepEqual(await ticketsOf(ledger, { by: { text: 'jembatan' } }), [])
  assert.deepEqual(await sql(`select 1 from search_texts where words::text ~ 'jembat'`), [])
})

test('an arrival that becomes a complaint later is found by its words', async (t) => {
  const { ledger } = await openTestLedger(t)
  const parked = newComplaint('a', { complaint: null, parked: { code: 'mapping_failed', message: 'no title' } })
  await ledger.complaints.insert(parked)
  await fillAll(ledger)
  assert.ok(await ledger.complaints.remap(parked.id, saying('a', 'Talud ambrol', 'Dekat sungai.')))
  assert.deepEqual(await ticketsOf(ledger, { by: { text: 'talud' } }), ['a'])
})

test('filters: region, delivery, status, channel and time, alone and together; pages go on where the last ended', async (t) => {
  const { ledger } = await openTestLedger(t)
  const delivered = await deliveredComplaint(ledger, 'a')
  await ledger.complaints.insert(saying('b', 'Lampu', 'Mati.', '33.74'))
  await ledger.complaints.insert(newComplaint('c', { parked: { code: 'refused_by_partner', message: 'no' } }))
  await ledger.complaints.recordCase(delivered, { status: 'resolved', followAt: null, feedback: [], events: [] })
  const hour = 3_600_000
  const cases: readonly (readonly [Partial<SearchFilter>, string[]])[] = [
    [{}, ['c', 'b', 'a']],
    [{ regions: ['32'] }, ['c', 'a']],
    [{ regions: ['32', '33.74'] }, ['c', 'b', 'a']],
    [{ delivery: 'parked' }, ['c']],
    [{ delivery: 'accepted' }, ['b']],
    [{ delivery: 'accepted', regions: ['32'] }, []],
    [{ delivery: 'parked', regions: ['33.74'] }, []],
    [{ status: 'resolved' }, ['a']],
    [{ status: 'resolved', regions: ['32'], delivery: 'delivered' }, ['a']],
    [{ channel: 'jabar-quick-response', regions: ['33.74'] }, ['b']],
    [{ channel: 'other' }, []],
    [{ from: new Date(Date.now() - hour), to: new Date(Date.now() + hour) }, ['c', 'b', 'a']],
    [{ to: new Date(Date.now() - hour) }, []],
    [{ from: new Date(Date.now() + hour) }, []],
  ]
  for (const [filter, tickets] of cases) assert.deepEqual(await ticketsOf(ledger, filter), tickets, JSON.stringify(filter))
  const pages: string[] = []
  for (let after: string | null = null, first = true; first || after !== null; first = false) {
    const page: Awaited<ReturnType<Ledger['search']['find']>> = await ledger.search.find({ regions: ['32', '33.74'] }, { after, limit: 1 })
    pages.push(...page.rows.map(({ ticket }) => ticket))
    after = page.next
  }
  assert.deepEqual(pages, ['c', 'b', 'a'])
})

test('what is older than the stretch that is looked through first is found behind it, in order', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const days = [400, 40, 5, 2, 0.5, 0]
  for (const [n, day] of days.entries()) {
    const given = saying(`t-${n}`, 'Jembatan putus', 'Lama.', n % 2 === 0 ? '32' : '33.74')
    const time = Math.floor(Date.now() - day * 86_400_000)
      .toString(16)
      .padStart(12, '0')
    await ledger.complaints.insert({ ...given, id: `${time.slice(0, 8)}-${time.slice(8)}${given.id.slice(13)}` })
  }
  await fillAll(ledger)
  for (const by of [undefined, { text: 'jembatan' }])
    for (const limit of [1, 2, 3, 10]) {
      const found: string[] = []
      for (let after: string | null = null, more = true; more; more = after !== null) {
        const page: Awaited<ReturnType<Ledger['search']['find']>> = await ledger.search.find(
          { regions: ['32', '33.74'], ...(by ? { by } : {}) },
          { after, limit },
        )
        found.push(...page.rows.map(({ ticket }) => ticket))
        after = page.next
      }
      assert.deepEqual(found, ['t-5', 't-4', 't-3', 't-2', 't-1', 't-0'], `${limit} a page, ${JSON.stringify(by)}`)
    }
  assert.equal((await sql('select count(*)::int as n from complaints'))[0]?.['n'], days.length)
})

test('with many complaints no search reads the whole table', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await sql(FILL)
  while ((await ledger.searchTexts.fill(5_000)) > 0);
  await sql('analyze complaints')
  await sql('vacuum analyze search_texts')
  for (const filter of FILTERS) {
    const query = await searchQuery({ known: async () => [Buffer.alloc(32)] }, filter, { after: null, limit: 50, since: null })
    const [row] = await sql(`explain (analyze, format json) ${query.sql}`, query.params)
    const [plan] = (row?.['QUERY PLAN'] ?? []) as { Plan: PlanNode }[]
    assert.ok(plan)
    const rows = rowsRead(plan.Plan)
    assert.ok(rows < MANY / 4, `${JSON.stringify(filter)} reads ${rows} rows of ${MANY}`)
  }
})

interface PlanNode {
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly PlanNode[]
}

/** Rows that are read from tables, also those that a condition then leaves out. */
function rowsRead(node: PlanNode): number {
  const own = node['Relation Name'] === undefined ? 0 : (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
  return own + (node.Plans ?? []).reduce((sum, below) => sum + rowsRead(below), 0)
}

const MANY = 30_000
const REGIONS = Array.from({ length: 27 }, (_, n) => `32.${String(n + 1).padStart(2, '0')}`)
const FILTERS: readonly SearchFilter[] = [
  { regions: null },
  { regions: ['32.05'] },
  { regions: REGIONS },
  { regions: null, delivery: 'parked' },
  { regions: null, delivery: 'accepted' },
  { regions: ['32.05'], channel: 'ch-4', status: 'reopened' },
  { regions: REGIONS, channel: 'ch-4' },
  { regions: REGIONS, delivery: 'unknown' },
  { regions: null, status: 'reopened' },
  { regions: ['32.05'], status: 'received' },
  { regions: null, by: { text: 'jembatan' } },
  { regions: null, by: { text: 'langka7' } },
  { regions: ['32.05'], by: { text: 'jembatan' } },
  { regions: REGIONS, by: { text: 'jembatan langka7' } },
  { regions: null, by: { phone: '+6281200000007' } },
]

const FILL = `insert into complaints (id, region, app, channel, connector, ticket, mapping, complaint, content_hash, accepted_at, delivery, lapor_id, status)
  select (lpad(to_hex(1700000000000 + n * 1000), 12, '0') || '7000800000000000' || lpad(to_hex(n), 4, '0'))::uuid, '32.' || lpad((n % 27 + 1)::text, 2, '0'), 'app', 'ch-' || n % 27,
    'webhook', 't-' || n, 'report/v1', jsonb_build_object('title', 'Jembatan putus', 'body', 'Kata langka' || n % 5000), '', now() - (${30_000} - n) * interval '1 second',
    case when n % 1000 = 0 then 'parked' when n % 1000 = 1 then 'unknown' else 'delivered' end, 'L' || n, case when n % 300 = 0 then 'reopened' else 'received' end
  from generate_series(1, ${30_000}) n`
