import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { openPartner, PartnerRule } from '../../test/peers/partner.ts'
import type { Config } from './config.ts'
import { connector } from './index.ts'
import { byPage, ids, openPoller, PAGE, type Report } from './test-poller.ts'

test('cursor: the last page is read again, and reading goes on behind it', async (t) => {
  const pages: Record<string, { items: Report[]; next_cursor: string | null }> = {
    '': { items: [{ id: 1 }], next_cursor: 'b' },
    b: { items: [{ id: 2 }], next_cursor: 'c' },
    c: { items: [], next_cursor: 'c' },
  }
  const { interval, partner } = await openPoller(t, ({ query }) => ({ body: pages[query.get('cursor') ?? ''] }), {
    paging: { kind: 'cursor' },
  })
  assert.deepEqual((await interval()).seen, [1, 2])
  pages['b'] = { items: [{ id: 2 }, { id: 3 }], next_cursor: 'c' }
  assert.deepEqual((await interval()).seen, [3])
  assert.deepEqual(
    partner.requests.map(({ query }) => query.get('cursor')),
    [null, 'b', 'c', 'b', 'c'],
  )
})

test('cursor: one that has expired begins anew', async (t) => {
  let expired = false
  const rule: PartnerRule = ({ query }) => {
    if (query.get('cursor') === null) return { body: { items: expired ? [{ id: 1 }, { id: 9 }] : [{ id: 1 }], next_cursor: 'b' } }
    return expired ? { status: 410 } : { body: { items: [{ id: 2 }], next_cursor: null } }
  }
  const { interval } = await openPoller(t, rule, { paging: { kind: 'cursor' } })
  await interval()
  expired = true
  await interval()
  assert.deepEqual((await interval()).seen, [9])
})

test('a bad item is set aside with its place, and the page goes on', async (t) => {
  const body = '{"data":[{"id":1},"teks",{"id":3,"id":4},{"id":5,"n":1e999},{"id":6,"__proto__":{"a":1}},{"id":9007199254740993},null]}'
  const { interval } = await openPoller(t, ({ query }) => ({ body: query.get('page') === '1' ? body : '{"data":[]}' }), PAGE)
  assert.deepEqual(await interval(), {
    seen: [1, '9007199254740993'],
    unreadable: ['/data/1', '/data/2/id', '/data/3/n', '/data/4/__proto__', '/data/6'],
  })
})

const FAILURES: [string, Parameters<typeof openPartner>[1], string, RegExp, number?][] = [
  ['401', () => ({ status: 401 }), 'credentials_refused', /answered 401/],
  ['403', () => ({ status: 403 }), 'credentials_refused', /answered 403/],
  ['429 with Retry-After', () => ({ status: 429, headers: { 'retry-after': '7' } }), 'throttled', /answered 429/, 7000],
  ['503 with Retry-After', () => ({ status: 503, headers: { 'retry-after': '9' } }), 'throttled', /answered 503/, 9000],
  ['500', () => ({ status: 500 }), 'partner_unavailable', /answered 500/],
  ['404 on the first page', () => ({ status: 404 }), 'partner_unavailable', /answered 404/],
  ['301', () => ({ status: 301, headers: { location: 'http://other.example/' } }), 'response_unexpected', /redirects are not followed/],
  ['a page of HTML', () => ({ body: '<html>Login</html>' }), 'response_unexpected', /not JSON \(text\/plain\)/],
  ['JSON without a list', () => ({ body: { pesan: 'ok', jumlah: 3 } }), 'response_unexpected', /'\/data'.*its keys are: pesan, jumlah/],
  ['nested too deep', () => ({ body: '['.repeat(100_000) }), 'response_unexpected', /deeper than 64/],
  ['too much', () => ({ body: 'x'.repeat(200_000) }), 'response_unexpected', /more than it may/],
  ['by hanging up', (_, { socket }) => void socket.destroy(), 'answer_lost', /connection was cut/],
]
for (const [name, rule, code, message, retryAfterMs] of FAILURES) {
  test(`a partner that answers ${name} → ${code}`, async (t) => {
    const { interval } = await openPoller(t, rule, { ...PAGE, maxAnswerBytes: 150_000 })
    await assert.rejects(interval(), { code, message, retryAfterMs })
  })
}

test('credentials go where auth says', async (t) => {
  const auths: [NonNullable<Config['auth']>, (request: { headers: Record<string, unknown>; query: URLSearchParams }) => unknown, string][] =
    [
      [{ kind: 'bearer' }, ({ headers }) => headers['authorization'], 'Bearer kunci-rahasia'],
      [{ kind: 'basic' }, ({ headers }) => headers['authorization'], `Basic ${btoa('kunci-rahasia')}`],
      [{ kind: 'api-key', header: 'X-Kunci' }, ({ headers }) => headers['x-kunci'], 'kunci-rahasia'],
      [{ kind: 'query', parameter: 'apikey' }, ({ query }) => query.get('apikey'), 'kunci-rahasia'],
    ]
  for (const [auth, read, expected] of auths) {
    const { interval, partner, logged } = await openPoller(
      t,
      byPage(() => ids(1, 2)),
      { ...PAGE, auth },
    )
    await interval()
    for (const request of partner.requests) assert.equal(read(request), expected)
    assert.doesNotMatch(JSON.stringify(logged), /kunci-rahasia/)
  }
})

test('a cursor of another paging is as good as none', async (t) => {
  const { channel } = await openPoller(
    t,
    byPage(() => ids(1, 2)),
    PAGE,
  )
  for (const cursor of ['garbage', '{"paging":"next","at":{}}', '{"paging":"page","at":{"stage":"head"}}']) {
    assert.equal((await connector.poll?.(cursor, channel))?.arrivals.length, 2)
  }
})

test('the list is found where it is', async (t) => {
  for (const body of [
    [{ id: 1 }],
    { data: { data: [{ id: 1 }] } },
    { results: { data: [{ id: 1 }] } },
    { hasil: { laporan: [{ id: 1 }] }, tags: ['a'] },
  ]) {
    const { interval } = await openPoller(t, ({ query }) => ({ body: query.get('page') === '1' ? body : [] }), PAGE)
    assert.deepEqual((await interval()).seen, [1], JSON.stringify(body))
  }
})
