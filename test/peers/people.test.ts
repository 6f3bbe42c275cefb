import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestPeople } from './people.ts'

const REPORT = {
  sender: '+628111',
  replyTo: {},
  ticket: '1',
  payload: {},
  raw: Buffer.from('{}'),
  mediaType: 'application/json',
  words: 'Jalan rusak',
}

test('a report is filed once, by its ticket and by its words', async () => {
  const people = openTestPeople()
  const first = await people.report(REPORT)
  assert.equal(first.outcome, 'stored')
  assert.equal((await people.report(REPORT)).outcome, 'seen')
  assert.equal((await people.report({ ...REPORT, ticket: '2', words: ' jalan  RUSAK' })).outcome, 'same_words')
  assert.equal((await people.report({ ...REPORT, ticket: '3', sender: '+628222' })).outcome, 'stored')
  assert.deepEqual([people.filed.length, people.waiting.length], [2, 2])
})

test('a case is found by its owner only, however its number is written', async () => {
  const people = openTestPeople()
  const filed = await people.report(REPORT)
  assert.ok('reference' in filed)
  const written = filed.reference.toLowerCase().replace('-', ' ')
  assert.equal((await people.find('+628111', { reference: written }))?.ticket, '1')
  assert.equal(await people.find('+628222', { reference: written }), null)
  await assert.rejects(people.add(filed.id, { sender: '+628222', messageId: '9', text: 'x' }), /no such case/)
})

test('the message after the last is told once, those behind it never', async () => {
  const people = openTestPeople({ messages: 2 })
  const outcomes: string[] = []
  for (const id of ['a', 'b', 'b', 'c', 'd', 'c']) outcomes.push((await people.admit('s', id)).outcome)
  assert.deepEqual(outcomes, ['welcome', 'welcome', 'welcome', 'limit_reached', 'over_limit', 'limit_reached'])
})

test('memory: whoever writes with an old version is told so, and what is due is due again a minute later', async () => {
  const now = new Date('2026-11-21T00:00:00Z')
  const { memory } = openTestPeople({ now: () => now })
  const one = await memory.write('k', { a: 1 }, { version: 0, wakeAt: now })
  assert.ok(one)
  assert.equal(await memory.write('k', { a: 2 }, { version: 0 }), null)
  assert.deepEqual(memory.due(now), [one])
  assert.deepEqual(memory.due(now), [])
  assert.equal(memory.due(new Date(now.getTime() + 60_000)).length, 1)
  assert.ok(await memory.forget('k', one.version))
  assert.equal(await memory.read('k'), null)
})
