import type { Feedback, Reply } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { EmailChannel } from './config.ts'
import { sendLetter } from './envelope.ts'
import { writeFeedback } from './letter.ts'
import { ownMessageId } from './message-id.ts'
import { readReplyTo } from './reply-to.ts'
import { readOwnAddress } from './server-urls.ts'

/** Tells the person in the thread of their mail. Its Message-ID comes from the feedback, so that a second try is known as one; it is the reference. */
export async function sendReply(feedback: Feedback, channel: EmailChannel): Promise<Reply> {
  const { recipient } = feedback
  if (recipient === null) throw new GatewayError('recipient_gone', `${channel.id}: there is nobody to tell any more`)
  const to = readReplyTo(recipient.replyTo, recipient.sender)
  const messageId = ownMessageId(feedback.id, readOwnAddress(channel))
  await sendLetter(
    {
      to,
      subject: `Re: ${to.subject || recipient.title} [${recipient.reference}]`,
      text: writeFeedback(feedback, to.language, channel),
      messageId,
      at: new Date(feedback.at),
      kind: feedback.kind === 'receipt' ? 'auto-replied' : 'auto-generated',
    },
    channel,
  )
  return { reference: messageId }
}
