import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { holdLease } from './hold-lease.ts'
import type { Ledger } from './ledger.ts'
import { openTestLedger } from './test-ledger.ts'

test('a held lease is renewed, and free when it is released', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  // It is renewed after a third: a process that is slow to do it does not lose it.
  const held = await holdLease(ledger, 'sweep', 'a', 6_000)
  assert.ok(held)
  assert.equal(await holdLease(ledger, 'sweep', 'b', 6_000), null)
  const until = async () => (await sql('select until::text from leases'))[0]?.until
  const first = await until()
  await eventually('it is renewed', async () => ((await until()) === first ? undefined : true))
  await held.release()
  assert.equal(held.signal.aborted, false)
  const next = await holdLease(ledger, 'sweep', 'b', 6_000)
  assert.match(next?.holder ?? '', /^b\//, 'the process and the call, as the ledger knows it')
  await next?.release()
})

test('whoever lost a lease is told: another has it, or the ledger is away for as long as it lasts', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const taken = await holdLease(ledger, 'sweep', 'a', 300)
  assert.ok(taken)
  await sql(`update leases set holder = 'b', until = now() + interval '1 hour'`)
  await aborted(taken.signal)

  const silentBehindTheFirst: Ledger = { ...ledger, leases: { ...ledger.leases, renew: () => new Promise(() => {}) } }
  const cutOff = await holdLease(silentBehindTheFirst, 'poll', 'a', 300)
  assert.ok(cutOff)
  await aborted(cutOff.signal)
})

/** On a busy machine it may have been lost before anybody listens. */
async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

test('one gateway does not hold a lease twice: a queue may hand it the same job two times', async (t) => {
  const { ledger } = await openTestLedger(t)
  const first = await holdLease(ledger, 'forward:1', 'a')
  assert.equal(await holdLease(ledger, 'forward:1', 'a'), null)
  await first?.release()
  const second = await holdLease(ledger, 'forward:1', 'a')
  assert.ok(second)
  await second.release()
})
