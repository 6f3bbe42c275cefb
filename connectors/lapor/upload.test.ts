import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Scripted } from '../../test/peers/lapor-v3-server.ts'
import { dispatchOf, fileOf } from '../../test/support/lapor-cases.ts'
import { openStore } from '../../test/support/lapor-store.ts'
import { MemorySaga } from '../../test/support/memory-saga.ts'

const CREATE = 'POST /complaints/complaint'
const FILE = 'POST /complaints/complaint/file'
const image = (id: number | string) => ({ body: { results: { docs: [], images: [{ id }] } } })

test('upload: ids are read from docs and images, and kept in the order of the files', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(
    FILE,
    image(11),
    { body: { results: { docs: [{ id: '12' }], images: [] } } },
    { body: { data: { results: { docs: [], images: [{ id: 13 }] } } } },
  )
  peer.on(CREATE, { body: { complaint_id: 1 } })
  await store.submit(dispatchOf({ files: [fileOf('a'), fileOf('b', { mediaType: 'application/pdf' }), fileOf('c')] }), new MemorySaga())
  assert.equal(peer.to(CREATE)[0]?.json.attachments, '[11,12,13]')
})

test('upload: the same file twice is uploaded once', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(FILE, image(11))
  peer.on(CREATE, { body: { complaint_id: 1 } })
  await store.submit(dispatchOf({ files: [fileOf('a'), fileOf('a')] }), new MemorySaga())
  assert.equal(peer.to(FILE).length, 1)
  assert.equal(peer.to(CREATE)[0]?.json.attachments, '[11]')
})

test('upload: the file goes as attachments[] with its bytes and type, and never under the name it had', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(FILE, image(11))
  peer.on(CREATE, { body: { complaint_id: 1 } })
  await store.submit(
    dispatchOf({ files: [fileOf('isi berkas', { name: '../../KTP Asep Sunandar 08112233.jpg"\r\nx: y' })] }),
    new MemorySaga(),
  )
  const text = peer.to(FILE)[0]?.text ?? ''
  assert.match(text, /name="attachments\[\]"; filename="lampiran-[0-9a-f]{12}\.jpg"\r\ncontent-type: image\/jpeg\r\n\r\nisi berkas\r\n/)
  assert.doesNotMatch(text, /Asep|KTP/)
})

test('upload: what was uploaded before a failure is not uploaded again', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(FILE, image(11), { status: 503 }, image(12))
  peer.on(CREATE, { body: { complaint_id: 1 } })
  const saga = new MemorySaga()
  const dispatch = dispatchOf({ files: [fileOf('a'), fileOf('b')] })
  await assert.rejects(store.submit(dispatch, saga), { code: 'central_unavailable' })
  assert.equal(peer.to(CREATE).length, 0)
  await store.submit(dispatch, saga)
  assert.equal(peer.to(FILE).length, 3)
  assert.equal(peer.to(CREATE)[0]?.json.attachments, '[11,12]')
})

const FAILURES: readonly [string, Scripted, string][] = [
  ['no id', { body: { results: { docs: [], images: [] } } }, 'response_unexpected'],
  ['two ids for one file', { body: { results: { docs: [{ id: 1 }], images: [{ id: 2 }] } } }, 'response_unexpected'],
  ['an id that is none', { body: { results: { docs: [], images: [{ id: 'x' }] } } }, 'response_unexpected'],
  ['success false', { body: { success: false, message: 'tipe berkas ditolak' } }, 'refused_by_partner'],
  ['413', { status: 413 }, 'refused_by_partner'],
  ['502', { status: 502 }, 'central_unavailable'],
  ['a page of HTML', { body: '<html>' }, 'central_unavailable'],
  ['no answer', { hangUp: true }, 'answer_lost'],
]
for (const [title, scripted, code] of FAILURES) {
  test(`upload: ${title} → ${code}, and the complaint does not go without its file`, async (t) => {
    const { peer, store } = await openStore(t)
    peer.on(FILE, scripted)
    peer.on(CREATE, { body: { complaint_id: 1 } })
    await assert.rejects(store.submit(dispatchOf({ files: [fileOf('a')] }), new MemorySaga()), { code })
    assert.equal(peer.to(CREATE).length, 0)
  })
}

test('upload: a file over the limit stops the complaint before anything is sent', async (t) => {
  const { peer, store } = await openStore(t)
  const large = fileOf('a', { sizeBytes: 5 * 1024 * 1024 + 1 })
  await assert.rejects(store.submit(dispatchOf({ files: [fileOf('b'), large] }), new MemorySaga()), { code: 'attachment_unavailable' })
  assert.equal(peer.received.length, 0)
})

test('upload: a stored file that cannot be read parks the complaint, and nothing counts as sent', async (t) => {
  const { store } = await openStore(t)
  const saga = new MemorySaga()
  const broken = fileOf('a', { read: () => Promise.reject(new Error('ENOENT')) })
  await assert.rejects(store.submit(dispatchOf({ files: [broken] }), saga), { code: 'attachment_unavailable' })
  assert.deepEqual(saga.names, [])
})

test('upload: photos beyond ten go along in follow-ups', async (t) => {
  const { peer, store } = await openStore(t)
  let id = 100
  peer.on(FILE, () => image(++id))
  peer.on(CREATE, { body: { complaint_id: 9 } })
  peer.on('POST /complaints/followup/add', { body: { success: true } })
  const files = Array.from({ length: 23 }, (_, index) => fileOf(`foto ${index}`))
  await store.submit(dispatchOf({ files }), new MemorySaga())
  assert.equal(peer.to(CREATE)[0]?.json.attachments, `[${Array.from({ length: 10 }, (_, index) => 101 + index).join(',')}]`)
  const added = peer.to('POST /complaints/followup/add').map(({ text }) => (text.match(/name="attachment\[\d+\]"/g) ?? []).length)
  assert.deepEqual(added, [10, 3])
})
