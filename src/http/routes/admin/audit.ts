import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { csvAnswer } from '../../../operations/export-csv.ts'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, problems } from '../../schemas/answers.ts'
import { AuditExportQuerySchema, AuditPageSchema, AuditQuerySchema } from '../../schemas/audit.ts'
import { viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

/** Who did what. */
export async function auditRoutes(instance: FastifyInstance, { operations: { audit } }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const refusals = problems('request_unreadable', ...ADMIN_PROBLEMS, 'ledger_unavailable')

  app.get(
    '/admin/v1/audit',
    {
      schema: {
        ...ADMIN,
        summary: 'Who did what',
        description: 'When, from where, before and after; newest first. Of what concerns the regions of the account.',
        querystring: AuditQuerySchema,
        response: { 200: AuditPageSchema, ...refusals },
      },
    },
    async (request) => {
      const { limit = '50', ...asked } = request.query
      const { items, cursor } = await audit.list(viewerOf(request), { ...asked, limit: Number(limit) })
      return { items: items.map((row) => ({ ...row, at: row.at.toISOString() })), cursor }
    },
  )
  app.get(
    '/admin/v1/audit/export',
    {
      schema: {
        ...ADMIN,
        summary: 'The same as CSV',
        description: 'It is streamed, however long it is.',
        querystring: AuditExportQuerySchema,
        produces: ['text/csv'],
        response: { 200: Type.Unknown({ description: 'text/csv in UTF-8, one line a row' }), ...refusals },
      },
    },
    (request, reply) => {
      const { headers, body } = csvAnswer('audit.csv', audit.export(viewerOf(request), request.query))
      return reply.headers(headers).send(body)
    },
  )
}
