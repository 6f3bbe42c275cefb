import { timingSafeEqual } from 'node:crypto'
import type { Session } from './open-access.ts'

/** Browsers send it back only to this host, over https or to this very machine, never to scripts. */
export const COOKIE = '__Host-lapor-gateway'

/** null: the header Cookie holds none. */
export function tokenIn(header: string | undefined): string | null {
  const given = (header ?? '').split(';').map((pair) => pair.trim())
  return given.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) || null
}

/** Whether what came is the token of this session, which goes with whatever changes something. */
export function csrfFits({ csrf }: Pick<Session, 'csrf'>, given: unknown): boolean {
  if (typeof given !== 'string') return false
  const [a, b] = [Buffer.from(given), Buffer.from(csrf)]
  return a.length === b.length && timingSafeEqual(a, b)
}
