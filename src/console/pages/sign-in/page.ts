import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Access } from '../../../access/open-access.ts'
import { tokenIn } from '../../../access/session-cookie.ts'
import { GatewayError } from '../../../contract/errors.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { sendPage } from '../../layout.ts'
import { dropCookie, setCookie } from '../../session.ts'
import { type Said, signInView } from './view.ts'

/** In and out. */
export async function signInPage(instance: FastifyInstance, { access }: ConsoleDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const hidden = { hide: true }

  app.get(
    '/console/sign-in',
    { schema: { ...hidden, querystring: Type.Object({ out: Type.Optional(Type.Literal('provider')) }) } },
    (request, reply) =>
      sendPage(request, reply, signInView(request, { provider: access.provider.name(), signedOut: request.query.out === 'provider' })),
  )

  app.post(
    '/console/sign-in',
    { schema: { ...hidden, body: Type.Object({ name: Type.String({ maxLength: 200 }), password: Type.String({ maxLength: 1000 }) }) } },
    async (request, reply) => {
      try {
        const { token, session } = await access.signIn({ ...request.body, ...fromOf(request) })
        await endFormer(access, request)
        setCookie(reply, token)
        return reply.redirect(session.temporary ? '/console/account' : '/console', 303)
      } catch (error) {
        const said = saidOf(error)
        if (said === null) throw error
        if (said.minutes !== undefined) reply.header('retry-after', said.minutes * 60)
        return sendPage(
          request,
          reply.code(said.minutes === undefined ? 401 : 429),
          signInView(request, { provider: access.provider.name(), said }),
        )
      }
    },
  )

  app.post('/console/sign-out', { schema: hidden }, async (request, reply) => {
    const token = tokenIn(request.headers.cookie)
    if (token !== null) await access.signOut(token, request.ip)
    dropCookie(reply)
    return reply.redirect(request.session?.elsewhere ? '/console/sign-in?out=provider' : '/console/sign-in', 303)
  })
}

/** One browser has one session: that of before ends with the next. */
export async function endFormer(access: Pick<Access, 'signOut'>, request: FastifyRequest): Promise<void> {
  const former = tokenIn(request.headers.cookie)
  if (former !== null) await access.signOut(former, request.ip)
}

export function fromOf(request: FastifyRequest): { address: string; agent: string | null } {
  return { address: request.ip, agent: request.headers['user-agent'] ?? null }
}

function saidOf(error: unknown): Said | null {
  if (!(error instanceof GatewayError)) return null
  if (error.code === 'sign_in_refused') return { key: 'wrong' }
  if (error.code === 'throttled') return { key: 'tooMany', minutes: Math.ceil((error.retryAfterMs ?? 60_000) / 60_000) }
  return null
}
