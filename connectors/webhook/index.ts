import type { Connector } from '../../src/contract/connector.ts'
import { readBody } from './body.ts'
import { type Config, ConfigSchema, type Secret } from './config.ts'
import { findLacking } from './lacking.ts'
import { probeReply } from './probe.ts'
import { sendReply } from './reply.ts'
import { testMessage } from './trial.ts'
import { verifyRequest } from './verify.ts'

/** A region's app pushes its reports, and is called back at an address of its own. See README.md. */
export const connector: Connector<Config, Secret> = {
  kind: 'webhook',
  title: 'Webhook: the app pushes its reports',
  config: ConfigSchema,
  secrets: ['secret', 'replySecret', 'replyToken'],
  lacks: findLacking,

  receive: async (request, channel) => {
    const { messageId } = verifyRequest(request, channel)
    const { payload, mediaType, files } = await readBody(request)
    const arrival = { payload, raw: request.rawBody, mediaType, files, ...(messageId === undefined ? {} : { messageId }) }
    return { outcome: 'arrival', arrival }
  },
  reread: async ({ raw, mediaType }) => {
    const { payload, files } = await readBody({ headers: { 'content-type': mediaType }, rawBody: raw })
    return { payload, files }
  },
  reply: sendReply,
  repliesTo: (config) => Boolean(config.reply?.url),
  testMessage,
  probe: probeReply,
}
