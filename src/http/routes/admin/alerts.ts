import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { AppDeps } from '../../deps.ts'
import { DestinationsSchema, IncidentsSchema, NoticeSchema, NoticesSchema } from '../../schemas/alerts.ts'
import { ADMIN_PROBLEMS, BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import { viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

const PAGE = 50

/** What is wrong now, and who was told. */
export async function alertRoutes(instance: FastifyInstance, { alerts }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const errors = problems('request_unreadable', ...ADMIN_PROBLEMS, 'ledger_unavailable')
  const paged = {
    before: Type.Optional(
      Type.String({
        format: 'uuid',
        description: '`next` of the page before',
        examples: ['0193a3c1-7c3e-7b7a-9f2a-8d1f5c2b9e10'],
      }),
    ),
  }

  app.get(
    '/admin/v1/alerts',
    {
      schema: {
        ...ADMIN,
        summary: 'What is wrong',
        description: 'Open incidents, or those that are over: what, since when, how many complaints are affected, what to do. 50 a page.',
        querystring: Type.Object(
          { ...paged, state: Type.Optional(Type.Enum(['open', 'closed'], { description: 'not given: open', examples: ['open'] })) },
          { additionalProperties: false },
        ),
        response: { 200: IncidentsSchema, ...errors },
      },
    },
    (request) => {
      const { before, state } = request.query
      return alerts.incidents(viewerOf(request).scope, {
        open: state !== 'closed',
        limit: PAGE,
        ...(before === undefined ? {} : { before }),
      })
    },
  )

  app.get(
    '/admin/v1/alerts/notices',
    {
      schema: {
        ...ADMIN,
        summary: 'Who was told',
        description:
          'Every message with its destination, and whether it was sent. One that could not be sent is tried again for three days.',
        querystring: Type.Object(paged, { additionalProperties: false }),
        response: { 200: NoticesSchema, ...errors },
      },
    },
    (request) => {
      const { before } = request.query
      return alerts.notices(viewerOf(request).scope, { limit: PAGE, ...(before === undefined ? {} : { before }) })
    },
  )

  app.get(
    '/admin/v1/alerts/destinations',
    {
      schema: {
        ...ADMIN,
        summary: 'Who is told, and how',
        description: "The contacts of gateway.yaml and of the regions' files, each with what was sent to it last.",
        response: { 200: DestinationsSchema, ...problems(...ADMIN_PROBLEMS, 'ledger_unavailable') },
      },
    },
    async (request) => ({ items: await alerts.destinations(viewerOf(request).scope) }),
  )

  app.post(
    '/admin/v1/alerts/test',
    {
      schema: {
        ...ADMIN,
        summary: 'Send a test',
        description: 'To one destination, at once. The answer says what came of it, also when it failed.',
        body: Type.Object(
          { destination: Type.String({ minLength: 1, maxLength: 300, description: 'its id' }) },
          { additionalProperties: false, examples: [{ destination: '32/Siaga Diskominfo/email' }] },
        ),
        response: { 200: NoticeSchema, ...problems(...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'not_found', 'ledger_unavailable') },
      },
    },
    (request) => alerts.test(viewerOf(request), request.body.destination),
  )
}
