import type { Feedback, Probe, Reply } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { probeFault } from '../../src/contract/probe-words.ts'
import { prepareNews } from '../../src/contract/short-message/talk-news.ts'
import type { SmsChannel } from './config.ts'
import { providerOf } from './providers.ts'
import { readSecrets } from './secrets.ts'
import { sendText } from './send-text.ts'
import { texts } from './texts.ts'
import { canVerify } from './verify.ts'

/** Tells a person: a receipt, a change of status, an answer. The reference is that of delivery receipts. */
export async function reply(feedback: Feedback, channel: SmsChannel): Promise<Reply> {
  const { quietHours, answerParts } = channel.config
  const news = await prepareNews(feedback, channel, texts, {
    ...(quietHours === undefined ? {} : { quiet: quietHours, quietReceipts: quietHours.receiptsToo === true }),
    ...(answerParts === undefined ? {} : { answerParts }),
  })
  const { to, smsc } = news.replyTo
  return sendText(
    {
      to: news.sender,
      from: typeof to === 'string' ? to : '',
      text: news.text,
      reference: feedback.id,
      ...(typeof smsc === 'string' ? { smsc } : {}),
    },
    channel,
  )
}

export async function probe(channel: SmsChannel): Promise<Probe> {
  try {
    // Without it nobody could bring a message.
    if (!canVerify(channel)) readSecrets(channel, 'secret')
    return await providerOf(channel).probe(channel)
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { healthy: false, ...probeFault(error) }
  }
}
