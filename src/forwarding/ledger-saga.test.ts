import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { GatewayError } from '../contract/errors.ts'
import { openTestLedger, silent } from '../ledger/test-ledger.ts'
import { newId } from '../ledger/uuid.ts'
import { openSaga } from './ledger-saga.ts'

async function open(t: TestContext) {
  const { ledger } = await openTestLedger(t)
  const subject = newId()
  const stop = new AbortController()
  // A new saga each time: as after a crash, nothing is known but what the ledger holds.
  return { again: () => openSaga({ ledger, signal: stop.signal, log: silent }, subject), stop }
}

test('a finished step gives its result and is not run again', async (t) => {
  const { again } = await open(t)
  assert.deepEqual(await again().step('create', async () => ({ laporId: '7' })), { laporId: '7' })
  assert.deepEqual(await again().step('create', () => assert.fail('run again')), { laporId: '7' })
})

const THROWN: readonly [code: 'central_unavailable' | 'throttled' | 'refused_by_partner' | 'credentials_refused' | 'connection_failed'][] =
  [['central_unavailable'], ['throttled'], ['refused_by_partner'], ['credentials_refused'], ['connection_failed']]
for (const [code] of THROWN) {
  test(`${code} says that nothing was done: the step is run again`, async (t) => {
    const { again } = await open(t)
    await assert.rejects(
      again().step('create', () => Promise.reject(new GatewayError(code, 'no'))),
      { code },
    )
    assert.equal(await again().step('create', async () => 'done'), 'done')
  })
}

for (const error of [new GatewayError('answer_lost', 'lost'), new GatewayError('outcome_unknown', 'lost'), new TypeError('a bug')]) {
  test(`after ${error.name} ${error.message} a step that must not be repeated is unknown, and is not run again`, async (t) => {
    const { again } = await open(t)
    await assert.rejects(again().step('create', () => Promise.reject(error)))
    await assert.rejects(
      again().step('create', () => assert.fail('sent twice')),
      { code: 'outcome_unknown' },
    )
  })
}

test('a repeatable step is run again after a lost answer', async (t) => {
  const { again } = await open(t)
  const lost = () => Promise.reject(new GatewayError('answer_lost', 'lost'))
  await assert.rejects(again().step('upload', lost, { repeatable: true }))
  assert.equal(await again().step('upload', async () => '55', { repeatable: true }), '55')
})

test('reconcile decides about a lost answer: found is done, not found is sent again', async (t) => {
  const { again } = await open(t)
  const lost = () => Promise.reject(new GatewayError('answer_lost', 'lost'))
  await assert.rejects(again().step('hand-on', lost))
  assert.equal(await again().step('hand-on', async () => 'sent', { reconcile: async () => undefined }), 'sent')
  await assert.rejects(again().step('followup', lost))
  assert.equal(await again().step('followup', () => assert.fail('sent twice'), { reconcile: async () => 'found' }), 'found')
})

test('a step is not begun while the work is being handed over', async (t) => {
  const { again, stop } = await open(t)
  stop.abort()
  await assert.rejects(
    again().step('create', () => assert.fail('begun')),
    { disposition: 'wait' },
  )
})

test('two runs that begin the same step at the same moment send it once', async (t) => {
  const { again } = await open(t)
  let sent = 0
  const create = async () => ({ laporId: String(++sent) })
  const runs = await Promise.allSettled([again().step('create', create), again().step('create', create), again().step('create', create)])
  assert.equal(sent, 1)
  for (const run of runs) if (run.status === 'rejected') assert.equal(run.reason.code, 'outcome_unknown')
})
