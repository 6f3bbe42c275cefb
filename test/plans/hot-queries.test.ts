import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import pg from 'pg'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedger } from '../../src/ledger/open-ledger.ts'
import { newKeys, parseKeys } from '../../src/ledger/sealing.ts'
import { silent } from '../../src/ledger/test-ledger.ts'
import { newId } from '../../src/ledger/uuid.ts'
import { noteStatements } from '../bench/console/statements.ts'
import { testDatabase } from '../support/servers.ts'
import { fillLedger } from './fill-ledger.ts'
import { HOT, type Some } from './hot-queries.ts'
import { type Planned, plansOf } from './plans.ts'

test('a plan that is kept from when the ledger was empty reads no table as a whole', async (t) => {
  const { ledger, client } = await openBoth(t)
  // As on the connections that keep plans (src/ledger/database.ts).
  await client.query('set enable_seqscan = off')
  const nobody = { accepted: newId(), delivered: newId(), channel: 'none', ticket: 'none', contentHash: Buffer.from('') }
  const kept = new Set<string>()
  for (const { ask } of HOT) {
    const statements = await noteStatements(() => ask(ledger, nobody).catch(() => undefined))
    for (const statement of statements.filter(({ name }) => name !== undefined)) {
      kept.add(statement.name ?? '')
      for (const { sql, whole } of await plansOf(client, statement)) assert.deepEqual(whole, [], sql)
    }
  }
  assert.notEqual(kept.size, 0)
})

suite('hot questions to a full ledger', () => {
  let ledger: Ledger
  let client: pg.Client
  let some: Some
  const ends: (() => Promise<void>)[] = []

  before(async () => {
    const both = await openBoth({ after: (step) => ends.push(step) })
    ledger = both.ledger
    client = both.client
    await fillLedger(client)
    some = await chooseSome(client)
  })
  after(async () => {
    for (const end of ends) await end()
  })

  for (const { name, by, searches = [], begin, ask } of HOT) {
    test(`${name}: by index, and no table is read as a whole`, async () => {
      await begin?.(ledger)
      const statements = (await noteStatements(() => ask(ledger, some))).filter(({ sql }) =>
        /^\s*(select|with|insert|update|delete)\b/i.test(sql),
      )
      const plans: Planned[] = []
      for (const statement of statements) plans.push(...(await plansOf(client, statement)))
      for (const { sql, whole } of plans) assert.deepEqual(whole, [], sql)
      const used = new Set(plans.flatMap(({ indexes }) => [...indexes]))
      assert.deepEqual(
        by.filter((index) => !used.has(index)),
        [],
        `not used; used are ${[...used].join(', ')}`,
      )
      const searched = new Set(plans.flatMap((plan) => [...plan.searched]))
      assert.deepEqual(
        searches.filter((index) => !searched.has(index)),
        [],
        'gone through to the end',
      )
    })
  }
})

/** Under which the filled ledger is sealed. */
const SEEDED_KEY = 'k1'

/** An empty ledger of their own, as it is used and as its superuser sees it. */
async function openBoth(t: { after(step: () => Promise<void>): unknown }): Promise<{ ledger: Ledger; client: pg.Client }> {
  const databaseUrl = await testDatabase({ after: () => undefined })
  const ledger = await openLedger({ databaseUrl, keys: parseKeys(newKeys().replace(/^[^:]+/, SEEDED_KEY)), log: silent })
  const client = new pg.Client(databaseUrl)
  await client.connect()
  t.after(async () => {
    await ledger.close()
    await client.end()
  })
  return { ledger, client }
}

async function chooseSome(client: pg.Client): Promise<Some> {
  const { rows } = await client.query<{ id: string; delivery: string; channel: string; ticket: string; content_hash: Buffer }>(
    `(select * from complaints where delivery = 'accepted' order by id limit 1) union all (select * from complaints where delivery = 'delivered' order by id limit 1)`,
  )
  const [accepted, delivered] = rows
  assert.ok(accepted && delivered)
  return {
    accepted: accepted.id,
    delivered: delivered.id,
    channel: delivered.channel,
    ticket: delivered.ticket,
    contentHash: delivered.content_hash,
  }
}
