import type { Paging, PollChannel } from './config.ts'
import { fetchPage, withParameter } from './fetch-page.ts'
import { FIRST, type Route } from './walk.ts'

/** Pages by number. A place is the number. */
export function routeByPage(channel: PollChannel, paging: Paging & { kind: 'page' }): Route {
  const first = paging.first ?? 1
  const numberOf = (place: string) => (place === FIRST ? first : Number(place))
  return {
    maxPages: paging.maxPages ?? 50,
    sweepPages: paging.sweepPages ?? 1,
    fetch: (place) => {
      let url = withParameter(new URL(channel.config.url), paging.parameter ?? 'page', String(numberOf(place)))
      if (paging.sizeParameter !== undefined && paging.size !== undefined)
        url = withParameter(url, paging.sizeParameter, String(paging.size))
      return fetchPage(channel, url, place === FIRST ? 'none' : 'no-list')
    },
    next: (place, page) => (page.items.length === 0 ? null : String(numberOf(place) + 1)),
  }
}
