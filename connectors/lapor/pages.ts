import { GatewayError } from '../../src/contract/errors.ts'
import { pick } from './answers.ts'
import type { Centre } from './call.ts'

/** Far beyond what a case has; a centre that pages for ever is left here. */
const MOST_PAGES = 500

/** The rows of all pages. A next link is followed by its query only, at our own address: it has been seen with other hosts and without any. */
export async function readAllPages(centre: Centre, path: string, firstQuery: string): Promise<unknown[]> {
  const rows: unknown[] = []
  const seen = new Set<string>()
  for (let query: string | null = firstQuery; query !== null && !seen.has(query); ) {
    if (seen.size === MOST_PAGES) {
      centre.log.warn({ path, pages: MOST_PAGES }, 'the centre pages without end; reading stopped')
      break
    }
    seen.add(query)
    const answer = await centre.call({ method: 'GET', path: `${path}?${query}` })
    const page = pick(answer, 'results') ?? answer
    rows.push(...rowsOf(page, path))
    query = nextQuery(pick(page, 'next_page_url') ?? pick(page, 'data', 'next_page_url') ?? pick(answer, 'next_page_url'), firstQuery)
  }
  return rows
}

/** A page without any list is no empty page: whoever looks for something on it must not conclude that it is not there. */
function rowsOf(page: unknown, path: string): readonly unknown[] {
  if (Array.isArray(page)) return page
  const data = pick(page, 'data')
  const rows = Array.isArray(data) ? data : pick(data, 'data')
  if (Array.isArray(rows)) return rows
  if (data === null) return []
  throw new GatewayError('response_unexpected', `GET ${path}: results.data is no list`)
}

/** null, '', false and a link without a query all mean: that was the last page. What the link leaves out keeps the value it had. */
function nextQuery(link: unknown, firstQuery: string): string | null {
  if (typeof link !== 'string') return null
  const query = /\?([^#]+)/.exec(link.trim())?.[1]
  if (query === undefined) return null
  const merged = new URLSearchParams(firstQuery)
  for (const [name, value] of new URLSearchParams(query)) merged.set(name, value)
  merged.sort()
  return merged.toString()
}
