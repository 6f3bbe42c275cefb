import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access, Session } from '../access/open-access.ts'
import { COOKIE, csrfFits, FLOW_COOKIE, isFromElsewhere, tokenIn } from '../access/session-cookie.ts'
import type { Viewer } from '../contract/access.ts'
import { GatewayError } from '../contract/errors.ts'

const COOKIE_OPTIONS = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asked by pages, not by people. */
    byItself?: boolean
  }
  interface FastifyRequest {
    /** null: nobody is signed in. */
    session: Session | null
  }
}

export async function readSession(access: Access, request: FastifyRequest): Promise<Session | null> {
  const token = tokenIn(request.headers.cookie)
  return token === null ? null : access.sessionOf(token, request.ip, !isByItself(request))
}

/** For addresses that pages ask by themselves: an open page is no person, and lets a session end. */
export const BY_ITSELF = { config: { byItself: true } } as const

/** live.js says so where it asks for a page. */
const isByItself = ({ routeOptions, headers }: FastifyRequest): boolean =>
  routeOptions.config.byItself === true || headers['x-by-itself'] !== undefined

export function setCookie(reply: FastifyReply, token: string): void {
  reply.setCookie(COOKIE, token, COOKIE_OPTIONS)
}

/** For ten minutes: longer nobody takes at the identity provider. */
export function setFlowCookie(reply: FastifyReply, flow: string): void {
  reply.setCookie(FLOW_COOKIE, flow, { ...COOKIE_OPTIONS, maxAge: 600 })
}

export function dropFlowCookie(reply: FastifyReply): void {
  reply.clearCookie(FLOW_COOKIE, COOKIE_OPTIONS)
}

export function dropCookie(reply: FastifyReply): void {
  reply.clearCookie(COOKIE, COOKIE_OPTIONS)
}

/** Who asks; pages but the one to sign in are only reached by somebody. */
export function viewerOf(request: FastifyRequest): Viewer {
  return sessionOf(request).viewer
}

export function sessionOf({ session }: FastifyRequest): Session {
  if (session === null) throw new GatewayError('key_invalid', 'nobody is signed in')
  return session
}

const FROM_ELSEWHERE = 'the form comes from another site, or a proxy in front changes the name of this one (http.trustProxy)'

/** What changes something carries the session's token, in the field `csrf` or in X-Csrf-Token. No browser may say that it comes from elsewhere, also before somebody is signed in. Throws `form_expired`. */
export function checkForm(request: FastifyRequest): void {
  const { session, headers, body } = request
  if (isFromElsewhere(headers, request.host)) throw new GatewayError('form_expired', FROM_ELSEWHERE)
  if (session === null) return
  const field = typeof body === 'object' && body !== null && 'csrf' in body ? body.csrf : undefined
  const given = headers['x-csrf-token'] ?? field
  if (csrfFits(session, given)) return
  throw new GatewayError('form_expired', 'the form is too old, or comes from another site; load the page again and send it once more')
}
