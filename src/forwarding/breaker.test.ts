import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorCode, GatewayError } from '../contract/errors.ts'
import { createBreaker, FROM_BEFORE } from './breaker.ts'

const quiet = {
  log: { info() {}, warn() {}, error() {} },
  probe: async () => ({ healthy: true, detail: '' }),
  longestWaitMs: () => 600_000,
}

test('a centre that loses answers opens the breaker: what comes behind waits instead of becoming unknown', async () => {
  let healthy = false
  let now = 0
  const breaker = createBreaker({ ...quiet, probe: async () => ({ healthy, detail: 'it does not answer' }), now: () => now })
  for (let failures = 0; failures < 5; failures += 1) assert.equal(await codeOf(breaker, lost()), 'outcome_unknown')

  let sent = 0
  const create = async () => {
    sent += 1
  }
  assert.equal(await codeOf(breaker, create), 'breaker_open')
  now += 60_000
  assert.equal(await codeOf(breaker, create), 'breaker_open')
  assert.equal(sent, 0, 'no create was sacrificed to find out that the centre is still away')

  healthy = true
  now += 60_000
  assert.equal(await codeOf(breaker, create), null)
  assert.equal(sent, 1)
})

test('a failing centre spends an attempt only of the first few; while one call is let through, the others wait', async () => {
  let now = 0
  const breaker = createBreaker({ ...quiet, now: () => now })
  const failing = () => Promise.reject(new GatewayError('central_unavailable', 'HTTP 500'))
  const codes = []
  for (let times = 0; times < 6; times += 1) codes.push(await codeOf(breaker, failing))
  assert.deepEqual(codes, [...Array(4).fill('central_unavailable'), 'breaker_open', 'breaker_open'])
  now += 60_000
  const slow = Promise.withResolvers<void>()
  const first = codeOf(breaker, () => slow.promise)
  assert.equal(await codeOf(breaker, async () => {}), 'breaker_open')
  slow.resolve()
  assert.equal(await first, null)
  assert.equal(await codeOf(breaker, async () => {}), null)
})

test('a complaint to which alone the centre answers with a failure spends attempts, far apart; what comes meanwhile is sent', async () => {
  let now = 0
  const breaker = createBreaker({ ...quiet, now: () => now })
  const poison = () => Promise.reject(new GatewayError('central_unavailable', 'HTTP 500'))
  for (let times = 0; times < 5; times += 1) await codeOf(breaker, poison)
  now += 60_000
  await assert.rejects(breaker(poison), { code: 'central_unavailable', retryAfterMs: 600_000 })
  assert.equal(await codeOf(breaker, poison), 'breaker_open', 'one at a time')
  now += 60_000
  assert.equal(await codeOf(breaker, async () => {}), null)
  assert.equal(await codeOf(breaker, async () => {}), null)
})

test('a call that found no way to the centre spends no attempt, though the probe did', async () => {
  let now = 0
  const breaker = createBreaker({ ...quiet, now: () => now })
  const cut = () => Promise.reject(new GatewayError('connection_failed', 'refused'))
  for (let times = 0; times < 5; times += 1) await codeOf(breaker, cut)
  now += 60_000
  assert.equal(await codeOf(breaker, cut), 'breaker_open')
})

test('a centre that answers the probe with a refusal is back: it need not have the list that is asked for', async () => {
  let now = 0
  const breaker = createBreaker({ ...quiet, probe: async () => ({ healthy: false, reachable: true, detail: 'HTTP 404' }), now: () => now })
  for (let failures = 0; failures < 5; failures += 1) await codeOf(breaker, lost())
  now += 60_000
  assert.equal(await codeOf(breaker, async () => {}), null)
})

test('a call that failed for a reason of our own leaves the breaker as it is, and the next one tries at once', async () => {
  let now = 0
  const breaker = createBreaker({ ...quiet, now: () => now })
  for (let failures = 0; failures < 5; failures += 1) await codeOf(breaker, lost())
  now += 60_000
  const ownReasons = [
    new GatewayError('ledger_unavailable', 'the ledger is away'),
    new GatewayError('outcome_unknown', 'it may have arrived', { cause: FROM_BEFORE }),
  ]
  for (const error of ownReasons) {
    assert.equal(await codeOf(breaker, () => Promise.reject(error)), error.code)
    const slow = Promise.withResolvers<void>()
    const trial = codeOf(breaker, () => slow.promise.then(() => Promise.reject(error)))
    assert.equal(await codeOf(breaker, async () => {}), 'breaker_open', 'still one at a time')
    slow.resolve()
    await trial
  }
  assert.equal(await codeOf(breaker, async () => {}), null)
})

for (const code of ['refused_by_partner', 'response_unexpected', 'case_unknown', 'credentials_refused', 'throttled'] as const)
  test(`a centre that says ${code} is there: the breaker closes`, async () => {
    let now = 0
    const breaker = createBreaker({ ...quiet, now: () => now })
    for (let failures = 0; failures < 5; failures += 1) await codeOf(breaker, lost())
    now += 60_000
    assert.equal(await codeOf(breaker, () => Promise.reject(new GatewayError(code, 'it says so'))), code)
    assert.deepEqual(await Promise.all([codeOf(breaker, async () => {}), codeOf(breaker, async () => {})]), [null, null])
  })

test('outcomes that were unknown before say nothing of the centre', async () => {
  const breaker = createBreaker(quiet)
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
