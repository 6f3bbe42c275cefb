import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { testDatabase, testRedis } from './servers.ts'

test('every test gets an empty database of its own', async (t) => {
  const [one, two] = await Promise.all([testDatabase(t), testDatabase(t)])
  assert.notEqual(one, two)
  const client = new Client({ connectionString: one })
  await client.connect()
  t.after(() => client.end())
  const tables = await client.query(`SELECT 1 FROM pg_tables WHERE schemaname = 'public'`)
  assert.equal(tables.rowCount, 0)
})

test('every test gets a prefix of its own on the tests’ Redis', async (t) => {
  const [one, two] = await Promise.all([testRedis(t), testRedis(t)])
  assert.notEqual(one.prefix, two.prefix)
  const redis = new Redis(one.url)
  t.after(() => redis.quit())
  assert.equal(await redis.ping(), 'PONG')
})
