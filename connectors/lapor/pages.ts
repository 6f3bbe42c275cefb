import { listOf, pick } from './answers.ts'
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
    rows.push(...rowsOf(page))
    query = nextQuery(pick(page, 'next_page_url') ?? pick(page, 'data', 'next_page_url') ?? pick(answer, 'next_page_url'), firstQuery)
  }
  return rows
}

function rowsOf(page: unknown): readonly unknown[] {
  if (Array.isArray(page)) return page
  const data = pick(page, 'data')
  return Array.isArray(data) ? data : listOf(pick(data, 'data'))
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
