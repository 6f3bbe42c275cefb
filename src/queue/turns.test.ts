import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testRedis } from '../../test/support/servers.ts'
import { openTurns } from './turns.ts'

const silent = { info() {}, warn() {}, error() {} }
const never = new AbortController().signal

test('calls of two gateways get their turns one after the other; without a limit nobody waits', async (t) => {
  const { url, prefix } = await testRedis(t)
  const gateways = [openTurns({ redisUrl: url, prefix, log: silent }), openTurns({ redisUrl: url, prefix, log: silent })] as const
  t.after(() => {
    for (const gateway of gateways) gateway.close()
  })
  await gateways[0].take('central', null, never)
  const begun = performance.now()
  await Promise.all([0, 1, 0, 1, 0].map((which) => gateways[which as 0 | 1].take('central', 20, never)))
  // Timers may fire a millisecond early.
  assert.ok(performance.now() - begun >= 4 * 50 - 5, 'the fifth has waited for four')
})

test('whoever waits for a turn stops waiting when the gateway stops', async (t) => {
  const { url, prefix } = await testRedis(t)
  const turns = openTurns({ redisUrl: url, prefix, log: silent })
  t.after(() => turns.close())
  const stopping = new AbortController()
  await turns.take('central', 0.001, stopping.signal)
  const waiting = turns.take('central', 0.001, stopping.signal)
  stopping.abort()
  await waiting
})

test('a channel does not wait for another', async (t) => {
  const { url, prefix } = await testRedis(t)
  const turns = openTurns({ redisUrl: url, prefix, log: silent })
  t.after(() => turns.close())
  const stopping = new AbortController()
  await turns.take('channel:a', 0.001, stopping.signal)
  const waiting = turns.take('channel:a', 0.001, stopping.signal)
  await turns.take('channel:b', 0.001, stopping.signal)
  stopping.abort()
  await waiting
})

test('without Redis each gateway keeps the limit by itself', async (t) => {
  const turns = openTurns({ redisUrl: 'redis://127.0.0.1:1', log: silent })
  t.after(() => turns.close())
  const begun = performance.now()
  for (let turn = 0; turn < 3; turn += 1) await turns.take('central', 20, never)
  assert.ok(performance.now() - begun >= 2 * 50 - 5)
})
