import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { ROLES } from '../../../contract/access.ts'
import { GatewayError } from '../../../contract/errors.ts'
import type { Rights } from '../../../ledger/account-rows.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { sendPage } from '../../layout.ts'
import { viewerOf } from '../../session.ts'
import { REFUSALS, TEXTS } from './texts.ts'
import { accountsView, handedView, oneAccountView, PATH, type Typed } from './view.ts'

const PAGE = 50
const text = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000]*$' })
const csrf = Type.Optional(text(100))
const rights = { role: Type.Enum([...ROLES]), home: text(20), csrf }
const one = { hide: true, params: Type.Object({ id: text(64) }) }

/** Who works at the console; for the whole country only. */
export async function accountsPage(instance: FastifyInstance, { access: { accounts } }: ConsoleDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  async function showAll(request: FastifyRequest, reply: FastifyReply, after: string | null, typed: Typed, refusal: GatewayError | null) {
    const page = await accounts.list(viewerOf(request), after, PAGE)
    return sendPage(request, reply, accountsView(request, page, after, typed, refusal && (REFUSALS[refusal.code] ?? null)))
  }

  async function showOne(request: FastifyRequest, reply: FastifyReply, id: string, refusal: GatewayError | null, saved = false) {
    const account = await accounts.get(viewerOf(request), id)
    const bad = refusal && REFUSALS[refusal.code]
    const said = bad ? { kind: 'bad' as const, text: bad } : saved ? { kind: 'good' as const, text: TEXTS.saved } : null
    return sendPage(request, reply, oneAccountView(request, account, said))
  }

  async function change(request: FastifyRequest, reply: FastifyReply, id: string, given: Partial<Rights>) {
    try {
      await accounts.change(viewerOf(request), id, given)
      return reply.redirect(`${PATH}/${id}?saved=1`, 303)
    } catch (error) {
      const refusal = refusalOf(error)
      return showOne(request, reply.code(refusal.code === 'schema_violation' ? 422 : 409), id, refusal)
    }
  }

  app.get(PATH, { schema: { hide: true, querystring: Type.Object({ after: Type.Optional(text(64)) }) } }, (request, reply) =>
    showAll(request, reply, request.query.after || null, { role: 'region', home: null }, null),
  )
  app.post(PATH, { schema: { hide: true, body: Type.Object({ ...rights, name: text(100) }) } }, async (request, reply) => {
    const { name, role, home } = request.body
    const typed = { name, role, home: home.trim() || null }
    try {
      const { account, password } = await accounts.create(viewerOf(request), typed)
      return sendPage(request, reply, handedView(request, account, password, 'created'))
    } catch (error) {
      const refusal = refusalOf(error)
      return showAll(request, reply.code(refusal.code === 'schema_violation' ? 422 : 409), null, typed, refusal)
    }
  })
  app.get(`${PATH}/:id`, { schema: { ...one, querystring: Type.Object({ saved: Type.Optional(Type.Literal('1')) }) } }, (request, reply) =>
    showOne(request, reply, request.params.id, null, request.query.saved !== undefined),
  )
  app.post(`${PATH}/:id`, { schema: { ...one, body: Type.Object(rights) } }, (request, reply) =>
    change(request, reply, request.params.id, { role: request.body.role, home: request.body.home.trim() || null }),
  )
  app.post(`${PATH}/:id/disable`, { schema: one }, (request, reply) => change(request, reply, request.params.id, { disabled: true }))
  app.post(`${PATH}/:id/enable`, { schema: one }, (request, reply) => change(request, reply, request.params.id, { disabled: false }))
  app.post(`${PATH}/:id/reset`, { schema: one }, async (request, reply) => {
    const { account, password } = await accounts.resetPassword(viewerOf(request), request.params.id)
    return sendPage(request, reply, handedView(request, account, password, 'reset'))
  })
}

/** What the form can say; all else is a page of its own. */
function refusalOf(error: unknown): GatewayError {
  if (error instanceof GatewayError && error.code in REFUSALS) return error
  throw error
}
