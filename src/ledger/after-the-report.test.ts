import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Ledger } from './ledger.ts'
import { deliveredComplaint, newComplaint, newUpdate, openTestLedger } from './test-ledger.ts'
import { newId } from './uuid.ts'

const reason = { code: 'connection_failed', message: 'nobody answered' } as const

test('an update is known by its reference, and by saying again what its source said last', async (t) => {
  const { ledger } = await openTestLedger(t)
  const id = await deliveredComplaint(ledger, 'A')
  const first = newUpdate(id, 'r1', { source: 'origin', state: { status: 'in_progress', native: 'proses' }, body: null })
  assert.deepEqual(await ledger.updates.insert(first), { outcome: 'stored', id: first.id })
  assert.deepEqual(await ledger.updates.insert(newUpdate(id, 'r1', { body: 'other words' })), { outcome: 'seen', id: first.id })
  assert.deepEqual(
    await ledger.updates.insert({ ...first, id: newId(), reference: 'r2', state: { native: 'proses', status: 'in_progress' } }),
    { outcome: 'seen', id: first.id },
  )
  const second = newUpdate(id, 'r3', { source: 'origin', state: { native: 'selesai' }, body: null })
  assert.equal((await ledger.updates.insert(second)).outcome, 'stored')
  // Back to what it said before the last: that is news again.
  assert.equal((await ledger.updates.insert({ ...first, id: newId(), reference: 'r4' })).outcome, 'stored')
  assert.deepEqual((await ledger.complaints.get(id))?.originState, { status: 'in_progress', native: 'proses' })
  assert.deepEqual(
    (await ledger.updates.of(id)).map(({ reference }) => reference),
    ['r1', 'r3', 'r4'],
  )
})

test('the same update from several sides at the same time is stored once', async (t) => {
  const { ledger } = await openTestLedger(t)
  const id = await deliveredComplaint(ledger, 'A')
  const outcomes = await Promise.all([1, 2, 3, 4].map((n) => ledger.updates.insert(newUpdate(id, `r${n}`, { body: 'the same words' }))))
  assert.equal(outcomes.filter(({ outcome }) => outcome === 'stored').length, 1)
  assert.equal(new Set(outcomes.map((inserted) => inserted.id)).size, 1)
})

test('updates of a case go one after the other, and not before the complaint itself', async (t) => {
  const { ledger } = await openTestLedger(t)
  const complaint = newComplaint('A')
  await ledger.complaints.insert(complaint)
  const [a, b, c] = [
    newUpdate(complaint.id, 'a'),
    newUpdate(complaint.id, 'b', { attachments: [{ url: 'https://example.go.id/x.pdf' }] }),
    newUpdate(complaint.id, 'c'),
  ]
  await ledger.updates.insert(newUpdate(complaint.id, 'kept', { delivery: 'withheld' }))
  for (const update of [a, b, c]) await ledger.updates.insert(update)
  const next = async () => (await ledger.updates.inFlight(10)).map(({ id }) => id)
  assert.deepEqual(await next(), [])
  await ledger.complaints.markDelivered(complaint.id, { laporId: '1', trackingId: null, institution: null }, new Date())
  assert.deepEqual(await next(), [a.id])
  await ledger.updates.markUnknown(a.id, reason)
  assert.deepEqual(await next(), [])
  await ledger.updates.markDelivered(a.id)
  await ledger.updates.markParked(a.id, reason)
  assert.equal((await ledger.updates.get(a.id))?.delivery, 'delivered')
  assert.deepEqual(await next(), [b.id])
  await ledger.updates.markParked(b.id, reason)
  assert.deepEqual(await ledger.updates.inFlight(10), [{ id: c.id, complaintId: complaint.id, region: '32' }])
  assert.deepEqual(
    (await ledger.attachments.of(b.id)).map(({ complaintId, url, state }) => [complaintId, url, state]),
    [[complaint.id, 'https://example.go.id/x.pdf', 'pending']],
  )
  assert.deepEqual(
    (await ledger.events.of(complaint.id)).map(({ kind }) => kind),
    [
      'accepted',
      'update_withheld',
      'update_accepted',
      'update_accepted',
      'update_accepted',
      'delivered',
      'update_unknown',
      'update_delivered',
      'update_parked',
    ],
  )
})

test('an update of no complaint, or with NUL, is refused', async (t) => {
  const { ledger } = await openTestLedger(t)
  await assert.rejects(ledger.updates.insert(newUpdate(newId(), 'r')), { code: 'complaint_unknown' })
  const id = await deliveredComplaint(ledger, 'A')
  await assert.rejects(ledger.updates.insert(newUpdate(id, 'r', { body: 'a\0b' })), { code: 'schema_violation' })
})

async function addFeedback(ledger: Ledger, complaintId: string, key: string): Promise<string> {
  const id = newId()
  const feedback = {
    id,
    key,
    kind: 'answer',
    status: 'answered',
    statusNative: null,
    statusOrigin: 'selesai',
    at: new Date(),
    answer: { text: key, from: null, attachments: [] },
    state: 'pending',
  } as const
  await ledger.complaints.recordCase(complaintId, { followAt: null, feedback: [feedback], events: [] })
  return id
}

test('feedback of a complaint is told in order, each by one gateway', async (t) => {
  const { ledger } = await openTestLedger(t)
  const [one, two] = [await deliveredComplaint(ledger, 'A'), await deliveredComplaint(ledger, 'B')]
  const [a1, a2, b1] = [await addFeedback(ledger, one, '1'), await addFeedback(ledger, one, '2'), await addFeedback(ledger, two, '1')]
  const claims = await Promise.all([1, 2, 3].map(() => ledger.feedback.claimDue(10, 60_000)))
  assert.deepEqual(claims.flat().toSorted(), [a1, b1].toSorted())
  await ledger.feedback.markRetry(a1, new Date(0), reason)
  assert.deepEqual(await ledger.feedback.claimDue(10, 60_000), [a1])
  await ledger.feedback.markSent(a1, 'ref-1')
  assert.deepEqual(await ledger.feedback.claimDue(10, 60_000), [a2])
  const sent = await ledger.feedback.get(a1)
  assert.deepEqual([sent?.state, sent?.attempts, sent?.reason], ['sent', 2, null])
  await ledger.feedback.markStopped(a1, reason)
  assert.equal((await ledger.feedback.get(a1))?.state, 'sent')
})

test('a channel whose recipient is gone stops all that is pending, and only that', async (t) => {
  const { ledger } = await openTestLedger(t)
  const [one, two] = [await deliveredComplaint(ledger, 'A'), await deliveredComplaint(ledger, 'B')]
  const sent = await addFeedback(ledger, one, '1')
  await ledger.feedback.markSent(sent, null)
  const [a, b] = [await addFeedback(ledger, one, '2'), await addFeedback(ledger, two, '1')]
  assert.equal(await ledger.feedback.stopChannel('sapawarga', reason), 0)
  assert.equal(await ledger.feedback.stopChannel('jabar-quick-response', reason), 2)
  for (const id of [a, b]) assert.deepEqual((await ledger.feedback.get(id))?.reason, reason)
  assert.equal((await ledger.feedback.get(sent))?.state, 'sent')
  assert.equal((await ledger.events.of(two)).at(-1)?.data.feedbackId, b)
})
