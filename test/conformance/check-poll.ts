import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERRORS } from '../../src/contract/errors.ts'
import { openBench } from './bench.ts'
import { checkReread } from './check-reread.ts'
import { type ConnectorDescription, labelOf } from './describe-connector.ts'
import { HOSTILE } from './hostile-partners.ts'

export function checkPoll<Config, Secret extends string>(description: ConnectorDescription<Config, Secret>): void {
  const { connector, poll: described, partner = () => ({}) } = description
  if (described === undefined) return
  const label = labelOf(description)
  const poll = async (...[cursor, channel]: Parameters<NonNullable<typeof connector.poll>>) => {
    const page = await connector.poll?.(cursor, channel)
    assert.ok(page)
    return page
  }

  test(`${label}: poll: every report comes, page by page, and the interval ends`, async (t) => {
    const { channel, keep } = await openBench(t, description)
    let cursor: string | null = null
    let count = 0
    for (let pages = 0; ; pages++) {
      assert.ok(pages < 1000, 'it never ends')
      const page = await poll(cursor, channel)
      count += page.arrivals.length
      cursor = page.cursor
      keep(cursor)
      assert.ok((cursor ?? '').length < 65_536, 'a cursor is stored with each page')
      for (const arrival of page.arrivals) {
        assert.ok(arrival.raw.length > 0 && arrival.mediaType.length > 0)
        await checkReread(connector, arrival)
      }
      if (!page.more) break
    }
    assert.equal(count, described.reports)
  })

  test(`${label}: poll: a page that was read and not stored comes again`, async (t) => {
    const { channel } = await openBench(t, description)
    const [first, again] = [await poll(null, channel), await poll(null, channel)]
    assert.deepEqual(again, first, 'it must remember nothing between calls')
  })

  for (const { name, rule } of HOSTILE) {
    test(`${label}: poll: a partner that ${name} ends in a coded error, and the next page is read`, async (t) => {
      let hostile = true
      const bench = await openBench(t, description, {
        rule: (request, raw) => (hostile ? rule(request, raw) : partner(request, raw)),
      })
      const error = await bench.failure(poll(null, bench.channel))
      assert.notEqual(ERRORS[error.code].disposition, 'refuse', `${error.code} is for partners who wait for an answer`)
      hostile = false
      assert.ok((await poll(null, bench.channel)).arrivals.length > 0)
    })
  }

  test(`${label}: poll: stopping the gateway stops a partner who never answers`, async (t) => {
    const bench = await openBench(t, description, { rule: () => void bench.stop.abort() })
    assert.equal((await bench.failure(poll(null, bench.channel))).disposition, 'retry')
  })

  test(`${label}: poll: private addresses are called only where that is allowed`, async (t) => {
    const { channel, partner, failure } = await openBench(t, description, { allowAddresses: [] })
    assert.equal((await failure(poll(null, channel))).code, 'config_invalid')
    assert.equal(partner.connections(), 0)
  })
}
