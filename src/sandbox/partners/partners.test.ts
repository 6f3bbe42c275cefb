import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { startSandbox } from '../../../test/support/sandbox.ts'

test('jaki: pages with meta, newest first', async (t) => {
  const { ask } = await startSandbox(t)
  for (let id = 1; id <= 12; id += 1) assert.equal((await ask('POST', '/partners/jaki/items', { id })).status, 201)
  const { data, meta } = (await ask('GET', '/partners/jaki?page=1')).body
  assert.deepEqual([data[0].id, data.length, meta], [12, 10, { page: 1, perPage: 10, total: 12, lastPage: 2 }])
  assert.equal((await ask('GET', '/partners/jaki?page=2')).body.data.length, 2)
  assert.equal((await ask('GET', '/partners/jaki?page=nol')).status, 400)
})

test('qlue: a plain list, newest first, since a date with or without zone', async (t) => {
  const { ask } = await startSandbox(t)
  for (const post_date of ['2026-11-20 10:00:00', '2026-11-20 11:00:00', '2026-11-20 09:00:00'])
    await ask('POST', '/partners/qlue/items', { post_id: 1, post_date })
  const dates = async (query: string) =>
    (await ask('GET', `/partners/qlue${query}`)).body.map((row: { post_date: string }) => row.post_date.slice(11, 13))
  assert.deepEqual(await dates(''), ['11', '10', '09'])
  assert.deepEqual(await dates('?since=2026-11-20%2010:00:00'), ['11', '10'])
  assert.deepEqual(await dates('?since=2026-11-20T03:30:00Z'), ['11'])
  assert.equal((await ask('GET', '/partners/qlue?since=kemarin')).status, 400)
})

test('laporgub: the next link leads to the end', async (t) => {
  const { ask, url } = await startSandbox(t)
  for (let id = 1; id <= 11; id += 1) await ask('POST', '/partners/laporgub/items', { id })
  const first = (await ask('GET', '/partners/laporgub')).body
  assert.equal(first.data.length, 10)
  const last = (await ask('GET', first.next.replace(url, ''))).body
  assert.deepEqual([last.data.length, last.next], [1, null])
})

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

test('callback: signed calls are kept as verified, forged ones answered 401, and both are listed', async (t) => {
  const { ask, url } = await startSandbox(t, { webhookSecrets: { 'jabar-quick-response': SECRET } })
  const body = '{"status":"selesai"}'
  const at = new Date()
  const headers = (signature: string) => ({
    'content-type': 'application/json',
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signature,
  })
  const post = (signature: string) =>
    fetch(`${url}/partners/jabar-quick-response/callback`, { method: 'POST', headers: headers(signature), body })
  const good = await post(new Webhook(SECRET).sign('msg_1', at, body))
  assert.equal(good.status, 200)
  assert.match(((await good.json()) as { reference: string }).reference, /^cb-/)
  assert.equal((await post('v1,AAAA')).status, 401)
  const { data } = (await ask('GET', '/partners/jabar-quick-response/callbacks')).body
  assert.deepEqual(
    data.map((row: { verified: boolean; answered: number; body: object }) => [row.verified, row.answered, row.body]),
    [
      [false, 401, { status: 'selesai' }],
      [true, 200, { status: 'selesai' }],
    ],
  )
})

test('callback: without a secret everything is taken', async (t) => {
  const { ask } = await startSandbox(t)
  assert.equal((await ask('POST', '/partners/sapawarga/callback', { a: 1 })).status, 200)
  assert.equal((await ask('GET', '/partners/sapawarga/callbacks')).body.data[0].verified, null)
})

test('a partner can be told to fail for so many calls', async (t) => {
  const { ask } = await startSandbox(t)
  await ask('POST', '/partners/sapawarga/faults', { status: 429, calls: 2, retryAfterSeconds: 3 })
  const answers = []
  for (let n = 0; n < 3; n += 1) {
    const { status, headers } = await ask('POST', '/partners/sapawarga/callback', {})
    answers.push([status, headers.get('retry-after')])
  }
  assert.deepEqual(answers, [
    [429, '3'],
    [429, '3'],
    [200, null],
  ])
})

test('media: real bytes, different for each name', async (t) => {
  const { url } = await startSandbox(t)
  const bytesOf = async (name: string) => Buffer.from(await (await fetch(`${url}/partners/media/${name}`)).arrayBuffer())
  assert.equal((await bytesOf('a.jpg')).subarray(0, 3).toString('hex'), 'ffd8ff')
  assert.equal((await bytesOf('a.png')).subarray(1, 4).toString(), 'PNG')
  assert.equal((await bytesOf('a.pdf')).subarray(0, 5).toString(), '%PDF-')
  assert.notDeepEqual(await bytesOf('a.jpg'), await bytesOf('b.jpg'))
  assert.equal((await fetch(`${url}/partners/media/a.exe`)).status, 404)
})
