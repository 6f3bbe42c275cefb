import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { openLedger } from '../../src/ledger/open-ledger.ts'
import { newKeys, parseKeys } from '../../src/ledger/sealing.ts'
import { silent } from '../../src/ledger/test-ledger.ts'
import { testDatabase, testLedgerDatabase, testRedis } from './servers.ts'

test('every test gets an empty database of its own', async (t) => {
  const [one, two] = await Promise.all([testDatabase(t), testDatabase(t)])
  assert.notEqual(one, two)
  const client = new Client({ connectionString: one })
  await client.connect()
  t.after(() => client.end())
  const tables = await client.query(`SELECT 1 FROM pg_tables WHERE schemaname = 'public'`)
  assert.equal(tables.rowCount, 0)
})

test('a ledger goes on to the next test, which finds it empty, whoever is still connected', async (whole) => {
  const addresses: string[] = []
  await whole.test('one fills it, and hangs on to it', async (t) => {
    addresses.push(await testLedgerDatabase(t))
    const ledger = await openLedger({ databaseUrl: addresses[0] ?? '', keys: parseKeys(newKeys()), log: silent })
    await ledger.alerts.raise('a-1', 'recipient_gone', 'wargaku', 'the region does not want it any more')
    whole.after(() => ledger.close())
  })
  await whole.test('the next one is alone with it', async (t) => {
    addresses.push(await testLedgerDatabase(t))
    const client = new Client({ connectionString: addresses[1] })
    await client.connect()
    t.after(() => client.end())
    assert.equal((await client.query('select 1 from alerts')).rowCount, 0)
    const { rowCount } = await client.query('select 1 from pg_stat_activity where datname = current_database() and client_port is not null')
    assert.equal(rowCount, 2, 'this one, and the one that empties it')
  })
  assert.equal(addresses[0], addresses[1])
})

test('every test gets a prefix of its own on the tests’ Redis', async (t) => {
  const [one, two] = await Promise.all([testRedis(t), testRedis(t)])
  assert.notEqual(one.prefix, two.prefix)
  const redis = new Redis(one.url)
  t.after(() => redis.quit())
  assert.equal(await redis.ping(), 'PONG')
})
