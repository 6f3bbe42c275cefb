import { setTimeout as wait } from 'node:timers/promises'
import type { ProtocolAnswer } from '../../src/contract/connector.ts'
import type { Remembered } from '../../src/contract/people.ts'
import type { Part } from '../../src/contract/short-message/parts.ts'
import type { ShortMessage } from '../../src/contract/short-message/talk.ts'
import { holdTalk, type TalkHub } from '../../src/contract/short-message/talk-hold.ts'
import { type Collected, type CollectRules, closeParts, collectPart } from '../../src/contract/short-message/talk-parts.ts'
import { readSender, type Sender } from '../../src/contract/short-message/talk-sender.ts'
import type { SmsChannel } from './config.ts'
import type { DeliveryReceipt, Incoming, IncomingMessage, OneIncoming } from './provider.ts'
import { providerOf } from './providers.ts'
import { sendText } from './send-text.ts'
import { texts } from './texts.ts'
import { ticketOf } from './ticket.ts'

/** What came, to its end: stored, then answered to the provider. */
export async function converse(incoming: Incoming, channel: SmsChannel): Promise<ProtocolAnswer> {
  for (const each of incoming.kind === 'several' ? incoming.all : [incoming]) await takeOne(each, channel)
  return providerOf(channel).taken(channel)
}

async function takeOne(incoming: OneIncoming, channel: SmsChannel): Promise<void> {
  if (incoming.kind === 'receipt') await noteReceipt(incoming, channel)
  if (incoming.kind === 'nothing')
    channel.log.info({ channelId: channel.id, why: incoming.why }, 'a request of the provider was passed over')
  if (incoming.kind === 'message') await takeMessage(incoming.message, channel)
}

/** The time for the missing parts of a long message is over. */
export async function wake(remembered: Remembered, channel: SmsChannel): Promise<void> {
  await closeParts(remembered, collectRules(channel))
}

/** A receipt may be faster than the hub's note of the message that it is about: it is given a moment, where it can be told. */
async function noteReceipt({ of, reference, outcome, detail }: DeliveryReceipt, channel: SmsChannel): Promise<void> {
  const { people, signal } = channel
  if (of !== undefined) {
    const { address } = readSender(of.replace(/^[a-z]+:/, ''), countryOf(channel))
    for (const pauseMs of RECEIPT_PAUSES_MS) {
      if ((await people.find(address, { message: reference })) !== null) break
      await wait(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
  await people.noteDelivery(reference, outcome, detail)
}

const RECEIPT_PAUSES_MS = [200, 1500]

async function takeMessage(message: IncomingMessage, channel: SmsChannel): Promise<void> {
  const sender = readSender(message.from, countryOf(channel))
  const context: Context = {
    sender,
    to: message.to,
    messageId: await ticketOf(message, sender, channel),
    at: (message.at ?? channel.now()).toISOString(),
    exact: message.exact,
    ...(message.smsc === undefined ? {} : { smsc: message.smsc }),
  }
  if (message.concatenation === undefined) return hold(message.text, context, message, channel)
  const part: Part = {
    ...message.concatenation,
    body: message.ucs2 === undefined ? { text: message.text } : { coded: { alphabet: 'ucs2', octets: message.ucs2 } },
  }
  const collected = await collectPart(part, { sender: sender.address, to: message.to, context }, collectRules(channel))
  if (collected.outcome === 'alone') await hold(collected.text, context, message, channel)
}

/** What is remembered with the first part. Plain JSON. */
interface Context {
  readonly sender: Sender
  readonly to: string
  readonly messageId: string
  readonly at: string
  readonly exact: boolean
  readonly smsc?: string
}

function collectRules(channel: SmsChannel): CollectRules {
  return {
    channel,
    waitMs: (channel.config.partsWithinSeconds ?? 300) * 1000,
    mark: (parts, total) => texts.say('id', 'missing_part', { parts, total }),
    handOn: async ({ id, text, exact, incomplete, context }: Collected) => {
      const first = context as Context
      await hold(text, { ...first, exact: first.exact && exact, messageId: `parts-${id}` }, { incomplete }, channel)
    },
  }
}

async function hold(
  text: string,
  context: Context,
  { media = [], incomplete = false }: Pick<IncomingMessage, 'media'> & { readonly incomplete?: boolean },
  channel: SmsChannel,
): Promise<void> {
  const message: ShortMessage = {
    sender: context.sender,
    to: context.to,
    text,
    messageId: context.messageId,
    at: new Date(context.at),
    incomplete,
    files: media.length,
  }
  const fetched = media.length === 0 ? undefined : await providerOf(channel).fetchMedia?.(media, channel)
  const missing = fetched?.missing ?? 0
  const notes = [
    ...(missing > 0 ? [`[${missing} foto yang dikirim tidak dapat diambil]`] : []),
    ...(context.exact ? [] : ['[sebagian huruf mungkin tidak terbaca]']),
  ]
  const arrived = {
    replyTo: { to: context.to, ...(context.smsc === undefined ? {} : { smsc: context.smsc }) },
    ...(context.smsc === undefined ? {} : { provider: { smsc: context.smsc } }),
    ...(fetched === undefined || fetched.files.length === 0 ? {} : { files: fetched.files }),
    notes,
  }
  await holdTalk(message, arrived, talkHub(context, channel))
}

function talkHub({ to, smsc }: Context, channel: SmsChannel): TalkHub {
  return {
    channel,
    texts,
    language: channel.config.language ?? 'id',
    answer: async (sender, text) => {
      await sendText({ to: sender, from: to, text, reference: '', ...(smsc === undefined ? {} : { smsc }) }, channel)
    },
  }
}

export function countryOf(channel: SmsChannel) {
  return (channel.config.country ?? 'ID') as Parameters<typeof readSender>[1]
}
