import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { GatewayError } from '../../../contract/errors.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { sendPage } from '../../layout.ts'
import { sessionOf } from '../../session.ts'
import { accountView, type Shown } from './view.ts'

/** The account of who is signed in: its password and its sessions. */
export async function accountPage(instance: FastifyInstance, { access, settings }: ConsoleDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { own } = access
  const text = Type.String({ maxLength: 1000 })
  const csrf = Type.Optional(text)

  async function show(request: FastifyRequest, reply: FastifyReply, said: Shown['said']): Promise<FastifyReply> {
    const session = sessionOf(request)
    const [account, sessions] = await Promise.all([own.get(session), own.sessions(session)])
    const provider = settings.current.gateway.console.oidc?.name ?? 'OpenID Connect'
    return sendPage(request, reply, accountView(request, { account, sessions, provider, said }))
  }

  app.get(
    '/console/account',
    { schema: { hide: true, querystring: Type.Object({ done: Type.Optional(Type.Enum(['changed', 'ended'])) }) } },
    (request, reply) => show(request, reply, request.query.done ? { kind: 'good', key: request.query.done } : null),
  )

  app.post(
    '/console/account/password',
    { schema: { hide: true, body: Type.Object({ current: text, next: text, username: csrf, csrf }) } },
    async (request, reply) => {
      try {
        await own.changePassword(sessionOf(request), request.body)
        return reply.redirect('/console/account?done=changed', 303)
      } catch (error) {
        const refused = error instanceof GatewayError ? REFUSED[error.code] : undefined
        if (refused === undefined || !(error instanceof GatewayError)) throw error
        const minutes = Math.ceil((error.retryAfterMs ?? 0) / 60_000)
        if (minutes > 0) reply.header('retry-after', minutes * 60)
        return show(request, reply.code(refused.status), { kind: 'bad', key: refused.key, minutes })
      }
    },
  )

  app.post(
    '/console/account/sessions/:id/end',
    { schema: { hide: true, params: Type.Object({ id: Type.String() }), body: Type.Object({ csrf }) } },
    async (request, reply) => {
      await own.endSession(sessionOf(request), request.params.id)
      return reply.redirect('/console/account?done=ended', 303)
    },
  )

  app.post('/console/account/sessions/end-others', { schema: { hide: true } }, async (request, reply) => {
    await own.endOtherSessions(sessionOf(request))
    return reply.redirect('/console/account?done=ended', 303)
  })
}

const REFUSED: Readonly<Record<string, { status: number; key: 'wrong' | 'weak' | 'tooMany' }>> = {
  sign_in_refused: { status: 401, key: 'wrong' },
  schema_violation: { status: 422, key: 'weak' },
  throttled: { status: 429, key: 'tooMany' },
}
