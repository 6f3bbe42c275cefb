import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { StepOptions } from '../contract/central.ts'
import { GatewayError } from '../contract/errors.ts'
import { openTestLedger, silent } from '../ledger/test-ledger.ts'
import { newId } from '../ledger/uuid.ts'
import { openSaga } from './ledger-saga.ts'

async function open(t: TestContext) {
  const { ledger } = await openTestLedger(t)
  const subject = newId()
  const stop = new AbortController()
  /** A new saga each time: as after a crash, nothing is known but what the ledger holds. */
  async function step<T>(name: string, fn: () => Promise<T>, options?: StepOptions<T>): Promise<T> {
    const saga = openSaga({ ledger, signal: stop.signal, log: silent }, { subject, known: await ledger.steps.known(subject) })
    return saga.step(name, fn, options).finally(() => saga.write())
  }
  return { step, stop, ledger, subject }
}

test('a finished step gives its result and is not run again', async (t) => {
  const { step } = await open(t)
  assert.deepEqual(await step('create', async () => ({ laporId: '7' })), { laporId: '7' })
  assert.deepEqual(await step('create', () => assert.fail('run again')), { laporId: '7' })
})

const THROWN: readonly [code: 'central_unavailable' | 'throttled' | 'refused_by_partner' | 'credentials_refused' | 'connection_failed'][] =
  [['central_unavailable'], ['throttled'], ['refused_by_partner'], ['credentials_refused'], ['connection_failed']]
for (const [code] of THROWN) {
  test(`${code} says that nothing was done: the step is run again`, async (t) => {
    const { step } = await open(t)
    await assert.rejects(
      step('create', () => Promise.reject(new GatewayError(code, 'no'))),
      { code },
    )
    assert.equal(await step('create', async () => 'done'), 'done')
  })
}

for (const error of [new GatewayError('answer_lost', 'lost'), new GatewayError('outcome_unknown', 'lost'), new TypeError('a bug')]) {
  test(`after ${error.name} ${error.message} a step that must not be repeated is unknown, and is not run again`, async (t) => {
    const { step } = await open(t)
    await assert.rejects(step('create', () => Promise.reject(error)))
    await assert.rejects(
      step('create', () => assert.fail('sent twice')),
      { code: 'outcome_unknown' },
    )
  })
}

test('a repeatable step is run again after a lost answer', async (t) => {
  const { step } = await open(t)
  const lost = () => Promise.reject(new GatewayError('answer_lost', 'lost'))
  await assert.rejects(step('upload', lost, { repeatable: true }))
  assert.equal(await step('upload', async () => '55', { repeatable: true }), '55')
})

test('reconcile decides about a lost answer: found is done, not found is sent again', async (t) => {
  const { step } = await open(t)
  const lost = () => Promise.reject(new GatewayError('answer_lost', 'lost'))
  await assert.rejects(step('hand-on', lost))
  assert.equal(await step('hand-on', async () => 'sent', { reconcile: async () => undefined }), 'sent')
  await assert.rejects(step('followup', lost))
  assert.equal(await step('followup', () => assert.fail('sent twice'), { reconcile: async () => 'found' }), 'found')
})

test('a step is not begun while the work is being handed over', async (t) => {
  const { step, stop } = await open(t)
  stop.abort()
  await assert.rejects(
    step('create', () => assert.fail('begun')),
    { disposition: 'wait' },
  )
})

test('two runs that begin the same step at the same moment send it once', async (t) => {
  const { step } = await open(t)
  let sent = 0
  const create = async () => ({ laporId: String(++sent) })
  const runs = await Promise.allSettled([step('create', create), step('create', create), step('create', create)])
  assert.equal(sent, 1)
  for (const run of runs) if (run.status === 'rejected') assert.equal(run.reason.code, 'outcome_unknown')
})

test('a finished step is written before the next one is begun, and the last one when it is asked for', async (t) => {
  const { ledger, subject, stop } = await open(t)
  const saga = openSaga({ ledger, signal: stop.signal, log: silent }, { subject, known: new Map() })
  const stateOf = async (name: string) => (await ledger.steps.get(subject, name))?.state
  await saga.step('create', async () => ({ laporId: '7' }))
  assert.deepEqual([await stateOf('create'), saga.unwritten], ['sent', [{ name: 'create', result: { laporId: '7' } }]])
  await saga.step('hand-on', async () => assert.equal(await stateOf('create'), 'done'))
  assert.equal(await stateOf('hand-on'), 'sent')
  await saga.write()
  assert.deepEqual([await stateOf('hand-on'), saga.unwritten], ['done', []])
})
