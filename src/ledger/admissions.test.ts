import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countMessage, type Spans } from './admissions.ts'
import { openTestLedger } from './test-ledger.ts'

const LIMITS = { perHour: 3, perDay: 5 }
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** What becomes of messages at these times, in milliseconds. */
function outcomes(times: readonly number[]): string[] {
  let spans: Spans | null = null
  return times.map((at) => {
    const counted = countMessage(spans, LIMITS, at)
    spans = counted.spans
    return 'until' in counted.admission
      ? `${counted.admission.outcome} ${counted.admission.until.getTime() / MINUTE}`
      : counted.admission.outcome
  })
}

test('the limit of an hour is told once, with its end, and ends then', () => {
  assert.deepEqual(outcomes([0, 1, 2, 3, 4, HOUR - 1, HOUR]), [
    'welcome',
    'welcome',
    'welcome',
    'limit_reached 60',
    'over_limit',
    'over_limit',
    'welcome',
  ])
})

test('what is over the limit of an hour does not count for the day; the limit of a day holds for a day', () => {
  assert.deepEqual(outcomes([0, 0, 0, 1, 1, 1, HOUR, HOUR, HOUR, 3 * HOUR, 24 * HOUR]), [
    'welcome',
    'welcome',
    'welcome',
    'limit_reached 60',
    'over_limit',
    'over_limit',
    'welcome',
    'welcome',
    'limit_reached 1440',
    'over_limit',
    'welcome',
  ])
})

test('a message that is delivered again is counted once and told the same, also when it comes many times at once', async (t) => {
  const { ledger } = await openTestLedger(t)
  const admit = (id: string, sender = '+6281234567890') => ledger.people.admit('sms', sender, id, { perHour: 2, perDay: 100 })
  const first = await Promise.all(Array.from({ length: 6 }, () => admit('m-1')))
  assert.deepEqual(first.filter(({ fresh }) => fresh).length, 1)
  assert.ok(first.every(({ outcome }) => outcome === 'welcome'))
  assert.equal((await admit('m-2')).outcome, 'welcome')
  const reached = await admit('m-3')
  assert.equal(reached.outcome, 'limit_reached')
  assert.equal((await admit('m-4')).outcome, 'over_limit')
  const { fresh, ...again } = await admit('m-3')
  assert.deepEqual([again, fresh], [{ outcome: 'limit_reached', until: 'until' in reached ? reached.until : null }, false])
  assert.equal((await admit('m-9', '+6285550001111')).outcome, 'welcome', 'somebody else has limits of their own')
})

test('ten messages at once pass as many as the limit allows, and tell the person once', async (t) => {
  const { ledger } = await openTestLedger(t)
  const admitted = await Promise.all(
    Array.from({ length: 10 }, (_, n) => ledger.people.admit('sms', '+6281', `m-${n}`, { perHour: 4, perDay: 100 })),
  )
  const count = (outcome: string) => admitted.filter((one) => one.outcome === outcome).length
  assert.deepEqual([count('welcome'), count('limit_reached'), count('over_limit')], [4, 1, 5])
})
