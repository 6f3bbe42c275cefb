import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CREATE_PAYLOAD, startSandbox } from '../../test/support/sandbox.ts'

const CREATE = '/lapor/3.0.0/complaints/complaint'

/** kind, status of the answer (null: none), whether the complaint exists afterwards */
const KINDS: readonly [string, number | null, boolean][] = [
  ['error-500', 500, false],
  ['error-502', 502, false],
  ['error-503', 503, false],
  ['too-many', 429, false],
  ['credentials-refused', 401, false],
  ['garbage', 200, false],
  ['error-in-200', 200, false],
  ['error-beside-success', 200, false],
  ['hang-up', null, false],
  ['commit-and-hang-up', null, true],
  ['commit-and-garbage', 200, true],
  ['commit-and-error-500', 500, true],
]

test('each fault does what it says, once', async (t) => {
  const { ask } = await startSandbox(t)
  for (const [kind, status, kept] of KINDS) {
    await ask('DELETE', '/sandbox/complaints')
    assert.equal((await ask('POST', '/sandbox/faults', { kind, on: 'create' })).status, 201)
    const answer = await ask('POST', CREATE, CREATE_PAYLOAD).catch(() => null)
    assert.equal(answer?.status ?? null, status, kind)
    assert.equal(answer?.body.complaint_id, undefined, kind)
    assert.equal((await ask('GET', '/sandbox/complaints')).body.total, kept ? 1 : 0, kind)
    assert.equal((await ask('POST', CREATE, CREATE_PAYLOAD)).status, 200, `after ${kind}`)
  }
})

test('Retry-After is what was ordered', async (t) => {
  const { ask } = await startSandbox(t)
  await ask('POST', '/sandbox/faults', { kind: 'too-many', retryAfterSeconds: 7 })
  assert.equal((await ask('POST', CREATE, CREATE_PAYLOAD)).headers.get('retry-after'), '7')
})

test('slow waits, and does it', async (t) => {
  const { ask } = await startSandbox(t)
  await ask('POST', '/sandbox/faults', { kind: 'slow', delayMs: 50, on: 'create' })
  const started = performance.now()
  assert.equal((await ask('POST', CREATE, CREATE_PAYLOAD)).status, 200)
  assert.ok(performance.now() - started >= 49)
})

test('a fault serves only the calls it was ordered for, as many as were ordered', async (t) => {
  const { ask } = await startSandbox(t)
  await ask('POST', '/sandbox/faults', { kind: 'error-500', on: 'masters', calls: 2 })
  assert.equal((await ask('POST', CREATE, CREATE_PAYLOAD)).status, 200)
  const statuses = []
  for (let n = 0; n < 3; n += 1) statuses.push((await ask('GET', '/lapor/3.0.0/masters/templates')).status)
  assert.deepEqual(statuses, [500, 500, 200])
})

test('a fault for a time stays until it is taken back', async (t) => {
  const { ask } = await startSandbox(t)
  await ask('POST', '/sandbox/faults', { kind: 'error-503', forMs: 600_000 })
  for (let n = 0; n < 3; n += 1) assert.equal((await ask('POST', CREATE, CREATE_PAYLOAD)).status, 503)
  assert.equal((await ask('GET', '/sandbox/faults')).body.ordered[0].served, 3)
  assert.equal((await ask('DELETE', '/sandbox/faults')).body.deleted, 1)
  assert.equal((await ask('POST', CREATE, CREATE_PAYLOAD)).status, 200)
})

test('an order that cannot be understood says what is allowed', async (t) => {
  const { ask } = await startSandbox(t)
  const { status, body } = await ask('POST', '/sandbox/faults', { kind: 'explode', call: 1 })
  assert.equal(status, 422)
  assert.match(JSON.stringify(body.errors), /error-500, error-502/)
  assert.match(JSON.stringify(body.errors), /not known/)
})
