import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Session } from '../access/open-access.ts'
import { csrfFits, isFromElsewhere, tokenIn } from '../access/session-cookie.ts'
import type { Viewer } from '../contract/access.ts'
import { GatewayError } from '../contract/errors.ts'
import type { AppDeps } from './deps.ts'
import { givenKey, isAdminToken } from './keys.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Only in /admin/v1. */
    viewer: Viewer | null
    /** null: nobody is signed in. */
    session: Session | null
  }
}

/** Every request to these routes is of a person with a session of the console, or of a program with the administrator's token. */
export function requireViewer(app: FastifyInstance, deps: Pick<AppDeps, 'access' | 'adminToken'>): void {
  app.decorateRequest('viewer', null)
  app.decorateRequest('session', null)
  app.addHook('onRequest', async (request) => {
    if (givenKey(request) === null) request.session = await readSession(deps, request)
    request.viewer = request.session?.viewer ?? programOf(deps.adminToken, request)
  })
}

/** Who asks. */
export function viewerOf({ viewer }: FastifyRequest): Viewer {
  if (viewer === null) throw new GatewayError('key_invalid', 'nobody is signed in')
  return viewer
}

/** Whose account it is about. Throws `not_permitted`: a program has none. */
export function sessionOf({ session }: FastifyRequest): Session {
  if (session === null) throw new GatewayError('not_permitted', 'a program with the token has no account; sign in at /console')
  return session
}

/** Who decides: the person who is signed in; or whom the program names in `by`, or must name. Throws `schema_violation`. */
export function decidingOf(request: FastifyRequest, by: string | undefined, otherwise: 'admin' | 'refuse' = 'refuse'): Viewer {
  const viewer = viewerOf(request)
  if (viewer.account !== null) return viewer
  if (by === undefined && otherwise === 'admin') return viewer
  const name = by?.trim() ?? ''
  if (name === '') throw new GatewayError('schema_violation', 'a decision names the person who made it', { at: '/by' })
  return { ...viewer, name: `${viewer.name}:${name}` }
}

async function readSession({ access }: Pick<AppDeps, 'access'>, request: FastifyRequest): Promise<Session> {
  const token = tokenIn(request.headers.cookie)
  const session = token === null ? null : await access.sessionOf(token, request.ip)
  if (session === null)
    throw new GatewayError('key_invalid', 'send the administrator token as Authorization: Bearer <token>, or sign in at /console')
  if (!SAFE.has(request.method)) {
    if (!csrfFits(session, request.headers['x-csrf-token']))
      throw new GatewayError('form_expired', "send the session's token as X-Csrf-Token")
    if (isFromElsewhere(request.headers, request.host)) throw new GatewayError('form_expired', 'this comes from a page of another site')
  }
  return session
}

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD'])

function programOf(adminToken: string, request: FastifyRequest): Viewer {
  if (!isAdminToken(adminToken, request)) throw new GatewayError('key_invalid', 'this is not the administrator token')
  return { ...PROGRAM, address: request.ip }
}

const PROGRAM = {
  account: null,
  name: 'admin',
  role: 'national',
  home: null,
  scope: null,
  language: 'id',
  timezone: 'Asia/Jakarta',
} as const satisfies Partial<Viewer>
