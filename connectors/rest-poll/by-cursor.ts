import { type Static, Type } from 'typebox'
import type { Page } from '../../src/contract/connector.ts'
import { readPointer } from '../../src/contract/json-pointer.ts'
import { listPointers, type Paging, type PollChannel } from './config.ts'
import { type FetchedPage, fetchPage, withParameter } from './fetch-page.ts'
import { sortItems } from './items.ts'
import { passNew } from './recent.ts'

const position = Type.Union([Type.String(), Type.Null()])

export const FeedSchema = Type.Object({
  /** The partner's cursor to ask with; null: from the beginning. */
  at: position,
  /** That of the last page which had items: the next interval begins there, so that nothing is missed. */
  full: position,
  pages: Type.Integer(),
  recent: Type.Array(Type.String()),
})
export type Feed = Static<typeof FeedSchema>

const START: Feed = { at: null, full: null, pages: 0, recent: [] }
const USUAL_CURSORS = [
  ...['/next_cursor', '/nextCursor', '/cursor/next', '/meta/next_cursor', '/meta/nextCursor', '/meta/cursor/next', '/paging/cursors/after'],
  ...['/pagination/next_cursor', '/data/next_cursor', '/next_page_token', '/nextPageToken', '/cursor'],
]

/** One page by the partner's own cursor. */
export async function readFeed(
  state: Feed | null,
  channel: PollChannel,
  paging: Paging & { kind: 'cursor' },
): Promise<Omit<Page, 'cursor'> & { state: Feed }> {
  const feed = state ?? START
  const base = new URL(channel.config.url)
  const page = await fetchPage(
    channel,
    feed.at === null ? base : withParameter(base, paging.parameter ?? 'cursor', feed.at),
    feed.at === null ? 'none' : 'run-out',
  )
  if (page.missing) {
    channel.log.warn({ channelId: channel.id }, 'the partner does not know its cursor any more; the list is read from its beginning')
    return { arrivals: [], more: false, state: { ...START, recent: feed.recent } }
  }
  const { fresh, recent } = passNew(page.items, feed.recent)
  const next = readCursor(page, listPointers(paging.next, USUAL_CURSORS))
  const full = page.items.length > 0 ? feed.at : feed.full
  const goesOn = next !== null && next !== feed.at && page.items.length > 0
  const paused = feed.pages + 1 >= (paging.maxPages ?? 50)
  const at = goesOn ? next : full
  return {
    ...sortItems(fresh),
    more: goesOn && !paused,
    state: { at, full, pages: goesOn && !paused ? feed.pages + 1 : 0, recent: [...recent] },
  }
}

function readCursor(page: FetchedPage, pointers: readonly string[]): string | null {
  const cursor = pointers
    .map((pointer) => readPointer(page.document, pointer))
    .find((value) => (typeof value === 'string' && value !== '') || typeof value === 'number')
  return cursor === undefined ? null : String(cursor).slice(0, 2000)
}
