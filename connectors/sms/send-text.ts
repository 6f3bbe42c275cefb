import { segmentText } from '../../src/contract/short-message/segments.ts'
import type { SmsChannel } from './config.ts'
import { providerOf } from './providers.ts'

export interface TextToSend {
  readonly to: string
  /** The number that the person wrote to; the channel's `from` wins. */
  readonly from: string
  readonly text: string
  readonly smsc?: string
  readonly reference: string
}

const MESSAGES_PER_SECOND = 5

/** Waits for its turn (so many parts a second over all gateways), and hands the text over. */
export async function sendText(
  { to, from, text, reference, smsc }: TextToSend,
  channel: SmsChannel,
): Promise<{ readonly reference: string }> {
  const { alphabet, parts } = segmentText(text)
  const perSecond = channel.config.messagesPerSecond ?? MESSAGES_PER_SECOND
  // Networks count parts: a long answer takes as many turns.
  for (const _ of parts) await channel.people.turn(perSecond)
  const plain = parts.map((part) => part.text).join('')
  return providerOf(channel).send(
    { to, from: channel.config.from ?? from, text: plain, alphabet, reference, ...(smsc === undefined ? {} : { smsc }) },
    channel,
  )
}
