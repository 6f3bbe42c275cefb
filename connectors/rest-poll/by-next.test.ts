import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPartner, type PartnerRule } from '../../test/peers/partner.ts'
import { byPage, ids, openPoller, PAGE, type Report } from './test-poller.ts'

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
