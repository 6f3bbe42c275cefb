import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorCode, GatewayError } from '../contract/errors.ts'
import { decide } from './decide.ts'

const LIMITS = { firstMs: 100, maxMs: 1_000, attempts: 3 }

const ROWS: readonly [ErrorCode, attempts: number, action: string, verdict?: string][] = [
  ['connection_failed', 0, 'again', 'retry'],
  ['central_unavailable', 1, 'again', 'retry'],
  ['central_unavailable', 2, 'park'],
  ['throttled', 2, 'again', 'hold'],
  ['breaker_open', 99, 'again', 'hold'],
  ['ledger_unavailable', 99, 'again', 'wait'],
  ['outcome_unknown', 0, 'unknown'],
  ['refused_by_partner', 0, 'park'],
  ['attachment_unavailable', 0, 'park'],
  ['response_unexpected', 0, 'park'],
  ['credentials_refused', 0, 'stop', 'hold'],
]

for (const [code, attempts, action, verdict] of ROWS) {
  test(`${code} after ${attempts} attempts: ${action}${verdict ? ` (${verdict})` : ''}`, () => {
    const decision = decide(new GatewayError(code, 'words'), attempts, LIMITS)
    assert.equal(decision.action, action)
    if ('verdict' in decision) assert.equal(decision.verdict.verdict, verdict)
    if ('reason' in decision) assert.deepEqual(decision.reason, { code, message: 'words' })
  })
}

test('what the centre asked us to wait is waited, whatever our own back-off says', () => {
  const decision = decide(new GatewayError('throttled', 'busy', { retryAfterMs: 77_000 }), 0, LIMITS)
  assert.deepEqual(decision, { action: 'again', verdict: { verdict: 'hold', ms: 77_000 } })
})

test('a bug is tried a few times and then parked, without its words', () => {
  assert.equal(decide(new TypeError('Budi is not a function'), 0, LIMITS).action, 'again')
  const decision = decide(new TypeError('Budi is not a function'), 2, LIMITS)
  assert.equal(decision.action, 'park')
  assert.ok(!JSON.stringify(decision).includes('Budi'))
})
