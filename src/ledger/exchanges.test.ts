import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MOST_KEPT, type NewExchange } from './exchanges.ts'
import { newComplaint, openTestLedger } from './test-ledger.ts'

function exchange(complaintId: string, changes: Partial<NewExchange> = {}): NewExchange {
  return {
    complaintId,
    updateId: null,
    feedbackId: null,
    at: new Date(),
    peer: 'centre',
    host: 'splp.example',
    call: 'POST /complaints/complaint',
    ms: 12,
    status: 200,
    code: null,
    request: '{"nameUser": "‹nama›"}',
    answer: '{"id": 7}',
    digest: null,
    ...changes,
  }
}

test('every attempt is kept, and a question only when its answer is another than the time before', async (t) => {
  const { ledger } = await openTestLedger(t)
  const complaint = newComplaint('a')
  await ledger.complaints.insert(complaint)
  const asked = (answer: string) => exchange(complaint.id, { call: 'GET /complaints/7', answer, digest: Buffer.from(answer) })
  await ledger.exchanges.add([exchange(complaint.id, { status: null, code: 'answer_lost' }), exchange(complaint.id), asked('one')])
  for (const answer of ['one', 'two', 'two', 'one']) await ledger.exchanges.add([asked(answer)])
  const rows = await ledger.exchanges.of(complaint.id)
  assert.deepEqual(
    rows.map(({ call, code, answer }) => [call.split(' ')[0], code, answer]),
    [
      ['POST', 'answer_lost', '{"id": 7}'],
      ['POST', null, '{"id": 7}'],
      ['GET', null, 'one'],
      ['GET', null, 'two'],
      ['GET', null, 'one'],
    ],
  )
})

test('of each complaint the newest are kept, and they go when it is erased', async (t) => {
  const { ledger } = await openTestLedger(t)
  const [a, b] = [newComplaint('a'), newComplaint('b')]
  for (const complaint of [a, b]) await ledger.complaints.insert(complaint)
  const many = Array.from({ length: MOST_KEPT + 5 }, (_, n) => exchange(a.id, { ms: n }))
  await ledger.exchanges.add([...many, exchange(b.id)])
  const kept = await ledger.exchanges.of(a.id)
  assert.deepEqual([kept.length, kept[0]?.ms], [MOST_KEPT, 5])
  await ledger.privacy.erase(a.id, { actor: 'test', reason: 'asked for' }, { why: 'retention' })
  await ledger.exchanges.add([exchange(a.id), exchange(b.id)])
  assert.deepEqual([(await ledger.exchanges.of(a.id)).length, (await ledger.exchanges.of(b.id)).length], [0, 2])
})
