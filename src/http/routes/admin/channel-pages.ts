import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import { ChannelPageSchema, TestResultSchema } from '../../schemas/channel-page.ts'
import { viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

/** One channel: its file and the history of it, its last errors, whom to call; and a test message. */
export async function channelPageRoutes(instance: FastifyInstance, { operations }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const params = Type.Object({ id: Type.String({ description: "the channel's id", examples: ['sapawarga'] }) })
  app.get(
    '/admin/v1/channels/:id',
    {
      schema: {
        ...ADMIN,
        summary: 'Read one channel',
        description: 'Its configuration without secrets, every change of it, its last errors and the contacts of its region.',
        params,
        querystring: Type.Object(
          { cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$', description: 'of the history', examples: ['42'] })) },
          { additionalProperties: false },
        ),
        response: { 200: ChannelPageSchema, ...problems(...ADMIN_PROBLEMS, 'request_unreadable', 'channel_unknown', 'ledger_unavailable') },
      },
    },
    async (request) => {
      const shown = await operations.channelPages.show(viewerOf(request), request.params.id, request.query.cursor ?? null)
      const { channel, document, historyCursor, ...rest } = shown
      const { code, name } = channel.region
      return {
        id: channel.id,
        app: channel.app,
        region: { code, name },
        configuration: Object.fromEntries(document),
        cursor: historyCursor,
        ...rest,
      }
    },
  )
  app.post(
    '/admin/v1/channels/:id/test',
    {
      schema: {
        ...ADMIN,
        summary: 'Send a test message',
        description:
          'It says of itself that it is a test, and changes nothing. A channel with a callback is called there; a channel of people writes to `to`, which is not kept.',
        params,
        body: Type.Object(
          {
            to: Type.Optional(
              Type.String({
                maxLength: 254,
                pattern: '^[^\\u0000]*$',
                description: 'mail address, phone or chat id of somebody on the staff',
              }),
            ),
          },
          { additionalProperties: false, examples: [{ to: 'rina@jabarprov.go.id' }] },
        ),
        response: {
          200: TestResultSchema,
          ...problems(...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'channel_unknown', 'channel_not_configured', 'throttled', 'ledger_unavailable'),
        },
      },
    },
    (request) => operations.channelPages.sendTest(viewerOf(request), request.params.id, request.body.to ?? ''),
  )
}
