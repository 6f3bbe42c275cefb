import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Session } from './open-access.ts'

/** Browsers send it back only to this host, over https or to this very machine, never to scripts. */
export const COOKIE = '__Host-lapor-gateway'

/** While a person is at the identity provider: what must come back with them. */
export const FLOW_COOKIE = '__Host-lapor-sign-in'

/** null: the header Cookie holds none. */
export function tokenIn(header: string | undefined, name = COOKIE): string | null {
  const given = (header ?? '').split(';').map((pair) => pair.trim())
  return given.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) || null
}

/** Whether what came is the token of this session, which goes with whatever changes something. */
export function csrfFits({ csrf }: Pick<Session, 'csrf'>, given: unknown): boolean {
  if (typeof given !== 'string') return false
  const [a, b] = [Buffer.from(given), Buffer.from(csrf)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Whether a browser says that a page of another site sent this. `host`: ours, as the browser has it. Programs say nothing. */
export function isFromElsewhere(headers: IncomingHttpHeaders, host: string): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return headers.origin !== undefined && URL.parse(headers.origin)?.host !== host
}
