import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createLaporStore } from '../connectors/lapor/index.ts'
import { createGuardedHttp } from '../src/outbound/guarded-http.ts'
import { centralSettings, dispatchOf, fileOf, followupOf } from './support/lapor-cases.ts'
import { MemorySaga } from './support/memory-saga.ts'
import { startSandbox } from './support/sandbox.ts'

/** The whole way over real parts: connectors/lapor, the guarded way out, the sandbox, PostgreSQL. */
async function open(t: TestContext) {
  const sandbox = await startSandbox(t)
  const logged: string[] = []
  const line = (data: object, message: string) => void logged.push(`${message} ${JSON.stringify(data)}`)
  const log = { info: line, warn: line, error: line }
  const http = createGuardedHttp({ allowAddresses: ['127.0.0.0/8'], log })
  t.after(() => http.close())
  const store = createLaporStore({ settings: () => centralSettings(sandbox.laporUrl), http, log, now: () => new Date(), graceMs: 1 })
  return { ...sandbox, store, logged }
}

test('a complaint with files, an institution and more text than fits goes there, is answered and read', async (t) => {
  const { store, ask, logged } = await open(t)
  const body = 'Sungai meluap dan jalan terputus sejak kemarin. '.repeat(250)
  const reporter = { name: 'Asep Sunandar', phone: '+6281122334455' }
  const dispatch = dispatchOf({
    complaint: { body, reporter },
    filing: { reporterAsNewUser: true },
    files: Array.from({ length: 12 }, (_, n) => fileOf(`foto ${n}`)),
    handOnTo: { institutionId: 9, reason: 'Kewenangan Garut' },
  })
  const receipt = await store.submit(dispatch, new MemorySaga())
  const held = (await ask('GET', `/sandbox/complaints/${receipt.laporId}`)).body
  assert.equal(held.files.length, 10)
  assert.equal(held.institution.id, 9)
  assert.equal(held.reporter.newUser, true)
  assert.equal(held.followups[0].files.length, 2)
  assert.match(held.followups[0].content, /\(lanjutan 1\/3\)/)

  for (let step = 0; step < 2; step += 1) await ask('POST', `/sandbox/complaints/${receipt.laporId}/move`)
  for (let n = 1; n <= 9; n += 1) await ask('POST', `/sandbox/complaints/${receipt.laporId}/move`, { answer: `Jawaban ${n}` })
  const state = await store.follow(receipt)
  assert.deepEqual([state.status, state.institution], ['in_progress', 'Pemerintah Kabupaten Garut'])
  assert.equal(state.followups.length, 10)
  assert.equal(state.followups.at(-1)?.text, 'Jawaban 9')
  assert.doesNotMatch(logged.join('\n'), /rahasia|Asep|81122334455|Sungai/)
})

test('a create that was kept and not answered is unknown, and stays one complaint', async (t) => {
  const { store, ask } = await open(t)
  await ask('POST', '/sandbox/faults', { kind: 'commit-and-hang-up', on: 'create' })
  const saga = new MemorySaga()
  await assert.rejects(store.submit(dispatchOf(), saga), { code: 'outcome_unknown' })
  await assert.rejects(store.submit(dispatchOf(), saga), { code: 'outcome_unknown' })
  assert.equal((await ask('GET', '/sandbox/complaints')).body.total, 1)
})

test('through every certain fault of a create there is one complaint in the end', async (t) => {
  const { store, ask } = await open(t)
  const saga = new MemorySaga()
  for (const kind of ['error-500', 'error-503', 'too-many', 'credentials-refused', 'error-in-200', 'error-beside-success']) {
    await ask('POST', '/sandbox/faults', { kind, on: 'create' })
    await assert.rejects(store.submit(dispatchOf(), saga), (error: { code: string }) => error.code !== 'outcome_unknown')
  }
  await store.submit(dispatchOf(), saga)
  assert.equal((await ask('GET', '/sandbox/complaints')).body.total, 1)
})

test('a follow-up is there once, whatever is lost on the way', async (t) => {
  const { store, ask } = await open(t)
  const receipt = await store.submit(dispatchOf(), new MemorySaga())
  // An answered one first: it is how this centre is known to show what we add.
  await store.addFollowup(followupOf({ receipt, id: '01932f3a-0000-7000-8000-0000000000f9' }), new MemorySaga())
  await store.follow(receipt)
  const saga = new MemorySaga()
  const update = followupOf({
    receipt,
    source: 'origin',
    text: '',
    state: { status: 'resolved', native: 'selesai', answer: 'Sudah diperbaiki.' },
    files: [fileOf('bukti')],
  })
  for (const kind of ['hang-up', 'commit-and-hang-up']) {
    await ask('POST', '/sandbox/faults', { kind, on: 'followup-add' })
    await assert.rejects(store.addFollowup(update, saga), { code: 'answer_lost' })
  }
  await store.addFollowup(update, saga)
  const { followups } = (await ask('GET', `/sandbox/complaints/${receipt.laporId}`)).body
  const written = followups.map(({ content }: { content: string }) => content)
  assert.equal(written.length, 2)
  assert.match(
    written.find((content: string) => content.includes('Status di')) ?? '',
    /Status di aplikasi asal: Selesai \(selesai\)\. Jawaban daerah: Sudah diperbaiki\./,
  )
  assert.deepEqual((await store.follow(receipt)).followups, [])
})

test('masters and probe', async (t) => {
  const { store } = await open(t)
  const masters = await store.masters?.()
  assert.ok(masters?.institutions.some(({ id, name }) => id === '151345' && name === 'Pemerintah Provinsi Jawa Barat'))
  assert.ok(masters?.templates.some(({ id }) => id === 'reply'))
  assert.equal((await store.probe()).healthy, true)
})
