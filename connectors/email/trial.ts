import { randomUUID } from 'node:crypto'
import type { TestMessage } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { testWords } from '../../src/contract/trial-words.ts'
import type { Config, Secret } from './config.ts'
import { sendLetter } from './envelope.ts'
import { ownMessageId } from './message-id.ts'
import { readOwnAddress, readServer } from './server-urls.ts'

/** A mail of its own, in no thread. */
export const testMessage: TestMessage<Config, Secret> = {
  goesTo: () => 'email',
  async send(to, channel) {
    if (!/^[^\s<>@",;:()]{1,64}@[^\s<>@",;:()]{1,189}$/.test(to)) throw new GatewayError('request_unreadable', 'this is no mail address')
    await sendLetter(
      {
        to: { address: to, subject: '', messageId: null, references: [], language: 'id' },
        subject: `Pesan uji: ${channel.app}`,
        text: testWords(channel),
        messageId: ownMessageId(`test-${randomUUID()}`, readOwnAddress(channel)),
        at: channel.now(),
        kind: 'auto-generated',
      },
      channel,
    )
    return { sent: 'a mail', answered: `${readServer(channel, 'smtpUrl').host} took it; whether it arrives is seen in the mailbox` }
  },
}
