import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openBlobs } from './blobs.ts'

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'blobs-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  return dir
}

const photo = Buffer.from('\xff\xd8 a photo', 'latin1')
const about = { name: 'jalan.jpg', mediaType: 'image/jpeg' }

test('a file is kept by its hash, readable by the gateway alone, once however often it comes', async (t) => {
  const dir = await folder(t)
  const blobs = await openBlobs(dir)
  const all = await Promise.all([blobs.put(photo, about), blobs.put(photo, about), blobs.put(photo, { ...about, name: 'other.jpg' })])
  const { sha256 } = all[0]
  assert.deepEqual(all[0], { sha256, sizeBytes: photo.length, ...about })
  assert.equal(all[2].name, 'other.jpg')
  assert.deepEqual(await blobs.read(sha256), photo)
  assert.equal(await blobs.has(sha256), true)
  const path = join(dir, sha256.slice(0, 2), sha256.slice(2))
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.deepEqual(await readdir(join(dir, 'incoming')), [])
})

test('an empty file is a file', async (t) => {
  const blobs = await openBlobs(await folder(t))
  const { sha256 } = await blobs.put(new Uint8Array(), about)
  assert.equal((await blobs.read(sha256)).length, 0)
})

test('a file that is missing or was changed on the disk is not handed out, and a new copy mends it', async (t) => {
  const dir = await folder(t)
  const blobs = await openBlobs(dir)
  await assert.rejects(blobs.read('0'.repeat(64)), { code: 'attachment_unavailable' })
  assert.equal(await blobs.has('0'.repeat(64)), false)
  const { sha256 } = await blobs.put(photo, about)
  await writeFile(join(dir, sha256.slice(0, 2), sha256.slice(2)), 'changed')
  await assert.rejects(blobs.read(sha256), { code: 'attachment_unavailable' })
  await blobs.put(photo, about)
  assert.deepEqual(await blobs.read(sha256), photo)
})

test('a name that is no hash never becomes a path', async (t) => {
  const blobs = await openBlobs(await folder(t))
  await assert.rejects(blobs.read('../../etc/passwd'), { code: 'internal_error' })
})

test('a data folder that cannot be written is the store being away', async (t) => {
  const dir = await folder(t)
  const blobs = await openBlobs(dir)
  await rm(join(dir, 'incoming'), { recursive: true })
  await writeFile(join(dir, 'incoming'), 'in the way')
  await assert.rejects(blobs.put(photo, about), {
    code: 'ledger_unavailable',
    message: /cannot be written: a file stands where a folder should \(ENOTDIR\)/,
  })
})
