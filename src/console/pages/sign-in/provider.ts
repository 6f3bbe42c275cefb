import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { FLOW_COOKIE, tokenIn } from '../../../access/session-cookie.ts'
import { ERRORS, type ErrorCode, GatewayError } from '../../../contract/errors.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { sendPage } from '../../layout.ts'
import { dropFlowCookie, setCookie, setFlowCookie } from '../../session.ts'
import { endFormer, fromOf } from './page.ts'
import { type Said, signInView } from './view.ts'

const CALLBACK = '/console/sign-in/provider/callback'

/** In and out with the identity provider. */
export async function providerPage(app: FastifyInstance, { access, settings }: ConsoleDeps): Promise<void> {
  const { provider } = access
  const hidden = { schema: { hide: true } }
  /** As the provider knows this gateway. */
  const own = (request: FastifyRequest, path: string) =>
    `${settings.current.gateway.console.url ?? `${request.protocol}://${request.host}`}${path}`

  app.get('/console/sign-in/provider', hidden, async (request, reply) => {
    try {
      const { url, flow } = await provider.begin(own(request, CALLBACK))
      setFlowCookie(reply, flow)
      return reply.redirect(url, 303)
    } catch (error) {
      return refuse(request, reply, error)
    }
  })

  app.get(CALLBACK, hidden, async (request, reply) => {
    const flow = tokenIn(request.headers.cookie, FLOW_COOKIE) ?? ''
    dropFlowCookie(reply)
    try {
      const query = request.url.split('?').slice(1).join('?')
      const { token } = await provider.finish(new URL(`${own(request, CALLBACK)}?${query}`), flow, fromOf(request))
      await endFormer(access, request)
      setCookie(reply, token)
      return reply.redirect('/console', 303)
    } catch (error) {
      return refuse(request, reply, error)
    }
  })

  app.get('/console/sign-out/provider', hidden, async (request, reply) => {
    const url = provider.name() === null ? null : await provider.endUrl(own(request, '/console/sign-in')).catch(() => null)
    return reply.redirect(url ?? '/console/sign-in', 303)
  })

  function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
    const key = error instanceof GatewayError ? SAID[error.code] : undefined
    if (key === undefined || !(error instanceof GatewayError)) throw error
    const row = ERRORS[error.code]
    if (error.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000))
    return sendPage(request, reply.code('http' in row ? row.http : 500), signInView(request, { provider: provider.name(), said: { key } }))
  }
}

const SAID: Readonly<Partial<Record<ErrorCode, Said['key']>>> = {
  sign_in_refused: 'notDone',
  role_missing: 'noRole',
  account_taken: 'taken',
  last_administrator: 'lastAdministrator',
  provider_unavailable: 'away',
}
