import type { Arrival, Connector, Page } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Mapped } from '../contract/mapping.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import { acceptCollected } from './accept-arrival.ts'
import { openDeskChannel } from './channel-context.ts'
import type { Desk } from './desk.ts'
import { parkArrival } from './park-arrival.ts'
import { pause, withJitter } from './pause.ts'
import { readArrival } from './read-arrival.ts'
import { openTroubles } from './troubles.ts'
import type { LeaseName } from './under-lease.ts'

/** Polls a channel until the signal aborts. The cursor is stored after the page is, and only under the lease. */
export async function pollChannel(
  desk: Desk,
  settings: ChannelSettings,
  connector: Connector,
  signal: AbortSignal,
  lease: LeaseName,
): Promise<void> {
  const channel = openDeskChannel(desk, settings, signal)
  const troubles = openTroubles(desk, settings)
  while (!signal.aborted) {
    if (await troubles.isPaused()) {
      await pause(withJitter(Math.min(settings.pollEveryMs, 5000)), signal)
      continue
    }
    try {
      const { cursor, restMs } = await desk.ledger.cursors.get(settings.id)
      if (restMs > 0) {
        await pause(restMs, signal)
        continue
      }
      const page = await connector.poll?.(cursor, channel)
      if (!page || signal.aborted) return
      await acceptPage(desk, settings, page)
      if (!(await desk.ledger.cursors.set(settings.id, page.cursor, lease))) return
      await troubles.over()
      if (!page.more) await pause(withJitter(settings.pollEveryMs), signal)
    } catch (error) {
      if (signal.aborted) return
      const waitMs = await troubles.meet(error)
      if (error instanceof GatewayError && error.retryAfterMs !== undefined) await rememberRest(desk, settings.id, waitMs)
      await pause(waitMs, signal)
    }
  }
}

/** Whoever polls next, on this gateway or another, keeps to it. A wait that is longer ends with this process: it may be a mistake that somebody mends meanwhile. */
const MOST_REMEMBERED_MS = 3_600_000

async function rememberRest(desk: Desk, channelId: string, ms: number): Promise<void> {
  await desk.ledger.cursors.rest(channelId, Math.min(ms, MOST_REMEMBERED_MS)).catch(() => undefined)
}

const AT_ONCE = 8

/** Every item of a page, several at a time; those of one ticket in their order. A bad item is parked. Rejects when the ledger is away: the page will come again. */
async function acceptPage(desk: Desk, settings: ChannelSettings, page: Page): Promise<void> {
  for (const { raw, error } of page.unreadable ?? []) {
    const reason = { code: 'request_unreadable', message: error.message, errors: [error] } as const
    const { outcome } = await parkArrival(desk, settings, { raw, mediaType: 'application/octet-stream' }, null, reason)
    desk.onArrival?.(settings.id, outcome)
  }
  const queue = [...groupByTicket(page.arrivals.map((arrival) => ({ arrival, mapped: readArrival(desk, settings, arrival) })))]
  const work = async () => {
    for (let group = queue.shift(); group; group = queue.shift()) {
      for (const { arrival, mapped } of group) await acceptCollected(desk, settings, arrival, { mapped })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

interface Item {
  readonly arrival: Arrival
  readonly mapped: Mapped
}

function groupByTicket(items: readonly Item[]): Item[][] {
  const groups = new Map<string | symbol, Item[]>()
  for (const item of items) {
    const key = item.mapped.ticket ?? Symbol('no ticket')
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return [...groups.values()]
}
