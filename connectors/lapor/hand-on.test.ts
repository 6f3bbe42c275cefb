import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dispatchOf } from '../../test/support/lapor-cases.ts'
import { openStore } from '../../test/support/lapor-store.ts'
import { MemorySaga } from '../../test/support/memory-saga.ts'

const REJECT = 'POST /complaints/process/9001234/reject'
const DETAIL = 'GET /complaints/9001234/complaint'
const handOnTo = { institutionId: 9, reason: 'Kewenangan Pemerintah Kabupaten Garut' }
const detail = (dispositionId: number, logs: object[] = []) => ({
  body: { results: { data: { status_name: 'Belum Terverifikasi', disposition_id: dispositionId }, data_logs: logs } },
})

async function open(t: Parameters<typeof openStore>[0]) {
  const opened = await openStore(t)
  opened.peer.on('POST /complaints/complaint', { body: { complaint_id: 9001234 } })
  return { ...opened, saga: new MemorySaga(), dispatch: dispatchOf({ handOnTo }) }
}

test('hand on: the institution goes as the reason, in a string; once', async (t) => {
  const { peer, store, saga, dispatch } = await open(t)
  peer.on(REJECT, { body: { success: true } })
  await store.submit(dispatch, saga)
  await store.submit(dispatch, saga)
  assert.deepEqual(
    peer.to(REJECT).map(({ json }) => json),
    [{ is_request: 1, reason: '9', reason_description: 'Kewenangan Pemerintah Kabupaten Garut', not_authority: 1 }],
  )
})

test('hand on: a failure after the create leaves the create alone', async (t) => {
  const { peer, store, saga, dispatch } = await open(t)
  peer.on(REJECT, { status: 500 }, { body: { success: true } })
  await assert.rejects(store.submit(dispatch, saga), { code: 'central_unavailable' })
  await store.submit(dispatch, saga)
  assert.equal(peer.to('POST /complaints/complaint').length, 1)
})

const THERE = [
  ['the case is there now', detail(9)],
  ['the log says that it was handed there', detail(101, [{ institution_to: { id: '9', name: 'Garut' } }])],
] as const
for (const [title, answer] of THERE) {
  test(`hand on: answer lost, and ${title} → done`, async (t) => {
    const { peer, store, saga, dispatch } = await open(t)
    peer.on(REJECT, { hangUp: true })
    peer.on(DETAIL, answer)
    await assert.rejects(store.submit(dispatch, saga), { code: 'answer_lost' })
    await store.submit(dispatch, saga)
    assert.equal(peer.to(REJECT).length, 1)
  })
}

test('hand on: answer lost, and the case is where it was, twice asked → sent again', async (t) => {
  const { peer, store, saga, dispatch } = await open(t)
  peer.on(REJECT, { status: 502 }, { body: { success: true } })
  peer.on(DETAIL, detail(151345))
  await assert.rejects(store.submit(dispatch, saga), { code: 'answer_lost' })
  await store.submit(dispatch, saga)
  assert.equal(peer.to(REJECT).length, 2)
  assert.equal(peer.to(DETAIL).length, 2)
})
