import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { AppDeps } from '../../deps.ts'
import { EndedSchema, OwnAccountSchema, PasswordSchema, PreferencesSchema } from '../../schemas/accounts.ts'
import { ADMIN_PROBLEMS, BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import { IdSchema } from '../../schemas/operations.ts'
import { sessionOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

/** What a person does with the account that they are signed in with. A program with the token has none. */
export async function ownAccountRoutes(instance: FastifyInstance, { access }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { own } = access
  const common = [...ADMIN_PROBLEMS, 'ledger_unavailable'] as const
  const done = Type.Object({ done: Type.Literal(true) }, { description: 'it is so now' })
  const none = Type.Union([Type.Object({}, { additionalProperties: false }), Type.Null()], { examples: [{}] })

  app.get(
    '/admin/v1/account',
    {
      schema: {
        ...ADMIN,
        summary: 'Who is signed in',
        description: 'The account of this session, and its open sessions.',
        response: { 200: OwnAccountSchema, ...problems(...common) },
      },
    },
    async (request) => {
      const session = sessionOf(request)
      const [account, sessions] = await Promise.all([own.get(session), own.sessions(session)])
      const { name, role, home, language, timezone, temporary, subject } = account
      const open = sessions.map(({ startedAt, seenAt, ...row }) => ({
        ...row,
        startedAt: startedAt.toISOString(),
        seenAt: seenAt.toISOString(),
        current: row.id === session.id,
      }))
      return { name, role, home, language, timezone, temporary, elsewhere: subject !== null, sessions: open }
    },
  )
  app.patch(
    '/admin/v1/account',
    {
      schema: {
        ...ADMIN,
        summary: 'Choose language and zone',
        description: 'In which the pages are shown to this account.',
        body: PreferencesSchema,
        response: { 200: done, ...problems(...BODY_PROBLEMS, ...common) },
      },
    },
    async (request) => {
      await access.setPreferences(sessionOf(request), request.body)
      return { done: true as const }
    },
  )
  app.post(
    '/admin/v1/account/password',
    {
      schema: {
        ...ADMIN,
        summary: 'Change the own password',
        description: 'All other sessions of the account end.',
        body: PasswordSchema,
        response: { 200: done, ...problems(...BODY_PROBLEMS, ...common, 'sign_in_refused', 'throttled') },
      },
    },
    async (request) => {
      await own.changePassword(sessionOf(request), request.body)
      return { done: true as const }
    },
  )
  app.post(
    '/admin/v1/account/sessions/:id/end',
    {
      schema: {
        ...ADMIN,
        summary: 'End an own session',
        description: 'Whoever has it must sign in again. The body may be left out.',
        params: IdSchema,
        body: none,
        response: { 200: EndedSchema, ...problems(...BODY_PROBLEMS, ...common, 'session_unknown') },
      },
    },
    async (request) => {
      await own.endSession(sessionOf(request), request.params.id)
      return { ended: 1 }
    },
  )
  app.post(
    '/admin/v1/account/sessions/end-others',
    {
      schema: {
        ...ADMIN,
        summary: 'End all other own sessions',
        description: 'Only the one that asks stays. The body may be left out.',
        body: none,
        response: { 200: EndedSchema, ...problems(...BODY_PROBLEMS, ...common) },
      },
    },
    async (request) => ({ ended: await own.endOtherSessions(sessionOf(request)) }),
  )
}
