import type { Connector } from '../../src/contract/connector.ts'
import { type Config, ConfigSchema, findLacking, type Secret } from './config.ts'
import { wakeTalk } from './converse.ts'
import { listenToBot } from './listen.ts'
import { probeBot } from './probe.ts'
import { receiveUpdate } from './receive.ts'
import { sendFeedback } from './reply.ts'
import { takeUpdate } from './take-update.ts'
import { testMessage } from './trial.ts'

/** Citizens write to a bot of Telegram, and are answered there. See README.md. */
export const connector: Connector<Config, Secret> = {
  kind: 'telegram',
  title: 'Telegram: citizens write to a bot',
  config: ConfigSchema,
  secrets: ['botToken', 'webhookSecret'],
  lacks: findLacking,

  receive: async (request, channel) => receiveUpdate(request, channel),
  converse: async (message, channel) => {
    await takeUpdate(message, channel)
    return undefined
  },
  listen: (_store, channel) => listenToBot(channel),
  wake: wakeTalk,
  reply: sendFeedback,
  testMessage,
  probe: probeBot,
}
