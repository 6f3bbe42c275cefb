import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { openTestLedger, silent } from '../ledger/test-ledger.ts'
import { openPauseSwitch } from './pause-switch.ts'

const WHO = { by: 'Rina', reason: 'LAPOR! asks for it' }

test('every gateway sees the switch, and one that is asked all the time reads it once a second', async (t) => {
  const { ledger } = await openTestLedger(t)
  let reads = 0
  const all = () => {
    reads += 1
    return ledger.pauses.all()
  }
  const counted = { ...ledger, pauses: { ...ledger.pauses, all } }
  const [one, other] = [openPauseSwitch(counted, silent), openPauseSwitch(ledger, silent)]
  assert.deepEqual([await one.isPaused(), await other.isPaused()], [false, false])
  await Promise.all(Array.from({ length: 100 }, () => one.isPaused()))
  assert.ok(reads <= 2, `${reads} reads for a hundred questions`)
  await ledger.pauses.set('forward', true, WHO)
  for (const gateway of [one, other]) {
    await eventually('paused', async () => ((await gateway.isPaused()) ? true : undefined))
    await assert.rejects(gateway.check(), { code: 'forwarding_paused', disposition: 'wait' })
  }
  await ledger.pauses.set('forward', false, WHO)
  await eventually('resumed', async () => ((await one.isPaused()) ? undefined : true))
  await one.check()
})

test('a gateway that cannot read the switch keeps what it knew', async (t) => {
  const { ledger } = await openTestLedger(t)
  await ledger.pauses.set('forward', true, WHO)
  let away = false
  let refused = 0
  const all = () => {
    if (!away) return ledger.pauses.all()
    refused += 1
    return Promise.reject(new Error('away'))
  }
  const gateway = openPauseSwitch({ ...ledger, pauses: { ...ledger.pauses, all } }, silent)
  assert.equal(await gateway.isPaused(), true)
  away = true
  await eventually('it was read in vain', async () => {
    assert.equal(await gateway.isPaused(), true)
    return refused > 0 ? true : undefined
  })
})
