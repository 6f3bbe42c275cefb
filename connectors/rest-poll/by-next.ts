import { listPointers, type Paging, type PollChannel } from './config.ts'
import { fetchPage } from './fetch-page.ts'
import { findNextLink, resolveLink, USUAL_LINKS } from './next-link.ts'
import { FIRST, type Route } from './walk.ts'

/** Pages by a link to the next one. A place is the link's path and query. */
export function routeByNext(channel: PollChannel, paging: Paging & { kind: 'next' }): Route {
  const base = new URL(channel.config.url)
  const urlOf = (place: string) => (place === FIRST ? base : new URL(base.origin + place))
  return {
    maxPages: paging.maxPages ?? 50,
    sweepPages: paging.sweepPages ?? 1,
    fetch: (place) => fetchPage(channel, urlOf(place), place === FIRST ? 'none' : 'no-list'),
    next: (place, page) => {
      const link = findNextLink(page, listPointers(paging.link, USUAL_LINKS))
      if (link === null) return null
      const next = resolveLink(link, urlOf(place), base)
      if (next === null)
        channel.log.warn({ channelId: channel.id, host: base.host }, 'the link to the next page leads to another host; it is not followed')
      return next === null ? null : withoutKey(next, channel)
    },
  }
}

/** Some servers repeat the whole query in their links: a key in it must not get into the cursor, which is stored in the open. */
function withoutKey(place: string, channel: PollChannel): string {
  const { auth } = channel.config
  if (auth?.kind !== 'query') return place
  const url = new URL(place, 'http://place')
  url.searchParams.delete(auth.parameter)
  return url.pathname + url.search
}
