import type { Connector, Page } from '../../src/contract/connector.ts'
import { readFeed } from './by-cursor.ts'
import { routeByNext } from './by-next.ts'
import { routeByPage } from './by-page.ts'
import { readSince } from './by-since.ts'
import { type Config, ConfigSchema, type PollChannel, type Secret } from './config.ts'
import { readPosition, writePosition } from './position.ts'
import { probeList } from './probe.ts'
import { walkOn } from './walk.ts'

/** A region's app keeps a list of its reports, which is read page by page. See README.md. */
export const connector: Connector<Config, Secret> = {
  kind: 'rest-poll',
  title: "REST: the app's list is polled",
  config: ConfigSchema,
  secrets: ['secret'],

  poll: async (cursor, channel) => {
    const { state, ...page } = await readOn(cursor, channel)
    return { ...page, cursor: writePosition(channel.config.paging.kind, state) }
  },
  probe: probeList,
}

async function readOn(cursor: string | null, channel: PollChannel): Promise<Omit<Page, 'cursor'> & { state: object }> {
  const { paging } = channel.config
  const at = readPosition(cursor)
  if (paging.kind === 'since') return readSince(at.since, channel, paging)
  if (paging.kind === 'cursor') return readFeed(at.cursor, channel, paging)
  if (paging.kind === 'next') return walkOn(at.next, routeByNext(channel, paging))
  return walkOn(at.page, routeByPage(channel, paging))
}
