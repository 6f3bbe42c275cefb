import { randomUUID } from 'node:crypto'
import type { TestMessage } from '../../src/contract/connector.ts'
import { showAnswer, testWords } from '../../src/contract/trial-words.ts'
import type { Config, Secret } from './config.ts'
import { callBack } from './reply.ts'

/** A signed call of the type `test`, which is of no case: a region that does not know the type ignores it. */
export const testMessage: TestMessage<Config, Secret> = {
  goesTo: ({ reply }) => (reply?.url ? 'callback' : null),
  async send(_to, channel) {
    const { status, body } = await callBack(`test_${randomUUID()}`, describe(), channel)
    const text = showAnswer(body, channel.secrets)
    return {
      sent: `POST ${new URL(channel.config.reply?.url ?? '').host}, type test`,
      answered: `HTTP ${status}${text === '' ? '' : `: ${text}`}`,
    }

    function describe(): object {
      const data = { channel: channel.id, region: channel.region.code, text: testWords(channel) }
      return { type: 'test', timestamp: channel.now().toISOString(), data }
    }
  },
}
