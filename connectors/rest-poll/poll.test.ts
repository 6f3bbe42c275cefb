import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Page } from '../../src/contract/connector.ts'
import { openTestChannel } from '../../test/peers/channel.ts'
import { openPartner, type PartnerRule } from '../../test/peers/partner.ts'
import type { Config } from './config.ts'
import { connector } from './index.ts'

interface Report {
  id: number
  status?: string
  at?: string
}

const ids = (from: number, to: number): Report[] =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => ({ id: from + (to < from ? -index : index) }))

/** Polls until the interval is over and gives all that came, as the poller of the gateway does. */
async function openPoller(t: TestContext, rule: PartnerRule, config: Omit<Config, 'url'> & { path?: string }) {
  const partner = await openPartner(t, rule)
  const { path = '/list', ...rest } = config
  const logged: unknown[] = []
  const channel = openTestChannel<Config, 'secret'>(t, {
    config: { url: partner.url + path, ...rest },
    secrets: { secret: 'kunci-rahasia' },
    logged,
    now: () => new Date('2026-11-21T00:00:00Z'),
  })
  let cursor: string | null = null
  return {
    partner,
    channel,
    logged,
    interval: async () => {
      const seen: number[] = []
      const unreadable: string[] = []
      let page: Page
      do {
        assert.ok(connector.poll)
        page = await connector.poll(cursor, channel)
        cursor = page.cursor
        for (const { payload } of page.arrivals) seen.push((payload as Report).id)
        for (const { error } of page.unreadable ?? []) unreadable.push(error.at)
        assert.ok(partner.requests.length < 500, 'the interval does not end')
      } while (page.more)
      return { seen, unreadable }
    },
  }
}

/** A list of pages of three, by `?page=`. */
const byPage =
  (list: () => Report[], size = 3): PartnerRule =>
  ({ query }) => {
    const page = Number(query.get('page') ?? 1)
    return { body: { data: list().slice((page - 1) * size, page * size) } }
  }

const PAGE = { paging: { kind: 'page' } } as const

test('page: every page is read once, in the first interval', async (t) => {
  const { interval, partner } = await openPoller(
    t,
    byPage(() => ids(1, 8)),
    PAGE,
  )
  assert.deepEqual((await interval()).seen, [1, 2, 3, 4, 5, 6, 7, 8])
  assert.deepEqual(
    partner.requests.map(({ query }) => query.get('page')),
    ['1', '2', '3', '4'],
  )
})

for (const [order, add] of [
  ['oldest first', (list: Report[], report: Report) => [...list, report]],
  ['newest first', (list: Report[], report: Report) => [report, ...list]],
] as const) {
  test(`page: ${order}: what is added is given in the next interval, and nothing twice`, async (t) => {
    let list = ids(1, 10)
    const { interval } = await openPoller(
      t,
      byPage(() => list),
      PAGE,
    )
    await interval()
    assert.deepEqual((await interval()).seen, [])
    for (const id of [11, 12, 13, 14, 15]) list = add(list, { id })
    assert.deepEqual(
      (await interval()).seen.toSorted((a, b) => a - b),
      [11, 12, 13, 14, 15],
    )
    list = add(list, { id: 16 })
    assert.deepEqual((await interval()).seen, [16])
  })
}

test('page: a case that changes in the middle of the list is found by sweeping', async (t) => {
  const list = ids(1, 15)
  const { interval } = await openPoller(
    t,
    byPage(() => list),
    PAGE,
  )
  await interval()
  list[7] = { id: 8, status: 'selesai' }
  const seen: number[] = []
  for (let count = 0; count < 4; count++) seen.push(...(await interval()).seen)
  assert.deepEqual(seen, [8])
  list[7] = { id: 8 }
  for (let count = 0; count < 4; count++) seen.push(...(await interval()).seen)
  assert.deepEqual(seen, [8, 8], 'and again when it changes back')
})

test('page: an idle list costs few requests', async (t) => {
  const { interval, partner } = await openPoller(
    t,
    byPage(() => ids(1, 300)),
    { paging: { kind: 'page', maxPages: 200 } },
  )
  await interval()
  const before = partner.requests.length
  await interval()
  assert.equal(partner.requests.length - before, 4, 'head, last page, the one behind it, one swept')
})

const CLAMPS: [string, PartnerRule][] = [
  [
    'gives its last page again beyond the end',
    ({ query }) => ({
      body: ids(1, 7).slice(
        ...([
          [0, 3],
          [3, 6],
          [6, 7],
        ][Math.min(Number(query.get('page')), 3) - 1] ?? []),
      ),
    }),
  ],
  [
    'gives its first page again beyond the end',
    ({ query }) => ({
      body: ids(1, 7).slice(
        ...([
          [0, 3],
          [3, 6],
          [6, 7],
        ][Number(query.get('page')) - 1] ?? [0, 3]),
      ),
    }),
  ],
  [
    'answers 404 beyond the end',
    ({ query }) =>
      Number(query.get('page')) > 3
        ? { status: 404 }
        : { body: ids(1, 7).slice((Number(query.get('page')) - 1) * 3, Number(query.get('page')) * 3) },
  ],
  ['knows no pages at all', () => ({ body: ids(1, 7) })],
  ['writes null for an empty page', ({ query }) => ({ body: { data: Number(query.get('page')) > 1 ? null : ids(1, 7) } })],
]
for (const [name, rule] of CLAMPS) {
  test(`page: a server that ${name} is read to its end, and the interval ends`, async (t) => {
    const { interval, partner } = await openPoller(t, rule, PAGE)
    assert.deepEqual((await interval()).seen, [1, 2, 3, 4, 5, 6, 7])
    assert.ok(partner.requests.length <= 4, 'one page beyond the end is enough')
    assert.deepEqual((await interval()).seen, [])
  })
}

test('page: beyond maxPages it goes on in the next interval, one page back', async (t) => {
  const { interval, partner } = await openPoller(
    t,
    byPage(() => ids(1, 15)),
    { paging: { kind: 'page', maxPages: 3 } },
  )
  assert.deepEqual(
    (await interval()).seen,
    ids(1, 9).map(({ id }) => id),
  )
  assert.deepEqual(
    (await interval()).seen,
    ids(10, 15).map(({ id }) => id),
  )
  await interval()
  assert.deepEqual(
    partner.requests.slice(0, 7).map(({ query }) => query.get('page')),
    ['1', '2', '3', '3', '4', '5', '5'],
  )
})

test('page: a list that shrank is read to its new end', async (t) => {
  let list = ids(1, 9)
  const { interval } = await openPoller(
    t,
    byPage(() => list),
    PAGE,
  )
  await interval()
  list = ids(1, 2)
  await interval()
  list = [...ids(1, 2), ...ids(13, 17)]
  assert.deepEqual([...(await interval()).seen, ...(await interval()).seen], [13, 14, 15, 16, 17])
})

/** Pages by link; `linkOf` writes the link to page n. */
const byNext =
  (list: () => Report[], linkOf: (page: number, host: string) => Record<string, unknown>, size = 3): PartnerRule =>
  ({ query, headers }) => {
    const page = Number(query.get('p') ?? 1)
    const more = list().length > page * size
    return { body: { results: list().slice((page - 1) * size, page * size), ...(more ? linkOf(page + 1, headers.host ?? '') : {}) } }
  }

const LINKS: [string, (page: number, host: string) => Record<string, unknown>][] = [
  ['an absolute link', (page, host) => ({ next: `http://${host}/list?p=${page}` })],
  ['a link with another scheme, as behind a proxy', (page, host) => ({ next: `https://${host}/list?p=${page}` })],
  ['a relative link', (page) => ({ links: { next: `/list?p=${page}` } })],
  ['a bare query', (page) => ({ meta: { next: `?p=${page}` } })],
  ['a HAL link', (page) => ({ _links: { next: { href: `/list?p=${page}` } } })],
]
for (const [name, linkOf] of LINKS) {
  test(`next: ${name} is followed to the end, and new reports are found`, async (t) => {
    let list = ids(1, 8)
    const { interval } = await openPoller(
      t,
      byNext(() => list, linkOf),
      { paging: { kind: 'next' } },
    )
    assert.deepEqual((await interval()).seen, [1, 2, 3, 4, 5, 6, 7, 8])
    list = [...list, { id: 9 }, { id: 10 }]
    assert.deepEqual((await interval()).seen, [9, 10])
    list = [{ id: 11 }, ...list]
    assert.deepEqual((await interval()).seen, [11])
  })
}

test('next: the Link header is followed', async (t) => {
  const rule: PartnerRule = ({ query }) =>
    query.get('p') === '2'
      ? { body: [{ id: 2 }] }
      : { body: [{ id: 1 }], headers: { link: '</list?p=1>; rel="prev", </list?p=2>; rel="next"' } }
  const { interval } = await openPoller(t, rule, { paging: { kind: 'next' } })
  assert.deepEqual((await interval()).seen, [1, 2])
})

for (const [name, answer] of [
  ['500', { status: 500 }],
  ['a page of HTML', { body: '<html>Tidak ada data</html>' }],
  ['JSON without a list', { body: { pesan: 'tidak ada data' } }],
] as const) {
  test(`page: ${name} behind the first page ends the list for now; new reports are found, and the rest once it is well`, async (t) => {
    let broken = true
    let list = ids(1, 9)
    const good = byPage(() => list)
    const { interval } = await openPoller(
      t,
      (request, raw) => (broken && request.query.get('page') === '3' ? answer : good(request, raw)),
      PAGE,
    )
    assert.deepEqual((await interval()).seen, [1, 2, 3, 4, 5, 6])
    list = [{ id: 0 }, ...list]
    assert.deepEqual((await interval()).seen, [0])
    broken = false
    assert.deepEqual((await interval()).seen, [7, 8, 9])
  })
}

test('next: a list without end pauses after maxPages', async (t) => {
  let page = 0
  const { interval, partner } = await openPoller(t, () => ({ body: { data: [{ id: ++page }], next: `?p=${page}` } }), {
    paging: { kind: 'next', maxPages: 5 },
  })
  await interval()
  await interval()
  assert.equal(partner.requests.length, 10)
})

test('next: empty pages with a link are passed over, but not for ever', async (t) => {
  let page = 0
  const { interval, partner } = await openPoller(t, () => ({ body: { data: page++ === 2 ? [{ id: 7 }] : [], next: `?p=${page}` } }), {
    paging: { kind: 'next' },
  })
  assert.deepEqual((await interval()).seen, [7])
  assert.ok(partner.requests.length < 10)
})

test('next: a link to another host is not followed; no key travels there', async (t) => {
  const stranger = await openPartner(t, () => ({ body: [] }))
  const rule: PartnerRule = () => ({ body: { data: [{ id: 1 }], next: `${stranger.url}/list?p=2` } })
  const { interval, logged } = await openPoller(t, rule, { paging: { kind: 'next' }, auth: { kind: 'bearer' } })
  assert.deepEqual((await interval()).seen, [1])
  assert.equal(stranger.requests.length, 0)
  assert.match(JSON.stringify(logged), /leads to another host/)
})

test('next: links that lead in a circle end', async (t) => {
  const rule: PartnerRule = ({ query }) => ({
    body: { data: [{ id: Number(query.get('p') ?? 1), at: String(Math.random()) }], next: `?p=${(Number(query.get('p') ?? 1) % 3) + 1}` },
  })
  const { interval, partner } = await openPoller(t, rule, { paging: { kind: 'next' } })
  await interval()
  assert.ok(partner.requests.length <= 5)
})

const timed = (id: number, minute: number): Report => ({ id, at: `2026-11-20 10:${String(minute).padStart(2, '0')}:00` })
const SINCE = { paging: { kind: 'since', time: '/at', overlapSeconds: 600 } } as const

/** Reports at or after `since`, compared as text as such servers do. */
const bySince =
  (list: () => Report[], limit = 100): PartnerRule =>
  ({ query }) => ({
    body: {
      data: list()
        .filter(({ at = '' }) => at >= (query.get('since') ?? ''))
        .slice(0, limit),
    },
  })

test('since: the time is asked for in the form of the partner, less the overlap', async (t) => {
  const { interval, partner } = await openPoller(
    t,
    bySince(() => [timed(1, 15), timed(2, 20), timed(3, 5)]),
    SINCE,
  )
  await interval()
  await interval()
  const asked = partner.requests.map(({ query }) => query.get('since'))
  assert.deepEqual(asked, [null, '2026-11-20 10:19:59', '2026-11-20 10:10:00', '2026-11-20 10:19:59'])
  assert.ok(partner.requests[1]?.url.includes('%20'), 'a blank is %20')
})

test('since: what is new, or late by less than the overlap, is given once', async (t) => {
  const list = [timed(1, 30)]
  const { interval } = await openPoller(
    t,
    bySince(() => list),
    SINCE,
  )
  assert.deepEqual((await interval()).seen, [1])
  list.push(timed(2, 31), timed(3, 25))
  assert.deepEqual((await interval()).seen, [2, 3])
  assert.deepEqual((await interval()).seen, [])
})

test('since: an answer that the partner cuts off is read on from its newest report', async (t) => {
  const list = Array.from({ length: 20 }, (_, index) => timed(index + 1, index))
  const { interval } = await openPoller(
    t,
    bySince(() => list, 5),
    SINCE,
  )
  assert.deepEqual(
    (await interval()).seen,
    ids(1, 20).map(({ id }) => id),
  )
})

test('since: a report dated far ahead does not hide those after it', async (t) => {
  const list: Report[] = [timed(1, 1), { id: 2, at: '2099-01-01 00:00:00' }]
  const { interval } = await openPoller(
    t,
    bySince(() => list),
    SINCE,
  )
  await interval()
  list.push(timed(3, 2))
  assert.deepEqual((await interval()).seen, [3])
})

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
