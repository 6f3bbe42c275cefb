import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { openPartner, type PartnerRule } from '../../test/peers/partner.ts'
import type { HttpCall } from '../contract/connector.ts'
import { createGuardedHttp } from './guarded-http.ts'

const LOOPBACK = ['127.0.0.0/8', '::1/128']

function openHttp(t: TestContext, allowAddresses: readonly string[] = LOOPBACK) {
  const logged: unknown[] = []
  const note = (data: object, message: string) => void logged.push([data, message])
  const http = createGuardedHttp({ allowAddresses, log: { debug: note, info: note, warn: note, error: note } })
  t.after(() => http.close())
  return { http, logged }
}

test('any status resolves, with lower-case headers and the body', async (t) => {
  const { http } = openHttp(t)
  for (const status of [200, 204, 301, 404, 500]) {
    const partner = await openPartner(t, () => ({
      status,
      headers: { 'X-Kind': 'a', location: '/lain' },
      body: status === 204 ? '' : 'isi',
    }))
    const answer = await http.request({ method: 'GET', url: partner.url })
    assert.equal(answer.status, status)
    assert.equal(answer.headers['x-kind'], 'a')
    assert.equal(Buffer.from(answer.body).toString(), status === 204 ? '' : 'isi')
    assert.equal(partner.requests.length, 1, 'no redirect is followed')
  }
})

const FORBIDDEN = [
  '127.0.0.1',
  'localhost',
  '2130706433',
  '0x7f000001',
  '017700000001',
  '127.1',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::127.0.0.1]',
]
const FORBIDDEN_NETS = [
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '[fe80::1]',
  '[fd00::1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
]
for (const host of [...FORBIDDEN, ...FORBIDDEN_NETS]) {
  test(`the address ${host} is refused before anything is sent`, async (t) => {
    const partner = await openPartner(t, () => ({}))
    const { http } = openHttp(t, [])
    await assert.rejects(http.request({ method: 'GET', url: `http://${host}:${partner.host.split(':')[1]}/` }), {
      code: 'config_invalid',
      message: /allowAddresses/,
    })
    assert.equal(partner.connections(), 0)
  })
}

test('only what is allowed is let through', async (t) => {
  const { http } = openHttp(t, ['10.0.0.0/8', '127.0.0.1'])
  const partner = await openPartner(t, () => ({}))
  assert.equal((await http.request({ method: 'GET', url: partner.url })).status, 200)
  await assert.rejects(http.request({ method: 'GET', url: partner.url.replace('127.0.0.1', '127.0.0.2') }), { code: 'config_invalid' })
})

for (const [url, message] of [
  ['file:///etc/passwd', /only http: and https:/],
  ['http://user:sandi@app.example/', /user or password/],
  ['bukan alamat', /not a URL/],
] as const) {
  test(`${url} is no address to call`, async (t) => {
    await assert.rejects(openHttp(t).http.request({ method: 'GET', url }), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'config_invalid')
      assert.match(error.message, message)
      assert.doesNotMatch(error.message, /sandi/)
      return true
    })
  })
}

test('an allowed block that is no block is told', () => {
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  for (const block of ['10.0.0.0/33', 'kantor', '10.0.0/8', '::1/129'])
    assert.throws(() => createGuardedHttp({ allowAddresses: [block], log }), { code: 'config_invalid' })
})

test('connection_failed: nobody listens, or the name is unknown: nothing was sent', async (t) => {
  const { http } = openHttp(t)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  for (const url of [`http://127.0.0.1:${port}/`, 'http://tidak-ada.invalid/']) {
    await assert.rejects(http.request({ method: 'POST', url, body: '{}' }), { code: 'connection_failed', message: /nothing was sent/ })
  }
})

test('connection_failed: TLS that cannot be agreed on', async (t) => {
  const { http } = openHttp(t)
  const partner = await openPartner(t, () => ({}))
  await assert.rejects(http.request({ method: 'POST', url: partner.url.replace('http:', 'https:'), body: '{}' }), {
    code: 'connection_failed',
  })
  assert.equal(partner.requests.length, 0)
})

test('connection_failed: no TLS handshake within the connect timeout', async (t) => {
  const { http } = openHttp(t)
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const sockets: { destroy(): void }[] = []
  silent.on('connection', (socket) => sockets.push(socket))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })
  const { port } = silent.address() as AddressInfo
  await assert.rejects(http.request({ method: 'POST', url: `https://127.0.0.1:${port}/`, body: '{}', connectTimeoutMs: 50 }), {
    code: 'connection_failed',
    message: /no connection in time/,
  })
})

const LOST: [string, PartnerRule, Partial<HttpCall>, RegExp][] = [
  ['hangs up', (_, { socket }) => void socket.destroy(), {}, /the connection was cut/],
  ['never answers', () => undefined, { timeoutMs: 60 }, /no whole answer in time/],
  [
    'stops in the middle',
    (_, { response }) => void response.writeHead(200, { 'content-length': '100' }).write('x', () => response.destroy()),
    {},
    /the/,
  ],
  ['drips for ever', (_, { response }) => void response.writeHead(200).write('x'), { timeoutMs: 60 }, /no whole answer in time/],
  ['answers what is no HTTP', (_, { socket }) => void socket.end('halo\r\n\r\n'), {}, /may have arrived/],
  ['answers broken gzip', () => ({ headers: { 'content-encoding': 'gzip' }, body: 'bukan gzip' }), {}, /decompressed/],
]
for (const [name, rule, call, message] of LOST) {
  test(`answer_lost: the other side ${name}`, async (t) => {
    const partner = await openPartner(t, rule)
    await assert.rejects(openHttp(t).http.request({ method: 'POST', url: partner.url, body: '{}', ...call }), {
      code: 'answer_lost',
      message,
    })
    assert.equal(partner.requests.length, 1, 'sent once, never again by itself')
  })
}

test('a GET over a kept connection that died is sent once more; a POST is not', async (t) => {
  const { http } = openHttp(t)
  let dying = false
  const partner = await openPartner(t, (_, { socket }) => {
    if (!dying) return {}
    dying = false
    socket.destroy()
    return undefined
  })
  await http.request({ method: 'GET', url: partner.url })
  dying = true
  assert.equal((await http.request({ method: 'GET', url: partner.url })).status, 200)
  await http.request({ method: 'GET', url: partner.url })
  dying = true
  await assert.rejects(http.request({ method: 'POST', url: partner.url, body: '{}' }), { code: 'answer_lost' })
})

test('response_unexpected: too much, plain or compressed, is cut off', async (t) => {
  const { http } = openHttp(t)
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  const plain = await openPartner(t, () => ({ body: 'x'.repeat(5000) }))
  const zipped = await openPartner(t, () => ({ headers: { 'content-encoding': 'gzip' }, body: bomb }))
  for (const { url } of [plain, zipped]) {
    await assert.rejects(http.request({ method: 'GET', url, maxAnswerBytes: 4000 }), {
      code: 'response_unexpected',
      message: /more than it may/,
    })
  }
  assert.equal((await http.request({ method: 'GET', url: plain.url, maxAnswerBytes: 5000 })).body.length, 5000)
})

test('a signal stops a call', async (t) => {
  const stop = new AbortController()
  const partner = await openPartner(t, () => {
    stop.abort()
    return undefined
  })
  const { http } = openHttp(t)
  await assert.rejects(http.request({ method: 'POST', url: partner.url, body: '{}', signal: stop.signal }), { code: 'answer_lost' })
  await assert.rejects(http.request({ method: 'POST', url: partner.url, body: '{}', signal: stop.signal }), { code: 'connection_failed' })
  assert.equal(partner.requests.length, 1)
})

test('a header that HTTP does not allow is config_invalid', async (t) => {
  const partner = await openPartner(t, () => ({}))
  const { http } = openHttp(t)
  await assert.rejects(http.request({ method: 'GET', url: partner.url, headers: { 'bad name': 'x' } }), { code: 'config_invalid' })
})

test('neither logs nor errors hold headers, bodies or queries', async (t) => {
  const { http, logged } = openHttp(t)
  const ok = await openPartner(t, () => ({ body: 'rahasia-1' }))
  const cut = await openPartner(t, (_, { socket }) => void socket.destroy())
  const call = { method: 'POST', headers: { authorization: 'Bearer rahasia-2', token: 'rahasia-3' }, body: 'rahasia-4' } as const
  await http.request({ ...call, url: `${ok.url}/bot123456789:rahasia-6/x?key=rahasia-5` })
  const error: unknown = await http.request({ ...call, url: `${cut.url}/?key=rahasia-5` }).catch((thrown: unknown) => thrown)
  const { inspect } = await import('node:util')
  assert.doesNotMatch(inspect([logged, error], { depth: 20, showHidden: true }), /rahasia/)
  assert.equal(logged.length, 2)
})
