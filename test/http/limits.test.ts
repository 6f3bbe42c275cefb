import assert from 'node:assert/strict'
import test from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { channel, report, startGateway } from './gateway.ts'

test('gzip, deflate and brotli are undone before the signature is checked', async (t) => {
  const gateway = await startGateway(t)
  for (const [encoding, compress] of [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const) {
    const answer = await gateway.post('app', compress(JSON.stringify(report())), { 'content-encoding': encoding })
    assert.equal(answer.status, 202, encoding)
  }
})

test('sixty bombs at once stay within bounded memory', async (t) => {
  const gateway = await startGateway(t)
  const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024), { level: 1 })
  const before = process.memoryUsage().rss
  const answers = await Promise.all(Array.from({ length: 60 }, () => gateway.post('app', bomb, { 'content-encoding': 'gzip' })))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([413]))
  assert.ok(process.memoryUsage().rss - before < 600 * 1024 * 1024, 'sixty bombs of 100 MiB would need 6 GiB')
})

test('more requests than a channel may send → 429 with Retry-After', async (t) => {
  const gateway = await startGateway(t, { channels: [channel('app', { requestsPerMinute: 2 }), channel('other')] })
  const answers = [await gateway.post('app', report()), await gateway.post('app', report()), await gateway.post('app', report())]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [202, 202, 429],
  )
  assert.equal(answers[2]?.body.code, 'throttled')
  assert.ok(Number(answers[2]?.headers.get('retry-after')) >= 1)
  assert.equal((await gateway.post('other', report())).status, 202, 'another channel is not throttled')
})

test('the ledger is away → 503 ledger_unavailable with Retry-After, at once', async (t) => {
  const gateway = await startGateway(t)
  await gateway.post('app', report())
  await gateway.ledger.close()
  const answer = await gateway.post('app', report())
  assert.equal(answer.status, 503)
  assert.equal(answer.body.code, 'ledger_unavailable')
  assert.ok(Number(answer.headers.get('retry-after')) >= 1)
  assert.equal((await gateway.get('/readyz')).status, 503)
  assert.equal((await gateway.get('/healthz')).status, 200)
})
