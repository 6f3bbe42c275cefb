import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../contract/errors.ts'
import { openLedger } from './open-ledger.ts'
import { newKeys, parseKeys } from './sealing.ts'
import { openTestLedger, silent } from './test-ledger.ts'

const PAST = new Date(Date.now() - 60_000)
const LATER = new Date(Date.now() + 3_600_000)

test('of many who write at once one is first, and the others are told', async (t) => {
  const { ledger } = await openTestLedger(t)
  const memory = ledger.memory.of('bot')
  assert.equal(await memory.read('chat:7781'), null)
  const begun = await Promise.all(Array.from({ length: 6 }, (_, n) => memory.write('chat:7781', { n }, { version: 0 })))
  const [first, ...none] = begun.filter((one) => one !== null)
  assert.ok(first)
  assert.equal(none.length, 0)
  assert.deepEqual(await memory.read('chat:7781'), first)
  const more = await Promise.all(Array.from({ length: 6 }, (_, n) => memory.write('chat:7781', { n }, { version: first.version })))
  assert.equal(more.filter((one) => one !== null).length, 1)
  assert.equal(await memory.forget('chat:7781', first.version), false, 'it is another version by now')
  const last = await memory.read('chat:7781')
  assert.equal(await memory.forget('chat:7781', last?.version ?? 0), true)
  assert.equal(await memory.read('chat:7781'), null)
  assert.equal(await memory.write('chat:7781', {}, { version: last?.version ?? 0 }), null, 'a version never comes back')
  assert.equal(await ledger.memory.of('bot-2').read('chat:7781'), null)
})

test('what has expired is not there, may be begun anew, and is swept in batches', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const memory = ledger.memory.of('bot')
  for (let n = 0; n < 5; n += 1) await memory.write(`chat:100${n}`, { n }, { version: 0, expiresAt: PAST })
  await memory.write('chat:2000', {}, { version: 0, expiresAt: LATER })
  await memory.write('chat:2001', {}, { version: 0 })
  assert.equal(await memory.read('chat:1000'), null)
  assert.ok(await memory.write('chat:1000', 'anew', { version: 0, expiresAt: LATER }))
  assert.deepEqual([await ledger.memory.sweep(3), await ledger.memory.sweep(3), await ledger.memory.sweep(3)], [3, 1, 0])
  assert.deepEqual(await sql('select count(*)::int as left from memory'), [{ left: 3 }])
})

test('what is due is given to one of several gateways, and again later unless it is written', async (t) => {
  const { ledger } = await openTestLedger(t)
  const memory = ledger.memory.of('bot')
  for (let n = 0; n < 6; n += 1) await memory.write(`chat:100${n}`, { n }, { version: 0, wakeAt: PAST })
  await memory.write('chat:2000', 'not yet', { version: 0, wakeAt: LATER })
  await memory.write('chat:2001', 'over', { version: 0, wakeAt: PAST, expiresAt: PAST })
  await ledger.memory.of('elsewhere').write('chat:2002', 'other', { version: 0, wakeAt: PAST })
  const claims = await Promise.all(Array.from({ length: 3 }, () => ledger.memory.claimDue(['bot'], 4, 60_000)))
  const keys = claims.flat().map(({ remembered }) => remembered.key)
  assert.deepEqual(
    keys.sort(),
    Array.from({ length: 6 }, (_, n) => `chat:100${n}`),
  )
  assert.deepEqual(await ledger.memory.claimDue(['bot'], 4, 60_000), [])
  const again = await ledger.memory.claimDue(['elsewhere'], 4, -1)
  assert.deepEqual(await ledger.memory.claimDue(['elsewhere'], 4, -1), again, 'it was not written: it comes again, as it was')
  const [{ remembered } = { remembered: { key: '', value: '', version: 0 } }] = again
  assert.ok(
    await ledger.memory.of('elsewhere').write(remembered.key, 'done', { version: remembered.version }),
    'it can be written as it was given',
  )
  assert.deepEqual(await ledger.memory.claimDue(['elsewhere'], 4, -1), [])
})

test('more than 256 KiB is refused, and says so', async (t) => {
  const { ledger } = await openTestLedger(t)
  const write = ledger.memory.of('bot').write('chat:7781', 'x'.repeat(256 * 1024), { version: 0 })
  await assert.rejects(write, (error) => error instanceof GatewayError && error.code === 'body_too_large')
})

test('with its key lost a memory is as if it was not there, and nothing stops', async (t) => {
  const [lost, present] = [newKeys(), newKeys()]
  const { ledger, databaseUrl } = await openTestLedger(t, lost)
  await ledger.memory.of('bot').write('chat:7781', 'before', { version: 0, wakeAt: PAST })
  const without = await openLedger({ databaseUrl, keys: parseKeys(present), log: silent, poolSize: 2 })
  t.after(() => without.close())
  assert.deepEqual(await without.memory.claimDue(['bot'], 10, 1000), [])
  assert.equal(await without.memory.of('bot').read('chat:7781'), null)
  assert.ok(await without.memory.of('bot').write('chat:7781', 'after', { version: 0 }))
  assert.equal((await without.memory.of('bot').read('chat:7781'))?.value, 'after')
})

test('a memory that was tampered with is begun anew', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const memory = ledger.memory.of('bot')
  await memory.write('chat:7781', 'before', { version: 0 })
  await sql(`update memory set sealed = '\\x00'`)
  assert.equal(await memory.read('chat:7781'), null)
  assert.ok(await memory.write('chat:7781', 'after', { version: 0 }))
  assert.equal((await memory.read('chat:7781'))?.value, 'after')
})
