import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { openPartner } from '../../test/peers/partner.ts'
import type { HttpCall } from '../contract/connector.ts'
import { createGuardedHttp } from './guarded-http.ts'

function openHttp(t: TestContext) {
  const http = createGuardedHttp({ allowAddresses: ['127.0.0.0/8'], log: { info: () => {}, warn: () => {}, error: () => {} } })
  t.after(() => http.close())
  return http
}

const TEXT = 'Lampu jalan mati. '.repeat(500)
const BOMB = Buffer.alloc(6_000_000)
for (const [encoding, compress] of [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['GZIP', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
] as const) {
  test(`an answer in ${encoding} (${compress.name}) is read; a bomb in it is response_unexpected; a broken one is lost`, async (t) => {
    const http = openHttp(t)
    const partner = await openPartner(t, ({ url }) => ({
      headers: { 'content-encoding': encoding },
      body: url === '/bom' ? compress(BOMB) : url === '/rusak' ? Buffer.alloc(64, 0xff) : compress(Buffer.from(TEXT)),
    }))
    const answer = await http.request({ method: 'GET', url: partner.url })
    assert.equal(Buffer.from(answer.body).toString(), TEXT)
    assert.equal(answer.headers['content-encoding'], undefined)
    await assert.rejects(http.request({ method: 'GET', url: `${partner.url}/bom` }), { code: 'response_unexpected' })
    await assert.rejects(http.request({ method: 'GET', url: `${partner.url}/rusak` }), { code: 'answer_lost', message: /decompressed/ })
    await assert.rejects(http.request({ method: 'GET', url: partner.url, maxAnswerBytes: TEXT.length - 1 }), {
      code: 'response_unexpected',
    })
    assert.equal((await http.request({ method: 'GET', url: partner.url, maxAnswerBytes: TEXT.length })).body.length, TEXT.length)
    assert.equal((await http.request({ method: 'HEAD', url: partner.url })).body.length, 0)
  })
}

test('an encoding that is not known is handed on as it came; an empty body needs none', async (t) => {
  const http = openHttp(t)
  const partner = await openPartner(t, ({ url }) =>
    url === '/kosong' ? { headers: { 'content-encoding': 'gzip' }, body: '' } : { headers: { 'content-encoding': 'aneh' }, body: 'isi' },
  )
  const answer = await http.request({ method: 'GET', url: partner.url })
  assert.deepEqual([answer.headers['content-encoding'], Buffer.from(answer.body).toString()], ['aneh', 'isi'])
  assert.equal((await http.request({ method: 'GET', url: `${partner.url}/kosong` })).body.length, 0)
})

test('a request has its body as bytes with its length, our name, and no content-type that nobody gave', async (t) => {
  const http = openHttp(t)
  const partner = await openPartner(t, () => ({}))
  const body = 'Jalan ke Sukabumi – rusak'
  await http.request({
    method: 'POST',
    url: `${partner.url}/a?b=c%20d`,
    body,
    headers: { Accept: 'application/json', 'X-Nama': 'Bu–di\n é' },
  })
  await http.request({ method: 'PUT', url: partner.url, body: new Uint8Array([0, 255, 10]), headers: { 'Content-Type': 'image/png' } })
  await http.request({ method: 'POST', url: partner.url })
  await http.request({ method: 'DELETE', url: partner.url })
  const [first, second, third, fourth] = partner.requests
  assert.equal(first?.url, '/a?b=c%20d')
  assert.equal(first.body, body)
  const { host: _, ...headers } = first.headers
  assert.deepEqual(headers, {
    connection: 'keep-alive',
    'user-agent': 'lapor-gateway',
    accept: 'application/json',
    'accept-encoding': 'gzip, deflate, br',
    'x-nama': 'Budi é',
    'content-length': String(Buffer.byteLength(body)),
  })
  assert.deepEqual([second?.headers['content-length'], second?.headers['content-type']], ['3', 'image/png'])
  assert.deepEqual([third?.headers['content-length'], fourth?.headers['content-length']], ['0', undefined])
})

/** A server that answers every request with these octets, and counts connections. */
async function openRawServer(t: TestContext, octets: string, ends = false) {
  const server = createServer((socket) => {
    server.connections += 1
    socket.on('error', () => {})
    socket.on('data', () => (ends ? socket.end(octets, 'latin1') : socket.write(octets, 'latin1')))
    t.after(() => socket.destroy())
  }) as ReturnType<typeof createServer> & { connections: number }
  server.connections = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server }
}

const CASES: [what: string, octets: string, method: HttpCall['method'], expected: [number, string, Record<string, string>]][] = [
  ['204 with a length', 'HTTP/1.1 204 No Content\r\ncontent-length: 9\r\n\r\n', 'POST', [204, '', { 'content-length': '9' }]],
  [
    '304 with the length of what it leaves out',
    'HTTP/1.1 304 Not Modified\r\ncontent-length: 900\r\n\r\n',
    'GET',
    [304, '', { 'content-length': '900' }],
  ],
  ['an answer to HEAD', 'HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n', 'HEAD', [200, '', { 'content-length': '900' }]],
  [
    'early hints before it',
    'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nya',
    'POST',
    [200, 'ya', { 'content-length': '2' }],
  ],
  [
    'headers that come twice',
    'HTTP/1.1 200 OK\r\nContent-Type: a\r\ncontent-type: b\r\nX-A: 1\r\nx-a: 2\r\nSet-Cookie: p\r\nSet-Cookie: q\r\ncontent-length: 0\r\n\r\n',
    'GET',
    [200, '', { 'content-type': 'a', 'x-a': '1, 2', 'set-cookie': 'p, q', 'content-length': '0' }],
  ],
  [
    'headers in latin-1',
    'HTTP/1.1 200 OK\r\nx-nama: Jos\xe9\r\nconstructor: c\r\ncontent-length: 0\r\n\r\n',
    'GET',
    [200, '', { 'x-nama': 'José', constructor: 'c', 'content-length': '0' }],
  ],
  [
    'chunks',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\ny\r\n1\r\na\r\n0\r\n\r\n',
    'POST',
    [200, 'ya', { 'transfer-encoding': 'chunked' }],
  ],
]
for (const [what, octets, method, [status, body, headers]] of CASES) {
  test(`${what} is read`, async (t) => {
    const { url } = await openRawServer(t, octets)
    const answer = await openHttp(t).request({ method, url, timeoutMs: 5_000, once: true })
    assert.deepEqual([answer.status, Buffer.from(answer.body).toString(), answer.headers], [status, body, headers])
  })
}

test('an answer that ends with its connection is whole', async (t) => {
  const { url } = await openRawServer(t, 'HTTP/1.0 200 OK\r\n\r\nya, sudah', true)
  assert.equal(Buffer.from((await openHttp(t).request({ method: 'POST', url })).body).toString(), 'ya, sudah')
})

test('reading stops at once when there is too much, and the connection is ended', async (t) => {
  const drained = Promise.withResolvers<void>()
  const partner = await openPartner(t, (_, { response, socket }) => {
    socket.once('close', () => drained.resolve())
    response.writeHead(200, { 'content-length': '500000000' }).write(Buffer.alloc(100_000))
    return undefined
  })
  await assert.rejects(openHttp(t).request({ method: 'GET', url: partner.url, maxAnswerBytes: 50_000, timeoutMs: 5_000 }), {
    code: 'response_unexpected',
  })
  await drained.promise
})

test('headers without end are not read', async (t) => {
  const { url } = await openRawServer(t, `HTTP/1.1 200 OK\r\n${'x-a: 1\r\n'.repeat(20_000)}`)
  await assert.rejects(openHttp(t).request({ method: 'POST', url, timeoutMs: 5_000 }), {
    code: 'answer_lost',
    message: /headers of the answer are too long/,
  })
})
