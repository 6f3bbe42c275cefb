import type { FastifyInstance, FastifyRequest } from 'fastify'
import { csrfFits, tokenIn } from '../access/session-cookie.ts'
import type { Viewer } from '../contract/access.ts'
import { GatewayError } from '../contract/errors.ts'
import type { AppDeps } from './deps.ts'
import { givenKey, isAdminToken } from './keys.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Only in /admin/v1. */
    viewer: Viewer | null
  }
}

/** Every request to these routes is of a person with a session of the console, or of a program with the administrator's token. */
export function requireViewer(app: FastifyInstance, deps: Pick<AppDeps, 'access' | 'adminToken'>): void {
  app.decorateRequest('viewer', null)
  app.addHook('onRequest', async (request) => {
    request.viewer = givenKey(request) === null ? await personOf(deps, request) : programOf(deps.adminToken, request)
  })
}

/** Who asks. */
export function viewerOf({ viewer }: FastifyRequest): Viewer {
  if (viewer === null) throw new GatewayError('key_invalid', 'nobody is signed in')
  return viewer
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

async function personOf({ access }: Pick<AppDeps, 'access'>, request: FastifyRequest): Promise<Viewer> {
  const token = tokenIn(request.headers.cookie)
  const session = token === null ? null : await access.sessionOf(token, request.ip)
  if (session === null)
    throw new GatewayError('key_invalid', 'send the administrator token as Authorization: Bearer <token>, or sign in at /console')
  if (!SAFE.has(request.method) && !csrfFits(session, request.headers['x-csrf-token']))
    throw new GatewayError('form_expired', "send the session's token as X-Csrf-Token")
  return session.viewer
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
