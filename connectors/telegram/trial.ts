import type { TestMessage } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { testWords } from '../../src/contract/trial-words.ts'
import { BotApi } from './bot-api.ts'
import type { Config, Secret } from './config.ts'
import { sendMessage } from './send.ts'

/** To the chat of somebody on the staff, who has to have written to the bot before: Telegram lets no bot begin. */
export const testMessage: TestMessage<Config, Secret> = {
  goesTo: () => 'chat',
  async send(to, channel) {
    const chat = Number(to)
    if (!/^-?\d{1,16}$/.test(to) || !Number.isSafeInteger(chat))
      throw new GatewayError('request_unreadable', 'a chat is named by its id, which is a number, for instance 123456789')
    const id = await sendMessage(channel, new BotApi(channel), chat, testWords(channel))
    return { sent: 'sendMessage to the chat', answered: `Telegram took it as message ${id ?? '(without an id)'}` }
  },
}
