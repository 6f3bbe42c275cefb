import { createHash } from 'node:crypto'
import { GatewayError } from '../../src/contract/errors.ts'
import type { EmailChannel } from './config.ts'
import { sendLetter } from './envelope.ts'
import { type Notice, writeNotice } from './letter.ts'
import type { ReplyTo } from './reply-to.ts'
import { readOwnAddress } from './server-urls.ts'

/** Tells a person what became of a mail, or of a part of it. It is tried once: a notice is not worth holding up the next mails. */
export async function answerAtOnce(
  channel: EmailChannel,
  key: Notice,
  to: ReplyTo,
  ticket: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const own = readOwnAddress(channel)
  const hash = createHash('sha256').update(`${key} ${ticket}`).digest('hex').slice(0, 32)
  try {
    await sendLetter(
      {
        to,
        subject: `Re: ${to.subject || channel.app}`,
        text: writeNotice(key, to.language, values, channel),
        messageId: `lapor-${key.toLowerCase()}-${hash}@${own.slice(own.lastIndexOf('@') + 1)}`,
        at: channel.now(),
        kind: 'auto-replied',
      },
      channel,
    )
  } catch (error) {
    channel.log.warn(
      { channelId: channel.id, code: error instanceof GatewayError ? error.code : 'internal_error' },
      'a notice was not sent',
    )
  }
}
