import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorCode, GatewayError } from '../contract/errors.ts'
import { createBreaker, FROM_BEFORE } from './breaker.ts'

const quiet = { info() {}, warn() {}, error() {} }

test('a centre that loses answers opens the breaker: what comes behind waits instead of becoming unknown', async (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'] })
  let healthy = false
  const breaker = createBreaker(quiet, async () => ({ healthy, detail: 'it does not answer' }))
  for (let failures = 0; failures < 5; failures += 1) assert.equal(await codeOf(breaker, lost()), 'outcome_unknown')

  let sent = 0
  const create = async () => void (sent += 1)
  assert.equal(await codeOf(breaker, create), 'breaker_open')
  t.mock.timers.tick(60_000)
  assert.equal(await codeOf(breaker, create), 'breaker_open')
  assert.equal(sent, 0, 'no create was sacrificed to find out that the centre is still away')

  healthy = true
  t.mock.timers.tick(60_000)
  assert.equal(await codeOf(breaker, create), null)
  assert.equal(sent, 1)
})

test('outcomes that were unknown before say nothing of the centre', async () => {
  const breaker = createBreaker(quiet, async () => ({ healthy: true, detail: '' }))
  const old = () => Promise.reject(new GatewayError('outcome_unknown', 'of an earlier run', { cause: FROM_BEFORE }))
  for (let times = 0; times < 10; times += 1) assert.equal(await codeOf(breaker, old), 'outcome_unknown')
  assert.equal(await codeOf(breaker, async () => {}), null)
})

const lost = () => () => Promise.reject(new GatewayError('outcome_unknown', 'no answer came back'))

async function codeOf(breaker: ReturnType<typeof createBreaker>, call: () => Promise<unknown>): Promise<ErrorCode | null> {
  try {
    await breaker(call)
    return null
  } catch (error) {
    return error instanceof GatewayError ? error.code : 'internal_error'
  }
}
