import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { channel, KEY, report, startGateway, type TestGateway, TOKEN } from './gateway.ts'
import { sendRaw } from './raw-http.ts'

const JSON_TYPE = 'content-type: application/json'
const AUTH = `authorization: Bearer ${TOKEN}`

function post(path: string, headers: readonly string[], body: string | Uint8Array = ''): (string | Uint8Array)[] {
  const length = headers.some((line) => /^(content-length|transfer-encoding)/i.test(line))
    ? []
    : [`content-length: ${Buffer.byteLength(body)}`]
  return [`${[`POST ${path} HTTP/1.1`, 'host: gateway', AUTH, ...headers, ...length].join('\r\n')}\r\n\r\n`, body]
}
const json = (body: string | Uint8Array, ...headers: string[]) => post('/in/app', [JSON_TYPE, ...headers], body)

const CASES: readonly {
  readonly name: string
  readonly send: () => (string | Uint8Array)[] | string
  readonly status: number
  readonly code: string
  readonly at?: string
}[] = [
  { name: 'malformed JSON', send: () => json('{"ticket": '), status: 400, code: 'request_unreadable' },
  { name: 'an empty body', send: () => json(''), status: 400, code: 'request_unreadable' },
  { name: 'a list instead of a report', send: () => json('[]'), status: 400, code: 'request_unreadable' },
  { name: 'deep nesting', send: () => json('['.repeat(400_000)), status: 400, code: 'request_unreadable' },
  {
    name: 'a number beyond all measure',
    send: () => json(`{"ticket":${'9'.repeat(900_000)}e999999}`),
    status: 400,
    code: 'request_unreadable',
    at: '/ticket',
  },
  {
    name: 'a key that comes twice',
    send: () => json('{"ticket":"a","ticket":"b"}'),
    status: 400,
    code: 'request_unreadable',
    at: '/ticket',
  },
  { name: 'a prototype key', send: () => json('{"__proto__":{"admin":true}}'), status: 400, code: 'request_unreadable' },
  {
    name: 'bytes that are not UTF-8',
    send: () => json(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
    status: 400,
    code: 'request_unreadable',
  },
  {
    name: 'another charset',
    send: () => post('/in/app', ['content-type: application/json; charset=utf-16'], '{}'),
    status: 415,
    code: 'media_type_unsupported',
  },
  {
    name: 'another media type',
    send: () => post('/in/app', ['content-type: application/xml'], '<a/>'),
    status: 415,
    code: 'media_type_unsupported',
  },
  { name: 'no media type', send: () => post('/in/app', [], '{}'), status: 415, code: 'media_type_unsupported' },
  {
    name: 'a media type that nobody can read',
    send: () => post('/in/app', ['content-type: ///'], '{}'),
    status: 415,
    code: 'media_type_unsupported',
  },
  {
    name: 'an unknown Content-Encoding',
    send: () => json('{}', 'content-encoding: zstd-of-mine'),
    status: 415,
    code: 'media_type_unsupported',
  },
  { name: 'a body that is not gzip', send: () => json('{}', 'content-encoding: gzip'), status: 400, code: 'request_unreadable' },
  {
    name: 'a gzip bomb',
    send: () => json(gzipSync(Buffer.alloc(200 * 1024 * 1024), { level: 1 }), 'content-encoding: gzip'),
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'a brotli bomb',
    send: () =>
      json(brotliCompressSync(Buffer.alloc(50 * 1024 * 1024), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }), 'content-encoding: br'),
    status: 413,
    code: 'body_too_large',
  },
  { name: 'a body over 1 MiB', send: () => json(`{"text":"${'x'.repeat(1024 * 1024)}"}`), status: 413, code: 'body_too_large' },
  {
    name: 'a body over 1 MiB in chunks, without a length',
    send: () => {
      const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
      return [...post('/in/app', [JSON_TYPE, 'transfer-encoding: chunked']), ...Array.from({ length: 20 }, () => chunk)]
    },
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'a Content-Length far beyond what is taken',
    send: () => post('/in/app', [JSON_TYPE, 'content-length: 99999999999'], '{"a"'),
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'a body shorter than its Content-Length',
    send: () => post('/in/app', [JSON_TYPE, 'content-length: 500'], '{"ticket":"T"}'),
    status: 408,
    code: 'request_timeout',
  },
  {
    name: 'Content-Length and chunks at once',
    send: () => post('/in/app', [JSON_TYPE, 'content-length: 5', 'transfer-encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n'),
    status: 400,
    code: 'request_unreadable',
  },
  {
    name: 'Expect: 100-continue for too much',
    send: () => post('/in/app', [JSON_TYPE, 'expect: 100-continue', 'content-length: 99999999']),
    status: 413,
    code: 'body_too_large',
  },
  { name: 'headers of 20 KiB', send: () => json('{}', `x-filler: ${'x'.repeat(20_000)}`), status: 431, code: 'headers_too_large' },
  {
    name: 'headers that never end',
    send: () => 'POST /in/app HTTP/1.1\r\nhost: gateway\r\nx-slow: ',
    status: 408,
    code: 'request_timeout',
  },
  { name: 'something that is not HTTP', send: () => '\u0016\u0003\u0001 hello\r\n\r\n', status: 400, code: 'request_unreadable' },
  {
    name: 'a header line without a colon',
    send: () => 'POST /in/app HTTP/1.1\r\nhost gateway\r\n\r\n',
    status: 400,
    code: 'request_unreadable',
  },
  { name: 'a bad percent sign in the path', send: () => post('/in/%zz', [JSON_TYPE], '{}'), status: 400, code: 'request_unreadable' },
  {
    name: 'a bad percent sign in the query',
    send: () => post('/in/app?a=%e0%a4%a', [JSON_TYPE], '{}'),
    status: 400,
    code: 'request_unreadable',
  },
  {
    name: 'no signature',
    send: () => `POST /in/app HTTP/1.1\r\nhost: gateway\r\n${JSON_TYPE}\r\ncontent-length: 2\r\n\r\n{}`,
    status: 401,
    code: 'signature_invalid',
  },
  { name: 'an unknown channel', send: () => post('/in/nobody', [JSON_TYPE], '{}'), status: 404, code: 'channel_unknown' },
  {
    name: 'an unknown channel with a huge body',
    send: () => post('/in/nobody', [JSON_TYPE, 'content-length: 99999999999'], '{}'),
    status: 404,
    code: 'channel_unknown',
  },
  { name: 'a channel with a NUL in its name', send: () => post('/in/%00', [JSON_TYPE], '{}'), status: 404, code: 'channel_unknown' },
  { name: 'a very long channel name', send: () => post(`/in/${'a'.repeat(5000)}`, [JSON_TYPE], '{}'), status: 404, code: 'not_found' },
  { name: 'a paused channel', send: () => post('/in/paused', [JSON_TYPE], '{}'), status: 403, code: 'channel_paused' },
  {
    name: 'a channel that is not configured',
    send: () => post('/in/unset', [JSON_TYPE], '{}'),
    status: 503,
    code: 'channel_not_configured',
  },
  {
    name: 'a ticket of 300 characters',
    send: () => json(`{"ticket":"${'t'.repeat(300)}","text":"a"}`),
    status: 422,
    code: 'mapping_failed',
    at: '',
  },
  { name: 'a NUL in the ticket', send: () => json('{"ticket":"a\\u0000b","text":"a"}'), status: 422, code: 'mapping_failed', at: '' },
  {
    name: 'a file that did not come',
    send: () => json('{"ticket":"f1","text":"a","photos":["file-part:3"]}'),
    status: 422,
    code: 'mapping_failed',
    at: '/attachments/0',
  },
  { name: 'an address that is not there', send: () => post('/nowhere', [JSON_TYPE], '{}'), status: 404, code: 'not_found' },
  {
    name: 'a method that an address does not take',
    send: () => post('/v1/complaints', [JSON_TYPE], '{}'),
    status: 405,
    code: 'method_not_allowed',
  },
  {
    name: 'a query that is not known',
    send: () => 'GET /v1/complaints?since=gestern HTTP/1.1\r\nhost: gateway\r\nx-api-key: k\r\n\r\n',
    status: 400,
    code: 'request_unreadable',
    at: '/since',
  },
  { name: 'a request without Host', send: () => 'GET /v1/complaints HTTP/1.1\r\n\r\n', status: 400, code: 'request_unreadable' },
  { name: 'a method that is none', send: () => 'FOO /in/app HTTP/1.1\r\nhost: gateway\r\n\r\n', status: 400, code: 'request_unreadable' },
  {
    name: 'a method that a channel does not take',
    send: () => 'PROPFIND /in/app HTTP/1.1\r\nhost: gateway\r\n\r\n',
    status: 405,
    code: 'method_not_allowed',
  },
  {
    name: 'an absolute address',
    send: () => 'GET http://other.example/nowhere HTTP/1.1\r\nhost: gateway\r\n\r\n',
    status: 404,
    code: 'not_found',
  },
  { name: 'OPTIONS of everything', send: () => 'OPTIONS * HTTP/1.1\r\nhost: gateway\r\n\r\n', status: 404, code: 'not_found' },
  {
    name: 'two lengths',
    send: () => 'POST /in/app HTTP/1.1\r\nhost: gateway\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}',
    status: 400,
    code: 'request_unreadable',
  },
  {
    name: 'a length below zero',
    send: () => post('/in/app', [JSON_TYPE, 'content-length: -1'], '{}'),
    status: 400,
    code: 'request_unreadable',
  },
  {
    name: 'an expectation that nobody knows',
    send: () => post('/in/app', [JSON_TYPE, 'expect: miracles'], '{'),
    status: 400,
    code: 'request_unreadable',
  },
  {
    name: 'a moment that does not exist',
    send: () => `GET /v1/complaints?since=2026-06-30T23:59:60Z HTTP/1.1\r\nhost: gateway\r\nx-api-key: ${KEY}\r\n\r\n`,
    status: 400,
    code: 'request_unreadable',
    at: '/since',
  },
  {
    name: 'a cursor that is none of ours',
    send: () => `GET /v1/complaints?cursor=abc HTTP/1.1\r\nhost: gateway\r\nx-api-key: ${KEY}\r\n\r\n`,
    status: 400,
    code: 'request_unreadable',
    at: '/cursor',
  },
]

test('bad input gets a coded answer, and the next request is served', async (t) => {
  const gateway = await startBounded(t)
  for (const { name, send, status, code, at } of CASES) {
    await t.test(`${name} → ${status} ${code}`, async () => {
      const answer = await sendRaw(gateway.port, send())
      assert.equal(answer.status, status, answer.body)
      assert.match(answer.head, /content-type: application\/problem\+json/i)
      const problem = JSON.parse(answer.body)
      assert.equal(problem.code, code)
      assert.equal(problem.status, status)
      assert.equal(problem.type, `/docs/errors#${code}`)
      for (const member of ['title', 'detail', 'instance']) assert.equal(typeof problem[member], 'string')
      if (at !== undefined) assert.equal(problem.errors?.[0]?.at, at)
      if (status === 503) assert.match(answer.head, /retry-after: \d+/i)
      assert.equal((await gateway.post('app', report())).status, 202)
    })
  }
  assert.ok(!gateway.logged.join('').includes(TOKEN), 'no secret is logged')
  assert.ok(!gateway.logged.join('').includes('Asep'), 'no person is logged')
})

function startBounded(t: TestContext): Promise<TestGateway> {
  const channels = [
    channel('app'),
    channel('paused', { state: 'paused', why: 'maintenance' }),
    channel('unset', { state: 'not_configured', why: 'APP_SECRET is not set' }),
  ]
  // Short, since two requests wait for it; longer than a busy machine stands still.
  return startGateway(t, { channels, http: { requestTimeoutMs: 3000 } })
}
