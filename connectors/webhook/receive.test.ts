import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import type { Arrival } from '../../src/contract/connector.ts'
import { inbound, openTestChannel } from '../../test/peers/channel.ts'
import type { Auth, Config, Secret } from './config.ts'
import { connector } from './index.ts'

const NOW = new Date(1_614_265_330_000)
const BODY = '{"test": 2432232314}'
const WHSEC = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const OTHER = 'whsec_bGFpbi1sYWluLWxhaW4tbGFpbi1sYWluLWxhaW4='
/** The vector that the Standard Webhooks libraries are tested with. */
const VECTOR = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const hex = (secret: string, text: string, algorithm = 'sha256') => createHmac(algorithm, secret).update(text).digest('hex')
const HMAC: Auth = { kind: 'hmac', header: 'X-Wargaku-Signature', prefix: 'sha256=' }
const TIMED: Auth = { kind: 'hmac', header: 'X-Sig', timestamp: { header: 'X-Time' } }
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

type Row = readonly [name: string, auth: Auth, secret: string, headers: Record<string, string>, expected: 'ok' | RegExp]
const SW: Auth = { kind: 'standard-webhooks' }
const ROWS: readonly Row[] = [
  ['the published vector', SW, WHSEC, VECTOR, 'ok'],
  ['the secret without whsec_', SW, WHSEC.slice(6), VECTOR, 'ok'],
  ['the second of two secrets', SW, `${OTHER} ${WHSEC}`, VECTOR, 'ok'],
  ['two secrets with a comma', SW, `${WHSEC},${OTHER}`, VECTOR, 'ok'],
  [
    'one right signature among several',
    SW,
    WHSEC,
    { ...VECTOR, 'webhook-signature': `v1a,abc v1,AAAA ${VECTOR['webhook-signature']}` },
    'ok',
  ],
  ['another secret', SW, OTHER, VECTOR, /no signature in webhook-signature is right/],
  ['another id', SW, WHSEC, { ...VECTOR, 'webhook-id': 'msg_2' }, /no signature/],
  ['another time', SW, WHSEC, { ...VECTOR, 'webhook-timestamp': '1614265331' }, /no signature/],
  ['no id', SW, WHSEC, { ...VECTOR, 'webhook-id': '' }, /header webhook-id is missing/],
  ['no signature', SW, WHSEC, { ...VECTOR, 'webhook-signature': '' }, /header webhook-signature is missing/],
  ['only another version of signature', SW, WHSEC, { ...VECTOR, 'webhook-signature': 'v2,AAAA' }, /must hold 'v1,<base64>'/],
  ['an id that came twice', SW, WHSEC, { ...VECTOR, 'webhook-id': 'msg_1, msg_1' }, /webhook-id must be one id/],
  ['a time that is no number', SW, WHSEC, { ...VECTOR, 'webhook-timestamp': 'kemarin' }, /Unix seconds/],
  ['a time 301 s old', SW, WHSEC, { ...VECTOR, 'webhook-timestamp': '1614265029' }, /301 s behind our clock; 300 s are allowed/],
  ['a time 301 s ahead', SW, WHSEC, { ...VECTOR, 'webhook-timestamp': '1614265631' }, /301 s ahead of our clock/],

  ['HMAC', HMAC, 'rahasia', { 'x-wargaku-signature': `sha256=${hex('rahasia', BODY)}` }, 'ok'],
  ['HMAC in capitals', HMAC, 'rahasia', { 'x-wargaku-signature': `sha256=${hex('rahasia', BODY).toUpperCase()}` }, 'ok'],
  ['HMAC with the older of two secrets', HMAC, 'baru rahasia', { 'x-wargaku-signature': `sha256=${hex('rahasia', BODY)}` }, 'ok'],
  ['HMAC with another secret', HMAC, 'rahasia', { 'x-wargaku-signature': `sha256=${hex('lain', BODY)}` }, /not that of the raw body/],
  ['HMAC of another body', HMAC, 'rahasia', { 'x-wargaku-signature': `sha256=${hex('rahasia', `${BODY} `)}` }, /not that of the raw body/],
  [
    'HMAC without its prefix',
    HMAC,
    'rahasia',
    { 'x-wargaku-signature': hex('rahasia', BODY) },
    /must be 'sha256=' and the hex of HMAC-SHA256/,
  ],
  ['HMAC that is no hex', HMAC, 'rahasia', { 'x-wargaku-signature': 'sha256=zz' }, /must be 'sha256='/],
  [
    'HMAC with a prefix that the channel does not have',
    { kind: 'hmac', header: 'X-S', algorithm: 'sha512', encoding: 'base64' },
    'k',
    { 'x-s': `sha512=${createHmac('sha512', 'k').update(BODY).digest('base64')}` },
    /^X-S must be the base64 of HMAC-SHA512, without a prefix$/,
  ],
  ['HMAC twice', HMAC, 'rahasia', { 'x-wargaku-signature': `sha256=${hex('rahasia', BODY)}, sha256=${hex('rahasia', BODY)}` }, /must be/],
  ['HMAC missing', HMAC, 'rahasia', {}, /X-Wargaku-Signature is missing/],
  ['HMAC-SHA512', { kind: 'hmac', header: 'X-S', algorithm: 'sha512' }, 'k', { 'x-s': hex('k', BODY, 'sha512') }, 'ok'],
  [
    'HMAC-SHA1, base64',
    { kind: 'hmac', header: 'X-S', algorithm: 'sha1', encoding: 'base64' },
    'k',
    { 'x-s': createHmac('sha1', 'k').update(BODY).digest('base64') },
    'ok',
  ],
  [
    'HMAC, base64url',
    { kind: 'hmac', header: 'X-S', encoding: 'base64url' },
    'k',
    { 'x-s': createHmac('sha256', 'k').update(BODY).digest('base64url') },
    'ok',
  ],
  ['HMAC with a time', TIMED, 'k', { 'x-time': '1614265330', 'x-sig': hex('k', `1614265330.${BODY}`) }, 'ok'],
  ['HMAC with a time in milliseconds', TIMED, 'k', { 'x-time': '1614265330123', 'x-sig': hex('k', `1614265330123.${BODY}`) }, 'ok'],
  ['HMAC with an old time', TIMED, 'k', { 'x-time': '1614260000', 'x-sig': hex('k', `1614260000.${BODY}`) }, /behind our clock/],
  [
    'HMAC with a time of its own form',
    { ...TIMED, timestamp: { header: 'X-Time', signed: 'v0:{timestamp}:{body}' } },
    'k',
    { 'x-time': '1614265330', 'x-sig': hex('k', `v0:1614265330:${BODY}`) },
    'ok',
  ],

  ['bearer', { kind: 'bearer' }, 'token-1', { authorization: 'Bearer token-1' }, 'ok'],
  ['bearer in lower case', { kind: 'bearer' }, 'token-1', { authorization: 'bearer token-1' }, 'ok'],
  ['bearer, older token', { kind: 'bearer' }, 'token-2,token-1', { authorization: 'Bearer token-1' }, 'ok'],
  ['bearer with another token', { kind: 'bearer' }, 'token-1', { authorization: 'Bearer token-9' }, /not this channel's/],
  ['bearer twice', { kind: 'bearer' }, 'token-1', { authorization: 'Bearer token-1, Bearer token-1' }, /must be 'Bearer <token>'/],
  ['bearer of no token', { kind: 'bearer' }, 'token-1', { authorization: 'Bearer' }, /must be 'Bearer <token>'/],
  ['bearer missing', { kind: 'bearer' }, 'token-1', {}, /Authorization is missing/],

  ['API key', { kind: 'api-key', header: 'X-Api-Key' }, 'kunci', { 'x-api-key': 'kunci' }, 'ok'],
  ['API key, another', { kind: 'api-key', header: 'X-Api-Key' }, 'kunci', { 'x-api-key': 'kunci2' }, /not this channel's/],
  ['API key, all secrets at once', { kind: 'api-key', header: 'X-Api-Key' }, 'a,b', { 'x-api-key': 'a,b' }, /not this channel's/],

  ['Basic', { kind: 'basic' }, 'laa:sandi', { authorization: basic('laa:sandi') }, 'ok'],
  ['Basic, a colon in the password', { kind: 'basic' }, 'laa:san:di', { authorization: basic('laa:san:di') }, 'ok'],
  ['Basic, another password', { kind: 'basic' }, 'laa:sandi', { authorization: basic('laa:lain') }, /not this channel's/],
  ['Basic, not base64', { kind: 'basic' }, 'laa:sandi', { authorization: 'Basic laa:sandi' }, /must be 'Basic <base64/],
]

for (const [name, auth, secret, headers, expected] of ROWS) {
  test(`receive: ${name} → ${expected === 'ok' ? 'accepted' : 'signature_invalid'}`, async (t) => {
    const channel = openTestChannel<Config, Secret>(t, { config: { auth }, secrets: { secret }, now: () => NOW })
    const received = connector.receive?.(inbound(BODY, { 'content-type': 'application/json', ...headers }), channel)
    if (expected !== 'ok') {
      await assert.rejects(received ?? Promise.resolve(), (error: Error & { code: string }) => {
        assert.equal(error.code, 'signature_invalid')
        assert.match(error.message, expected)
        for (const value of secret.split(/[\s,]+/))
          assert.ok(value.length < 3 || !error.message.includes(value), 'the secret is in the message')
        return true
      })
      return
    }
    const reception = await received
    assert.equal(reception?.outcome, 'arrival')
    assert.deepEqual(reception?.outcome === 'arrival' && reception.arrival.payload, { test: 2432232314 })
    assert.equal(
      reception?.outcome === 'arrival' && reception.arrival.messageId,
      auth.kind === 'standard-webhooks' ? VECTOR['webhook-id'] : undefined,
    )
  })
}

test('receive: a channel without its secret is config_invalid, and so is a secret that is no base64', async (t) => {
  for (const secrets of [{}, { secret: 'bukan-base64!' }]) {
    const channel = openTestChannel<Config, Secret>(t, { config: { auth: SW }, secrets, now: () => NOW })
    await assert.rejects(connector.receive?.(inbound(BODY, VECTOR), channel) ?? Promise.resolve(), {
      code: 'config_invalid',
      message: /secret 'secret'/,
    })
  }
})

const FORM = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data; boundary=batas'
const part = (header: string, value: string) => `--batas\r\nContent-Disposition: form-data; ${header}\r\n\r\n${value}\r\n`
const BODIES: readonly (readonly [name: string, mediaType: string, body: string | Uint8Array, expected: unknown])[] = [
  ['JSON', 'application/json', '{"a":1}', { a: 1 }],
  ['JSON with charset', 'application/json; charset="UTF-8"', '{"a":"é"}', { a: 'é' }],
  ['+json', 'application/vnd.app+json', '{"a":1}', { a: 1 }],
  ['JSON with a byte order mark', 'application/json', '\ufeff{"a":1}', { a: 1 }],
  ['a form', FORM, 'a=1&b=x+y%C3%A9', { a: '1', b: 'x yé' }],
  [
    'a form with brackets',
    FORM,
    'r[nama]=A&f[]=1&f[]=2&p[1][url]=v&p[0][url]=u&z=1&z=2',
    { r: { nama: 'A' }, f: ['1', '2'], p: [{ url: 'u' }, { url: 'v' }], z: ['1', '2'] },
  ],
  ['a form with huge indexes', FORM, 'p[7000000]=x', { p: { '7000000': 'x' } }],
  ['a form that holds JSON', FORM, `payload=${encodeURIComponent('{"a":{"b":1}}')}`, { a: { b: 1 } }],
  ['a form with JSON beside other fields', FORM, `payload=${encodeURIComponent('{"a":1}')}&x=1`, { payload: '{"a":1}', x: '1' }],
  ['multipart', MULTIPART, `${part('name="a"', 'é')}${part('name="b[c]"', '2')}--batas--\r\n`, { a: 'é', b: { c: '2' } }],

  ['no media type', '', '{"a":1}', 'media_type_unsupported'],
  ['XML', 'application/xml', '<a/>', 'media_type_unsupported'],
  ['Latin-1', 'application/json; charset=iso-8859-1', '{"a":1}', 'media_type_unsupported'],
  ['an empty body', 'application/json', '', 'request_unreadable'],
  ['an array', 'application/json', '[{"a":1}]', 'request_unreadable'],
  ['a text', 'application/json', '"a"', 'request_unreadable'],
  ['null', 'application/json', 'null', 'request_unreadable'],
  ['broken JSON', 'application/json', '{"a":', 'request_unreadable'],
  ['invalid UTF-8', 'application/json', Buffer.from([0x22, 0xff, 0x22]), 'request_unreadable'],
  ['a form of invalid UTF-8', FORM, 'a=%ff', 'request_unreadable'],
  ['a form with a prototype key', FORM, 'a[__proto__][b]=1', 'request_unreadable'],
  ['a form with a field that is text and group', FORM, 'a=1&a[b]=2', 'request_unreadable'],
  ['a form of too many fields', FORM, 'a=1&'.repeat(2000), 'request_unreadable'],
  ['a form nested too deep', FORM, `a${'[b]'.repeat(200)}=1`, 'request_unreadable'],
  ['multipart without boundary', 'multipart/form-data', 'x', 'request_unreadable'],
  ['multipart that breaks off', MULTIPART, part('name="a"', '1'), 'request_unreadable'],
  ['multipart of too many files', MULTIPART, `${part('name="f"; filename="f"', 'x').repeat(40)}--batas--\r\n`, 'request_unreadable'],
  [
    'multipart with a part that says nothing of itself',
    MULTIPART,
    `${part('name="a"', '1')}--batas\r\nContent-Type: image/png\r\n\r\nx\r\n--batas--\r\n`,
    'request_unreadable',
  ],
  [
    'multipart with a file name that cannot be read',
    MULTIPART,
    `${part('name="a"', '1')}${part('name="foto"; filename="foto "satu".png"', 'x')}--batas--\r\n`,
    'request_unreadable',
  ],
  ['multipart without parts', MULTIPART, '--batas--\r\n', 'request_unreadable'],
]
for (const [name, mediaType, body, expected] of BODIES) {
  test(`receive: ${name} → ${typeof expected === 'string' ? expected : 'read'}`, async (t) => {
    const channel = openTestChannel<Config, Secret>(t, { config: { auth: { kind: 'bearer' } }, secrets: { secret: 'k' } })
    const received = connector.receive?.(inbound(body, { 'content-type': mediaType, authorization: 'Bearer k' }), channel)
    if (typeof expected === 'string') return assert.rejects(received ?? Promise.resolve(), { code: expected })
    const reception = await received
    assert.deepEqual(reception?.outcome === 'arrival' && reception.arrival.payload, expected)
    return assert.equal(({} as Record<string, unknown>)['b'], undefined, 'no prototype was touched')
  })
}

test('receive: files of a multipart body come with their names, cleaned', async (t) => {
  const channel = openTestChannel<Config, Secret>(t, { config: { auth: { kind: 'bearer' } }, secrets: { secret: 'k' } })
  const file = (name: string, filename: string, content: string) =>
    `--batas\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: image/jpeg\r\n\r\n${content}\r\n`
  const body = `${part('name="text"', 'halo')}${file('photos[]', 'jembatan é.jpg', 'JPEG')}${file('photos[]', '../../etc/passwd', 'X')}${file('kosong', '', '')}--batas--\r\n`
  const reception = await connector.receive?.(inbound(body, { 'content-type': MULTIPART, authorization: 'Bearer k' }), channel)
  const { files = [], payload } = reception?.outcome === 'arrival' ? reception.arrival : ({} as Arrival)
  assert.deepEqual(payload, { text: 'halo', kosong: '' }, 'a file field left empty is an empty field')
  assert.deepEqual(
    files.map(({ field, name, mediaType, bytes }) => [field, name, mediaType, Buffer.from(bytes).toString()]),
    [
      ['photos[]', 'jembatan é.jpg', 'image/jpeg', 'JPEG'],
      ['photos[]', 'passwd', 'image/jpeg', 'X'],
    ],
  )
})
