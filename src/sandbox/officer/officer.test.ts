import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CREATE_PAYLOAD, type RunningSandbox, startSandbox } from '../../../test/support/sandbox.ts'

const create = async ({ ask }: RunningSandbox, change: object = {}) =>
  (await ask('POST', '/lapor/3.0.0/complaints/complaint', { ...CREATE_PAYLOAD, ...change })).body.complaint_id

test('an officer who is not told anything leads the case to its end', async (t) => {
  const sandbox = await startSandbox(t)
  const id = await create(sandbox)
  const statuses = []
  for (let step = 0; step < 4; step += 1) statuses.push((await sandbox.ask('POST', `/sandbox/complaints/${id}/move`)).body.status)
  assert.deepEqual(statuses, ['Terdisposisi', 'Dalam Proses', 'Selesai', 'Ditutup oleh Sistem'])
  const over = await sandbox.ask('POST', `/sandbox/complaints/${id}/move`)
  assert.deepEqual([over.status, /has ended/.test(over.body.message)], [409, true])
  const { followups } = (await sandbox.ask('GET', `/sandbox/complaints/${id}`)).body
  assert.equal(followups.length, 2)
  assert.equal(followups[0].files[0].name, 'tinjauan.jpg')
})

test('a move takes our words and those of LAPOR!, an institution by name or id, and an answer with photos', async (t) => {
  const sandbox = await startSandbox(t)
  const id = await create(sandbox)
  const move = (body: object) => sandbox.ask('POST', `/sandbox/complaints/${id}/move`, body)
  assert.equal((await move({ status: 'in_progress' })).body.status, 'Dalam Proses')
  assert.equal((await move({ status: 'bukan wewenang' })).body.status, 'Bukan Wewenang')
  assert.equal((await move({ institution: 'pemerintah kabupaten garut' })).body.institution, 'Pemerintah Kabupaten Garut')
  assert.equal((await move({ institution: 153578 })).body.institution, 'Pemerintah Kota Surabaya')
  assert.equal((await move({ answer: 'Sudah.', attachments: ['bukti.png'] })).body.answered, true)
  const [row] = (await sandbox.ask('GET', `/lapor/3.0.0/complaints/${id}/followups`)).body.results.data
  const photo = await fetch(sandbox.url + row.attachments[0].path)
  assert.deepEqual([photo.status, photo.headers.get('content-type')], [200, 'image/png'])
})

const BAD: readonly [object, string, RegExp][] = [
  [{ status: 'selesei' }, 'status', /Selesai, resolved/],
  [{ institution: 'Kota Atlantis' }, 'institution', /masters/],
  [{ statuss: 'Selesai' }, 'statuss', /only the fields/],
  [{ answer: '' }, 'answer', /fewer than 1/],
  [{ attachments: ['a.jpg'] }, 'attachments', /an answer/],
  [{ answer: 'x', attachments: ['../a.exe'] }, 'attachments/0', /pattern/],
]
test('a move that cannot be understood says what is allowed, and moves nothing', async (t) => {
  const sandbox = await startSandbox(t)
  const id = await create(sandbox)
  for (const [body, field, expected] of BAD) {
    const answer = await sandbox.ask('POST', `/sandbox/complaints/${id}/move`, body)
    assert.equal(answer.status, 422, JSON.stringify(body))
    assert.equal(answer.body.errors[0].field, field)
    assert.match(answer.body.errors[0].expected, expected)
  }
  const held = (await sandbox.ask('GET', `/sandbox/complaints/${id}`)).body
  assert.deepEqual([held.status, held.followups.length], ['Belum Terverifikasi', 0])
})

test('in the mode auto cases move by themselves to their end', async (t) => {
  const sandbox = await startSandbox(t)
  const id = await create(sandbox)
  assert.equal((await sandbox.ask('POST', '/sandbox/mode', { moves: 'auto', everyMs: 100 })).body.moves, 'auto')
  for (let status = ''; status !== 'Ditutup oleh Sistem'; ) status = (await sandbox.ask('GET', `/sandbox/complaints/${id}`)).body.status
})

test('what it holds can be found by ticket, tag and time, and emptied', async (t) => {
  const sandbox = await startSandbox(t)
  const first = await create(sandbox)
  await create(sandbox, { content: '[JAKI JK1] x', tags_raw: '#jaki' })
  const found = async (query: string) => (await sandbox.ask('GET', `/sandbox/complaints?${query}`)).body
  assert.deepEqual(
    (await found('ticket=JQR-2026-0001')).data.map((row: { id: number }) => row.id),
    [first],
  )
  assert.equal((await found('tag=%23jaki')).total, 1)
  assert.equal((await found('since=2020-01-01T00:00:00Z')).total, 2)
  assert.equal((await found('since=2999-01-01T00:00:00Z')).total, 0)
  assert.equal((await sandbox.ask('GET', '/sandbox/complaints?since=kemarin')).status, 422)
  assert.equal((await found('ticket=a&ticket=JK1')).total, 1)
  assert.equal((await sandbox.ask('DELETE', '/sandbox/complaints')).body.deleted, 2)
  assert.equal((await found('')).total, 0)
})

test('the first page says what can be tried, to people and to programs', async (t) => {
  const { url, ask } = await startSandbox(t)
  assert.ok((await ask('GET', '/')).body.addresses.length > 10)
  const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text()
  assert.match(page, /lang="id"[\s\S]*petugas/)
})
