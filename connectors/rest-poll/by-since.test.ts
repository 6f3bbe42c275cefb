import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PartnerRule } from '../../test/peers/partner.ts'
import { ids, openPoller, type Report } from './test-poller.ts'

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
