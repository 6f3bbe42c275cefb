import type { Connector } from '../../src/contract/connector.ts'
import { closeParts } from '../../src/contract/short-message/talk-parts.ts'
import { readRaw } from '../../src/contract/short-message/talk-payload.ts'
import { type Config, ConfigSchema, type Secret } from './config.ts'
import { listenToSmsc } from './listen.ts'
import { probeSmsc } from './probe.ts'
import { replyBySms } from './reply.ts'
import { collectRules, sendAnswers } from './take-message.ts'
import { texts } from './texts.ts'
import { testMessage } from './trial.ts'

/** Short messages by SMPP 3.4, straight from a network's SMSC. See README.md. */
export const connector: Connector<Config, Secret> = {
  kind: 'smpp',
  title: 'SMS: straight from an SMSC by SMPP 3.4',
  config: ConfigSchema,
  secrets: ['server'],
  lacks: (_, secretNames) =>
    secretNames.includes('server')
      ? null
      : { at: '', message: `the SMSC is the secret server; write secrets: { server: \${env:SMPP_URL} }` },

  listen: (store, channel) => listenToSmsc(channel, texts, store),
  wake: async (remembered, channel) => {
    await closeParts(
      remembered,
      collectRules(channel, texts, (answer) => sendAnswers([answer], channel)),
    )
  },
  reread: async ({ raw }) => readRaw(raw),
  reply: (feedback, channel) => replyBySms(feedback, channel, texts),
  testMessage,
  probe: probeSmsc,
}
