import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CLOCKS } from '../../test/http/gateway.ts'
import { DEMO_CONFIG, openFolder } from '../config/test-config-folder.ts'
import type { Zone } from '../contract/access.ts'
import type { CaseFacts } from '../contract/case-facts.ts'
import type { ClockSettings } from '../contract/clock-settings.ts'
import { type Clock, clockState, nextChange, openClocks } from './clocks.ts'

const WARN = { workingDays: 1, share: 1 }
const at = (text: string): Date => new Date(`${text}+07:00`)

function facts(changes: Partial<CaseFacts> = {}): CaseFacts {
  return {
    acceptedAt: at('2026-11-26T10:00:00'),
    status: 'received',
    class: 'complaint',
    tags: [],
    category: null,
    changes: [],
    handedOnAt: null,
    firstAnswerAt: null,
    lastAnswerAt: null,
    lastReplyAt: null,
    discardedAt: null,
    ...changes,
  }
}

function clock(given: CaseFacts, name: Clock['name'], settings: ClockSettings = CLOCKS, zone: Zone = 'Asia/Jakarta'): Clock {
  const found = openClocks(settings, WARN)
    .of(given, zone)
    .clocks.find((one) => one.name === name)
  assert.ok(found, `${name} has begun`)
  return found
}

test('verify: taken on a Thursday, due at the end of Tuesday, about to be missed on Tuesday', () => {
  const verify = clock(facts(), 'verify')
  assert.deepEqual([verify.dueAt, verify.warnAt], [at('2026-12-02T00:00:00'), at('2026-12-01T00:00:00')])
  const states = ['2026-11-30T23:59:59', '2026-12-01T00:00:00', '2026-12-02T00:00:00'].map((text) => clockState(verify, at(text)))
  assert.deepEqual(states, ['running', 'soon', 'missed'])
  assert.deepEqual(nextChange(verify, at('2026-12-01T08:00:00')), verify.dueAt)
  assert.equal(nextChange(verify, at('2026-12-03T08:00:00')), null)
})

test('the real calendar: Natal with its collective leave, and the new year, are no working days', async (t) => {
  const { store } = await openFolder(t, DEMO_CONFIG)
  const { clocks } = store.current
  const taken = facts({ acceptedAt: at('2026-12-22T10:00:00') })
  // 23, 28 and 29 December: the 24th is collective leave, the 25th Natal.
  assert.deepEqual(clock(taken, 'verify', clocks).dueAt, at('2026-12-30T00:00:00'))
  // 14 working days: 23, 28, 29, 30, 31, then 4, 6, 7, 8 (the 5th is Isra Mikraj), 11 to 15 January.
  assert.deepEqual(clock(taken, 'complaint', clocks).dueAt, at('2027-01-16T00:00:00'))
  const counts = clocks.calendar.map(({ year, daysOff }) => [
    year,
    daysOff.filter(({ kind }) => kind === 'holiday').length,
    daysOff.filter(({ kind }) => kind === 'collective_leave').length,
  ])
  assert.deepEqual(counts, [
    [2025, 17, 11],
    [2026, 17, 8],
    [2027, 18, 8],
  ])
  assert.deepEqual([openClocks(clocks, WARN).isUnknown(2027), openClocks(clocks, WARN).isUnknown(2028)], [false, true])
})

test('zones: the same moment in WIB and WIT is another day, and another end', () => {
  const given = facts({ acceptedAt: new Date('2026-11-26T16:30:00Z') })
  assert.equal(clock(given, 'verify').dueAt.toISOString(), '2026-12-01T17:00:00.000Z')
  assert.equal(clock(given, 'verify', CLOCKS, 'Asia/Jayapura').dueAt.toISOString(), '2026-12-02T15:00:00.000Z')
})

test('handing on stops verify and begins the first follow-up, which an answer stops', () => {
  const handed = facts({ handedOnAt: at('2026-11-27T09:00:00') })
  assert.deepEqual(clock(handed, 'verify').stoppedAt, handed.handedOnAt)
  assert.deepEqual(clock(handed, 'firstFollowup').dueAt, at('2026-12-05T00:00:00'))
  const answered = { ...handed, firstAnswerAt: at('2026-12-07T09:00:00'), lastAnswerAt: at('2026-12-07T09:00:00') }
  const followup = clock(answered, 'firstFollowup')
  assert.equal(clockState(followup, at('2026-12-08T09:00:00')), 'late')
  assert.deepEqual(clock(answered, 'closeAfterAnswer').dueAt, at('2026-12-22T00:00:00'))
})

test("a citizen's reply after the answer takes the closing back, and closing stops it", () => {
  const answer = at('2026-11-30T09:00:00')
  const replied = facts({ firstAnswerAt: answer, lastAnswerAt: answer, lastReplyAt: at('2026-12-01T09:00:00') })
  const names = openClocks(CLOCKS, WARN)
    .of(replied, 'Asia/Jakarta')
    .clocks.map(({ name }) => name)
  assert.ok(!names.includes('closeAfterAnswer'))
  const closedAt = at('2026-12-03T09:00:00')
  const closed = { ...replied, lastReplyAt: null, status: 'closed' as const, changes: [{ to: 'closed' as const, at: closedAt }] }
  assert.deepEqual(clock(closed, 'closeAfterAnswer').stoppedAt, closedAt)
})

test('a class has its own limit: information five days, a complaint of weight sixty, an aspiration none', () => {
  const [rules] = CLOCKS.rules
  assert.ok(rules)
  const weighing = { ...CLOCKS, rules: [{ ...rules, supervisory: { tags: ['pungli'], categories: [] } }] }
  assert.equal(clock(facts({ class: 'information' }), 'information').limit.limit, 5)
  assert.equal(clock(facts({ tags: ['pungli'] }), 'supervisoryComplaint', weighing).limit.limit, 60)
  const aspiration = openClocks(CLOCKS, WARN).of(facts({ class: 'aspiration' }), 'Asia/Jakarta')
  assert.deepEqual(
    aspiration.clocks.map(({ name }) => name),
    ['verify', 'ceiling'],
  )
})

test('the ceiling counts days from a complete file, and waits while something is missing', () => {
  assert.deepEqual(clock(facts(), 'ceiling').dueAt, at('2027-01-26T00:00:00'))
  const asked = { to: 'needs_info' as const, at: at('2026-11-27T09:00:00') }
  const waiting = openClocks(CLOCKS, WARN).of(facts({ status: 'needs_info', changes: [asked] }), 'Asia/Jakarta')
  assert.ok(!waiting.clocks.some(({ name }) => name === 'ceiling'))
  const given = { to: 'verified' as const, at: at('2026-12-10T09:00:00') }
  assert.deepEqual(clock(facts({ status: 'verified', changes: [asked, given] }), 'ceiling').startedAt, given.at)
})

test('a case that is reopened is not settled, and its class has its time anew', () => {
  const changes = [
    { to: 'resolved' as const, at: at('2026-11-27T09:00:00') },
    { to: 'reopened' as const, at: at('2026-12-07T09:00:00') },
  ]
  const reopened = clock(facts({ status: 'reopened', changes }), 'complaint')
  assert.deepEqual([reopened.startedAt, reopened.stoppedAt], [changes[1]?.at, null])
})

test('what was taken before the first day of a regulation keeps the older clocks, and what is older than all has none', () => {
  const [rules] = CLOCKS.rules
  assert.ok(rules)
  const newer = {
    ...rules,
    id: 'newer',
    effectiveFrom: '2026-11-27',
    clocks: { ...rules.clocks, verify: { ...rules.clocks.verify, limit: 1 } },
  }
  const both = { ...CLOCKS, rules: [{ ...rules, effectiveFrom: '2018-01-01' }, newer] }
  assert.equal(clock(facts(), 'verify', both).limit.limit, 3)
  assert.equal(clock(facts({ acceptedAt: at('2026-11-27T00:00:00') }), 'verify', both).limit.limit, 1)
  assert.deepEqual(openClocks(both, WARN).of(facts({ acceptedAt: at('2017-12-31T10:00:00') }), 'Asia/Jakarta').clocks, [])
})

test('a warning may be a share of the days, or none at all', () => {
  const share = openClocks(CLOCKS, { workingDays: 0, share: 0.5 }).of(facts(), 'Asia/Jakarta')
  assert.deepEqual(share.clocks.find(({ name }) => name === 'complaint')?.warnAt, at('2026-12-08T00:00:00'))
  const none = openClocks(CLOCKS, { workingDays: 0, share: 1 }).of(facts(), 'Asia/Jakarta').clocks[0]
  assert.deepEqual(none?.warnAt, none?.dueAt)
})
