import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PartnerRule } from '../../test/peers/partner.ts'
import { byPage, ids, openPoller, PAGE, type Report } from './test-poller.ts'

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
