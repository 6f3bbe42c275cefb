import { type Static, Type } from 'typebox'
import type { Page } from '../../src/contract/connector.ts'
import { readPointer } from '../../src/contract/json-pointer.ts'
import { listPointers, type Paging, type PollChannel } from './config.ts'
import { type FetchedPage, fetchPage, withParameter } from './fetch-page.ts'
import { shortHash, sortItems } from './items.ts'
import { findNextLink, resolveLink, USUAL_LINKS } from './next-link.ts'
import { passNew } from './recent.ts'
import { type ItemTime, readTime, writeEarlier } from './times.ts'

const Time = Type.Union([Type.Object({ text: Type.String(), ms: Type.Number() }), Type.Null()])

export const SinceSchema = Type.Object({
  /** The newest time of all that was read. */
  newest: Time,
  /** The time that this request asks from, before overlap; null: from the beginning. */
  from: Time,
  /** The first request of an interval goes back by the overlap. */
  opening: Type.Boolean(),
  /** A link to the rest of an answer, path and query. */
  link: Type.Union([Type.String(), Type.Null()]),
  before: Type.Union([Type.String(), Type.Null()]),
  pages: Type.Integer(),
  recent: Type.Array(Type.String()),
})
export type Since = Static<typeof SinceSchema>

const START: Since = { newest: null, from: null, opening: true, link: null, before: null, pages: 0, recent: [] }
const USUAL_TIMES = ['/updated_at', '/updatedAt', '/post_date', '/created_at', '/createdAt', '/posting_date', '/timestamp', '/date']
const DAY_MS = 86_400_000

/** One page of what is new since a time. Items may come in any order; an answer may be cut off by the partner's own limit, so one asks again until the newest time stands still. */
export async function readSince(
  state: Since | null,
  channel: PollChannel,
  paging: Paging & { kind: 'since' },
): Promise<Omit<Page, 'cursor'> & { state: Since }> {
  const since = state ?? START
  const url = addressOf(since, channel, paging)
  const page = await fetchPage(channel, url, since.link === null ? 'none' : 'run-out')
  const digest = shortHash(page.items.map(({ hash }) => hash).join())
  const { fresh, recent } = passNew(page.items, since.recent)
  const newest = newestOf([since.newest, ...readTimes(page, channel, paging)])
  const pageNewest = newestOf(readTimes(page, channel, paging))
  const read: Since = { ...since, newest, recent: [...recent], before: digest, opening: false, link: null, pages: since.pages + 1 }

  // What an answer to the opening request holds may end before what is known, when the partner cuts it off.
  const knownMs = since.from === null ? Number.NEGATIVE_INFINITY : since.from.ms - (since.opening ? overlapOf(since, paging) : 0)
  const next = page.items.length === 0 || digest === since.before ? null : goOn(read, page, { pageNewest, knownMs }, url, channel)
  const paused = next !== null && read.pages >= (paging.maxPages ?? 50)
  const rest = next === null ? { ...START, newest, from: newest, recent: read.recent } : paused ? { ...next, pages: 0, before: null } : next
  return { ...sortItems(fresh), more: next !== null && !paused, state: rest }
}

function addressOf(since: Since, channel: PollChannel, paging: Paging & { kind: 'since' }): URL {
  const base = new URL(channel.config.url)
  if (since.link !== null) return new URL(base.origin + since.link)
  if (since.from === null) return base
  return withParameter(base, paging.parameter ?? 'since', writeEarlier(since.from, overlapOf(since, paging), paging.format ?? 'as-is'))
}

/** Within an interval one second: an answer may have been cut off among reports of the same second. */
function overlapOf(since: Since, paging: Paging & { kind: 'since' }): number {
  return since.opening ? (paging.overlapSeconds ?? 86_400) * 1000 : 1000
}

/** The rest of this answer by its link, else what is newer than all of it; null: there is no more. */
function goOn(
  since: Since,
  page: FetchedPage,
  reach: { pageNewest: ItemTime | null; knownMs: number },
  url: URL,
  channel: PollChannel,
): Since | null {
  const link = findNextLink(page, USUAL_LINKS)
  const place = link === null ? null : resolveLink(link, url, new URL(channel.config.url))
  if (place !== null && place !== since.link) return { ...since, link: place }
  return reach.pageNewest !== null && reach.pageNewest.ms > reach.knownMs ? { ...since, from: reach.pageNewest } : null
}

/** A date far ahead is a typing error at the origin; believed, it would hide every report until then. */
function readTimes(page: FetchedPage, channel: PollChannel, paging: Paging & { kind: 'since' }): ItemTime[] {
  const latest = channel.now().getTime() + 1.5 * DAY_MS
  const pointers = listPointers(paging.time, USUAL_TIMES)
  return page.items.flatMap(({ value }) => {
    const time = pointers.map((pointer) => readTime(readPointer(value, pointer))).find((each) => each !== null)
    return time !== undefined && time !== null && time.ms <= latest ? [time] : []
  })
}

function newestOf(times: readonly (ItemTime | null)[]): ItemTime | null {
  return times.reduce<ItemTime | null>((newest, time) => (time !== null && (newest === null || time.ms > newest.ms) ? time : newest), null)
}
