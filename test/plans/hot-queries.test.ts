import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import pg from 'pg'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedger } from '../../src/ledger/open-ledger.ts'
import { newKeys, parseKeys } from '../../src/ledger/sealing.ts'
import { silent } from '../../src/ledger/test-ledger.ts'
import { noteStatements } from '../bench/console/statements.ts'
import { testDatabase } from '../support/servers.ts'
import { fillLedger } from './fill-ledger.ts'
import { HOT, type Some } from './hot-queries.ts'
import { type Planned, plansOf } from './plans.ts'

suite('hot questions to a full ledger', () => {
  let ledger: Ledger
  let client: pg.Client
  let some: Some

  before(async () => {
    const databaseUrl = await testDatabase({ after: () => undefined })
    ledger = await openLedger({ databaseUrl, keys: parseKeys(newKeys()), log: silent })
    client = new pg.Client(databaseUrl)
    await client.connect()
    await fillLedger(client)
    some = await chooseSome(client)
  })
  after(async () => {
    await ledger.close()
    await client.end()
  })

  for (const { name, by, ask } of HOT) {
    test(`${name}: by index, and no table is read as a whole`, async () => {
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
    })
  }
})

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
