import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Page } from '../../src/contract/connector.ts'
import { openTestChannel } from '../../test/peers/channel.ts'
import { openPartner, type PartnerRule } from '../../test/peers/partner.ts'
import type { Config } from './config.ts'
import { connector } from './index.ts'

export interface Report {
  id: number
  status?: string
  at?: string
}

export const ids = (from: number, to: number): Report[] =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => ({ id: from + (to < from ? -index : index) }))

/** Polls until the interval is over and gives all that came, as the poller of the gateway does. */
export async function openPoller(t: TestContext, rule: PartnerRule, config: Omit<Config, 'url'> & { path?: string }) {
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

export const byPage =
  (list: () => Report[], size = 3): PartnerRule =>
  ({ query }) => {
    const page = Number(query.get('page') ?? 1)
    return { body: { data: list().slice((page - 1) * size, page * size) } }
  }

export const PAGE = { paging: { kind: 'page' } } as const
