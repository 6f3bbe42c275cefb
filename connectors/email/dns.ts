import { Resolver } from 'node:dns/promises'

/** As mailauth asks: records of one kind, each a text or a list of texts. */
export type Resolve = (domain: string, kind: string) => Promise<string[][] | string[]>

const ONE_LOOKUP_MS = 1500
const KEPT_MS = 5 * 60_000
const MOST_KEPT = 2000
const REST_MS = 60_000

/** Names that are never in the DNS (RFC 6761, RFC 2606). */
const RESERVED = /(?:^|\.)(?:example|test|invalid|localhost|local|internal|example\.(?:com|net|org))\.?$/i

const resolver = new Resolver({ timeout: ONE_LOOKUP_MS, tries: 1 })
const kept = new Map<string, { readonly until: number; readonly answer: Promise<string[][] | string[]> }>()
let failures = 0
let restsUntil = 0

/** Looks up, in bounded time, and keeps what it learned for five minutes. While no name server answers it does not ask for a minute, so that mail is not held up. */
export const lookUp: Resolve = (domain, kind) => {
  if (RESERVED.test(domain)) return Promise.reject(Object.assign(new Error('a reserved name'), { code: 'ENOTFOUND' }))
  const now = Date.now()
  const key = `${kind} ${domain.toLowerCase()}`
  const known = kept.get(key)
  if (known && known.until > now) return known.answer
  if (restsUntil > now) return Promise.reject(Object.assign(new Error('no name server answers'), { code: 'ETIMEOUT' }))
  const answer = ask(domain, kind)
  answer.catch(() => undefined)
  kept.set(key, { until: now + KEPT_MS, answer })
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break
    kept.delete(oldest)
  }
  return answer

  async function ask(name: string, type: string): Promise<string[][] | string[]> {
    try {
      const records = await resolver.resolve(name, type)
      failures = 0
      // mailauth's types know of texts only; it reads MX records as they are.
      return records as string[] | string[][]
    } catch (error) {
      const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : ''
      if (code === 'ENOTFOUND' || code === 'ENODATA') {
        failures = 0
        throw error
      }
      kept.delete(key)
      failures += 1
      if (failures >= 3) restsUntil = Date.now() + REST_MS
      throw error
    }
  }
}
