import { readPointer } from '../../src/contract/json-pointer.ts'
import type { FetchedPage } from './fetch-page.ts'

export const USUAL_LINKS = [
  '/next',
  '/links/next',
  '/next_page_url',
  '/meta/next',
  '/data/next_page_url',
  '/_links/next',
  '/paging/next',
  '/pagination/next',
  '/data/next',
  '/data/links/next',
  '/results/next_page_url',
  '/meta/next_page_url',
  '/meta/pagination/links/next',
  '/@odata.nextLink',
]

/** A link to the next page, as the partner wrote it: in the body, else in the header Link (RFC 8288). null: there is none. */
export function findNextLink(page: FetchedPage, pointers: readonly string[]): string | number | null {
  for (const pointer of pointers) {
    const value = readPointer(page.document, pointer)
    const link = typeof value === 'object' ? (readPointer(value, '/href') ?? readPointer(value, '/url')) : value
    if ((typeof link === 'string' && link !== '') || typeof link === 'number') return link
  }
  for (const [, target = '', parameters = ''] of (page.headers['link'] ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)/i.test(parameters)) return target
  }
  return null
}

/**
 * The link's path and query, to be asked of `base`'s own host, whatever the link says of scheme: behind a proxy they often err there. null: it leads to another host,
 * where our credentials have no business. A number is taken for the number of the next page.
 */
export function resolveLink(link: string | number, from: URL, base: URL): string | null {
  if (typeof link === 'number') {
    const url = new URL(from)
    url.searchParams.set('page', String(link))
    return url.pathname + url.search
  }
  const url = URL.parse(link, from.href)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || !sameHost(url, base)) return null
  return url.pathname + url.search
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

function sameHost(left: URL, right: URL): boolean {
  if (LOOPBACK.has(left.hostname) && LOOPBACK.has(right.hostname)) return left.port === right.port
  // Another scheme brings another port; with the same scheme the port must be the same.
  return left.hostname === right.hostname && (left.protocol !== right.protocol || left.port === right.port)
}
