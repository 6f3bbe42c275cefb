import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LaporPeer } from '../../test/peers/lapor-v3-server.ts'
import { dispatchOf, FILING, fileOf, followupOf } from '../../test/support/lapor-cases.ts'
import { openStore } from '../../test/support/lapor-store.ts'
import { MemorySaga } from '../../test/support/memory-saga.ts'

const ADD = 'POST /complaints/followup/add'
const DETAIL = 'GET /complaints/9001234/complaint'
const ROWS = 'GET /complaints/9001234/followups'
const CREATE = 'POST /complaints/complaint'

/** A centre that keeps what it is given, and shows it. `hangUps` answers of the first adds are lost, though each is kept when `keeps`. */
function keepFollowups(peer: LaporPeer, { hangUps = 0, keeps = true } = {}): string[] {
  const kept: string[] = []
  const earlier = { content: '[Jabar Quick Response JQR-2026-0001] Yang dahulu. [ref 0123abcd]', created_at: '20-11-2026 09:10:11' }
  let lost = 0
  peer.on(DETAIL, {
    body: { results: { data: { status_name: 'Dalam Proses', disposition_id: 9, disposition_name: 'Garut' }, data_logs: [] } },
  })
  peer.on(ADD, ({ text }) => {
    const hangUp = lost++ < hangUps
    if (!hangUp || keeps) kept.push(field(text, 'content'))
    return { hangUp, body: { success: true } }
  })
  peer.on(ROWS, () => ({
    body: { results: { data: [earlier, ...kept.map((content) => ({ content, created_at: '21-11-2026 09:10:11' }))], next_page_url: null } },
  }))
  return kept
}

const field = (form: string, name: string) =>
  new RegExp(`name="${name.replace(/[[\]]/g, '\\$&')}"\\r\\n\\r\\n([\\s\\S]*?)\\r\\n--`).exec(form)?.[1] ?? `no ${name}`

test('follow-up: all fields of the attested form, to the institution that has the case now', async (t) => {
  const { peer, store } = await openStore(t)
  const kept = keepFollowups(peer)
  await store.addFollowup(followupOf({ files: [fileOf('a'), fileOf('b')], secret: true }), new MemorySaga())
  const form = peer.to(ADD)[0]?.text ?? ''
  const names = ['user_id', 'institution_from_id', 'institution_to_id', 'complaint_id', 'template_code', 'rating', 'is_secret']
  assert.deepEqual(
    names.map((name) => field(form, name)),
    ['3200', '151345', '9', '9001234', 'reply', '', '1'],
  )
  assert.match(form, /name="attachment\[0\]"; filename="[^"]+"[\s\S]+name="attachment\[1\]"/)
  assert.match(
    kept[0] ?? '',
    /^\[Jabar Quick Response JQR-2026-0001\] Tambahan dari pelapor: Sampai hari ini belum ada petugas\. \[ref [0-9a-f]{8}\]$/,
  )
})

const WORDS = [
  [{ status: 'resolved', native: 'finished' }, '', 'Status di aplikasi asal: Selesai (finished).'],
  [{ native: 'Proses OPD Terkait' }, '', 'Status di aplikasi asal: Proses OPD Terkait.'],
  [
    { status: 'resolved', native: 'Selesai', answer: 'Lampu sudah diganti.' },
    '',
    'Status di aplikasi asal: Selesai. Jawaban daerah: Lampu sudah diganti.',
  ],
  [{ status: 'in_progress' }, 'Tim berangkat.', 'Status di aplikasi asal: Dalam Proses. Tim berangkat.'],
  [{ answer: 'Lampu sudah diganti.' }, 'Lampu sudah diganti.', 'Lampu sudah diganti.'],
] as const
for (const [state, text, words] of WORDS) {
  test(`follow-up: the region's own state in words: ${words}`, async (t) => {
    const { peer, store } = await openStore(t)
    const kept = keepFollowups(peer)
    await store.addFollowup(followupOf({ source: 'origin', state, text }), new MemorySaga())
    assert.ok(kept[0]?.startsWith(`[Jabar Quick Response JQR-2026-0001] ${words} [ref `), kept[0])
  })
}

test('follow-up: run twice it is added once', async (t) => {
  const { peer, store } = await openStore(t)
  const kept = keepFollowups(peer)
  const saga = new MemorySaga()
  await store.addFollowup(followupOf(), saga)
  await store.addFollowup(followupOf(), saga)
  assert.equal(kept.length, 1)
})

test('follow-up: the answer is lost though it was kept → found in the case, not added again', async (t) => {
  const { peer, store } = await openStore(t)
  const kept = keepFollowups(peer, { hangUps: 1 })
  const saga = new MemorySaga()
  await assert.rejects(store.addFollowup(followupOf(), saga), { code: 'answer_lost' })
  await store.addFollowup(followupOf(), saga)
  assert.equal(kept.length, 1)
  assert.equal(peer.to(ADD).length, 1)
})

test('follow-up: the request was lost → two readings without it, then it is added', async (t) => {
  const { peer, store } = await openStore(t)
  const kept = keepFollowups(peer, { hangUps: 1, keeps: false })
  const saga = new MemorySaga()
  await assert.rejects(store.addFollowup(followupOf(), saga), { code: 'answer_lost' })
  await store.addFollowup(followupOf(), saga)
  assert.equal(kept.length, 1)
  assert.equal(peer.to(ROWS).length, 2)
})

test('follow-up: it appears during the grace → not added again', async (t) => {
  const { peer, store } = await openStore(t)
  keepFollowups(peer, { hangUps: 1, keeps: false })
  const saga = new MemorySaga()
  await assert.rejects(store.addFollowup(followupOf(), saga), { code: 'answer_lost' })
  const sent = field(peer.to(ADD)[0]?.text ?? '', 'content')
  peer.on(
    ROWS,
    { body: { results: { data: [], next_page_url: null } } },
    { body: { results: { data: [{ content: sent }], next_page_url: null } } },
  )
  await store.addFollowup(followupOf(), saga)
  assert.equal(peer.to(ADD).length, 1)
})

test('follow-up: the case cannot be read after a lost answer → nothing is sent, asked again later', async (t) => {
  const { peer, store } = await openStore(t)
  keepFollowups(peer, { hangUps: 1 })
  const saga = new MemorySaga()
  await assert.rejects(store.addFollowup(followupOf(), saga), { code: 'answer_lost' })
  peer.on(ROWS, { status: 500 })
  await assert.rejects(store.addFollowup(followupOf(), saga), { code: 'central_unavailable' })
  assert.equal(peer.to(ADD).length, 1)
})

test('follow-up: the same words once more are another follow-up, also after a lost answer', async (t) => {
  const { peer, store } = await openStore(t)
  const kept = keepFollowups(peer, { hangUps: 0 })
  await store.addFollowup(followupOf({ text: 'Halo' }), new MemorySaga())
  const saga = new MemorySaga()
  saga.steps.set('followup:1', { state: 'sent' })
  await store.addFollowup(followupOf({ text: 'Halo', id: '01932f3a-0000-7000-8000-0000000000f2' }), saga)
  assert.equal(kept.length, 2)
})

test('follow-up: a refusal gives the words of the centre, and nothing counts as sent', async (t) => {
  const { peer, store } = await openStore(t)
  keepFollowups(peer)
  peer.on(ADD, { body: { success: false, message: 'template_code tidak dikenal' } })
  const saga = new MemorySaga()
  await assert.rejects(store.addFollowup(followupOf(), saga), { code: 'refused_by_partner', message: /template_code tidak dikenal/ })
  assert.deepEqual(saga.names, ['institution: done'])
})

test('follow-up: longer than 1,000 → numbered parts, each a step; a crash between them repeats none', async (t) => {
  const { peer, store } = await openStore(t)
  const kept = keepFollowups(peer)
  const saga = new MemorySaga()
  saga.dieAfter = 'followup:2'
  const update = followupOf({ text: 'Belum ada petugas yang datang. '.repeat(80) })
  await assert.rejects(store.addFollowup(update, saga), /died/)
  await store.addFollowup(update, saga)
  assert.deepEqual(
    kept.map((text) => /\(bagian \d\/\d\)/.exec(text)?.[0]),
    ['(bagian 1/3)', '(bagian 2/3)', '(bagian 3/3)'],
  )
  for (const text of kept) assert.ok(text.length <= 1_000)
})

test('follow-up: a file over 5 MB is not sent', async (t) => {
  const { peer, store } = await openStore(t)
  await assert.rejects(store.addFollowup(followupOf({ files: [fileOf('a', { sizeBytes: 6_000_000 })] }), new MemorySaga()), {
    code: 'attachment_unavailable',
  })
  assert.equal(peer.received.length, 0)
})

test('continuation: content beyond 10,000 goes on in follow-ups; a crash anywhere repeats nothing', async (t) => {
  const { peer, store } = await openStore(t)
  const kept = keepFollowups(peer)
  peer.on(CREATE, { body: { complaint_id: 9001234 } })
  const dispatch = dispatchOf({ complaint: { body: 'Sungai meluap dan jalan terputus sejak kemarin. '.repeat(270) } })
  const saga = new MemorySaga()
  for (const step of ['continue:1', 'continue:3']) {
    saga.dieAfter = step
    await assert.rejects(store.submit(dispatch, saga), /died/)
  }
  assert.equal((await store.submit(dispatch, saga)).laporId, '9001234')
  assert.equal(peer.to(CREATE).length, 1)
  assert.equal(new Set(kept).size, kept.length)
  assert.ok(String(peer.to(CREATE)[0]?.json.content).length <= 10_000)
  assert.match(kept[0] ?? '', /^\[Jabar Quick Response JQR-2026-0001\] \(lanjutan 1\/4\) /)
  assert.equal(kept.length, 4)
})

test('follow-up: without configured identity the fields are empty and the text has no prefix', async (t) => {
  const { peer, store } = await openStore(t)
  const kept = keepFollowups(peer)
  peer.on(DETAIL, { body: { results: { data: { status_name: 'Selesai' }, data_logs: [] } } })
  await store.addFollowup(followupOf({ filing: { ...FILING, identity: {} } }), new MemorySaga())
  const form = peer.to(ADD)[0]?.text ?? ''
  assert.deepEqual([field(form, 'user_id'), field(form, 'institution_from_id'), field(form, 'institution_to_id')], ['', '', ''])
  assert.ok(kept[0]?.startsWith('Tambahan dari pelapor'))
})

test('follow-up: a centre that shows what we add, answers nothing readable and never shows this one gets it four times at most', async (t) => {
  const { peer, store } = await openStore(t)
  keepFollowups(peer)
  peer.on(ADD, { body: 'OK' })
  const saga = new MemorySaga()
  for (let run = 0; run < 4; run += 1) await assert.rejects(store.addFollowup(followupOf(), saga), { code: 'answer_lost' })
  for (let run = 0; run < 2; run += 1) await assert.rejects(store.addFollowup(followupOf(), saga), { code: 'outcome_unknown' })
  assert.equal(peer.to(ADD).length, 4)
})

test('follow-up: a centre that never shows what we add gets it once; after a lost answer the outcome is unknown', async (t) => {
  const { peer, store } = await openStore(t)
  keepFollowups(peer, { hangUps: 1 })
  peer.on(ROWS, { body: { results: { data: [], next_page_url: null } } })
  const saga = new MemorySaga()
  for (let run = 0; run < 3; run += 1) await assert.rejects(store.addFollowup(followupOf(), saga), { code: 'answer_lost' })
  for (let run = 0; run < 2; run += 1) await assert.rejects(store.addFollowup(followupOf(), saga), { code: 'outcome_unknown' })
  assert.equal(peer.to(ADD).length, 1)
})

test('follow-up: a centre that shows what we add only later is asked again, and gets it again when it lacks it', async (t) => {
  const { peer, store } = await openStore(t)
  const kept = keepFollowups(peer, { hangUps: 1, keeps: false })
  const saga = new MemorySaga()
  await assert.rejects(store.addFollowup(followupOf(), saga), { code: 'answer_lost' })
  peer.on(ROWS, { body: { results: { data: [], next_page_url: null } } })
  await assert.rejects(store.addFollowup(followupOf(), saga), { code: 'answer_lost' })
  peer.on(ROWS, { body: { results: { data: [{ content: 'Jawaban kami. [ref 89abcdef]' }], next_page_url: null } } })
  await store.addFollowup(followupOf(), saga)
  assert.equal(kept.length, 1)
})

test('follow-up: a 204 is a yes', async (t) => {
  const { peer, store } = await openStore(t)
  keepFollowups(peer)
  peer.on(ADD, { status: 204, body: '' })
  await store.addFollowup(followupOf(), new MemorySaga())
  assert.equal(peer.to(ADD).length, 1)
})

test('follow-up: a page without a list is not taken for a case without follow-ups', async (t) => {
  const { peer, store } = await openStore(t)
  keepFollowups(peer, { hangUps: 1 })
  const saga = new MemorySaga()
  await assert.rejects(store.addFollowup(followupOf(), saga), { code: 'answer_lost' })
  peer.on(ROWS, { body: { message: 'Unauthenticated.' } })
  await assert.rejects(store.addFollowup(followupOf(), saga), { code: 'response_unexpected' })
  assert.equal(peer.to(ADD).length, 1)
})
