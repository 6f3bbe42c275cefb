import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { AccountRow } from '../../../ledger/account-rows.ts'
import type { AppDeps } from '../../deps.ts'
import {
  AccountSchema,
  AccountsQuerySchema,
  AccountsSchema,
  ChangeAccountSchema,
  HandedSchema,
  NewAccountSchema,
} from '../../schemas/accounts.ts'
import { ADMIN_PROBLEMS, BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import { IdSchema } from '../../schemas/operations.ts'
import { viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

/** Who works at the console. */
export async function accountRoutes(instance: FastifyInstance, { access }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { accounts } = access
  const common = [...ADMIN_PROBLEMS, 'ledger_unavailable'] as const

  app.get(
    '/admin/v1/accounts',
    {
      schema: {
        ...ADMIN,
        summary: 'All accounts',
        description: 'By name, page by page. Only for the whole country. A password is never in it.',
        querystring: AccountsQuerySchema,
        response: { 200: AccountsSchema, ...problems('request_unreadable', ...common) },
      },
    },
    async (request) => {
      const { cursor = null, limit = '100' } = request.query
      const page = await accounts.list(viewerOf(request), cursor, Number(limit))
      return { items: page.items.map(viewOf), cursor: page.cursor }
    },
  )
  app.post(
    '/admin/v1/accounts',
    {
      schema: {
        ...ADMIN,
        summary: 'Make an account',
        description:
          'The answer holds its password, once: hand it over by a safe way. The person chooses another one at the first sign-in.',
        body: NewAccountSchema,
        response: { 201: HandedSchema, ...problems(...BODY_PROBLEMS, ...common, 'account_taken', 'throttled') },
      },
    },
    async (request, reply) => {
      const { account, password } = await accounts.create(viewerOf(request), { home: null, ...request.body })
      return reply.code(201).send({ account: viewOf(account), password })
    },
  )
  app.patch(
    '/admin/v1/accounts/:id',
    {
      schema: {
        ...ADMIN,
        summary: 'Change, disable or enable an account',
        description: 'What is left out stays. Who is disabled is signed out at once.',
        params: IdSchema,
        body: ChangeAccountSchema,
        response: { 200: AccountSchema, ...problems(...BODY_PROBLEMS, ...common, 'account_unknown', 'last_administrator') },
      },
    },
    async (request) => viewOf(await accounts.change(viewerOf(request), request.params.id, request.body)),
  )
  app.post(
    '/admin/v1/accounts/:id/reset',
    {
      schema: {
        ...ADMIN,
        summary: 'Make a new password for an account',
        description: 'The answer holds it, once. All sessions of the account end. The body may be left out.',
        params: IdSchema,
        body: Type.Union([Type.Object({}, { additionalProperties: false }), Type.Null()], { examples: [{}] }),
        response: { 200: HandedSchema, ...problems(...BODY_PROBLEMS, ...common, 'account_unknown', 'account_elsewhere', 'throttled') },
      },
    },
    async (request) => {
      const { account, password } = await accounts.resetPassword(viewerOf(request), request.params.id)
      return { account: viewOf(account), password }
    },
  )
}

function viewOf({ subject, hasPassword, disabledAt, createdAt, signedInAt, id, name, role, home }: AccountRow) {
  return {
    id,
    name,
    role,
    home,
    password: hasPassword ? ('set' as const) : ('not set' as const),
    elsewhere: subject !== null,
    disabled: disabledAt !== null,
    createdAt: createdAt.toISOString(),
    signedInAt: signedInAt?.toISOString() ?? null,
  }
}
