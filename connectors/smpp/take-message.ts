import { setTimeout as wait } from 'node:timers/promises'
import { GatewayError } from '../../src/contract/errors.ts'
import { decodeText } from '../../src/contract/short-message/coding.ts'
import { holdTalk } from '../../src/contract/short-message/talk-hold.ts'
import type { ShortTexts } from '../../src/contract/short-message/talk-news.ts'
import { type Collected, type CollectRules, collectPart } from '../../src/contract/short-message/talk-parts.ts'
import { readSender } from '../../src/contract/short-message/talk-sender.ts'
import { identify } from './arrival-id.ts'
import { STATUS } from './command-status.ts'
import type { SmppChannel } from './config.ts'
import type { Answered } from './connection.ts'
import { type Incoming, readIncoming } from './incoming.ts'
import { sendParts } from './outgoing.ts'
import type { Pdu } from './pdu.ts'
import { answerId, type DeliveryReceipt, receiptId } from './receipt.ts'
import { withSession } from './sessions.ts'

/** One deliver_sm or data_sm: stored first, then answered; what is to be said to the person goes out afterwards. Throws what must bring it back. */
export async function takeMessage(pdu: Pdu, channel: SmppChannel, texts: ShortTexts): Promise<Answered> {
  const { config, log } = channel
  const { defaultAlphabet = 'gsm7', messageIdTag } = config
  const incoming = readIncoming(pdu, { defaultAlphabet, ...(messageIdTag === undefined ? {} : { messageIdTag }) })
  if (incoming.kind === 'message') return takeText(incoming, channel, texts)
  if (incoming.kind === 'receipt') await noteReceipt(incoming.receipt, channel)
  else log.info({ channelId: channel.id, why: incoming.why }, 'a short message was left')
  return { status: STATUS.ok }
}

async function takeText(incoming: Extract<Incoming, { kind: 'message' }>, channel: SmppChannel, texts: ShortTexts): Promise<Answered> {
  const { from, to, text, part, damaged } = incoming
  const answers: Answer[] = []
  const sayAll = () => sendAnswers(answers, channel)
  if (part !== null) {
    const rules = collectRules(channel, texts, async (answer) => void answers.push(answer))
    const context: Context = { from, to, at: channel.now().toISOString() }
    const collected = await collectPart({ ...part, body: { coded: text } }, { sender: senderKey(from), to, context }, rules)
    if (collected.outcome === 'kept') return { status: STATUS.ok, afterwards: sayAll }
  }
  const arrival = await identify({ ...incoming, from: senderKey(from) }, channel)
  const read = decodeText(text)
  const message = { sender: readSender(from), to, text: read.text, messageId: arrival.id, at: arrival.at }
  const notes = read.exact && !damaged ? [] : [UNREADABLE_NOTE]
  await holdTalk(
    message,
    { replyTo: { to }, notes },
    {
      channel,
      texts,
      language: channel.config.language ?? 'id',
      answer: async (_, words) =>
        void answers.push({ to: message.sender.address, from: to, text: words, id: `${arrival.id}:${answers.length}` }),
    },
  )
  return {
    status: STATUS.ok,
    afterwards: async () => {
      await arrival.answered().catch(() => log(channel, 'that a short message was answered could not be noted'))
      await sayAll()
    },
  }
}

/** How parts become a message; `say` is called with what the person is to be told at once. */
export function collectRules(channel: SmppChannel, texts: ShortTexts, say: (answer: Answer) => Promise<void>): CollectRules {
  const language = channel.config.language ?? 'id'
  return {
    channel,
    waitMs: (channel.config.partsMinutes ?? 10) * 60_000,
    mark: (parts, total) => texts.say(language, 'missing_part', { parts, total }),
    handOn: async ({ id, text, exact, incomplete, context }: Collected) => {
      const { from, to, at } = readContext(context, channel)
      const messageId = `sms-${id}`
      const message = { sender: readSender(from), to, text, messageId, at: new Date(at), incomplete }
      const answer = (sender: string, words: string) => say({ to: sender, from: to, text: words, id: messageId })
      const notes = exact ? [] : [UNREADABLE_NOTE]
      await holdTalk(message, { replyTo: { to }, notes }, { channel, texts, language, answer })
    },
  }
}

/** What the person is told at once, by the listener's session or another. */
export interface Answer {
  readonly to: string
  readonly from: string
  readonly text: string
  readonly id: string
}

/** An answer that cannot be sent is lost: the person asks again. */
export async function sendAnswers(answers: readonly Answer[], channel: SmppChannel): Promise<void> {
  for (const answer of answers) {
    try {
      await withSession(channel, (connection) => sendParts(connection, channel, { ...answer, receipt: false }, 0, () => undefined))
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      log(channel, `an answer to a short message was not sent: ${error.code}`)
    }
  }
}

const UNREADABLE_NOTE = 'Sebagian huruf SMS ini tidak terbaca.'

interface Context {
  readonly from: string
  readonly to: string
  /** RFC 3339: when the first part came. */
  readonly at: string
}

function readContext(context: unknown, channel: SmppChannel): Context {
  const { from, to, at } = (typeof context === 'object' && context !== null ? context : {}) as Record<string, unknown>
  return {
    from: typeof from === 'string' ? from : '',
    to: typeof to === 'string' ? to : '',
    at: typeof at === 'string' ? at : channel.now().toISOString(),
  }
}

/** The sender as the hub knows a person, so that all that is remembered of them is found. */
function senderKey(from: string): string {
  return readSender(from).address
}

/** A receipt may be faster than the hub's note of the message that it is about: it is given a moment. */
async function noteReceipt({ id, otherId, outcome, detail, of }: DeliveryReceipt, channel: SmppChannel): Promise<void> {
  if (outcome === 'underway') return
  const { people, signal, config } = channel
  const first = receiptId(id, config.receiptIds)
  const messages = [
    ...new Set([first, ...[id, otherId].flatMap((each) => (each === undefined ? [] : [answerId(each, config.receiptIds)]))]),
  ]
  const known = async () => {
    for (const message of messages) if ((await people.find(senderKey(of), { message })) !== null) return message
    return null
  }
  let message = await known()
  if (message === null && waitingReceipts < MAX_WAITING_RECEIPTS) {
    waitingReceipts += 1
    try {
      for (const pauseMs of RECEIPT_PAUSES_MS) {
        await wait(pauseMs, undefined, { signal }).catch(() => undefined)
        message = await known()
        if (message !== null) break
      }
    } finally {
      waitingReceipts -= 1
    }
  }
  await people.noteDelivery(message ?? first, outcome, detail)
}

/** Receipts of messages that the hub never sent must not keep complaints waiting. */
const MAX_WAITING_RECEIPTS = 4
let waitingReceipts = 0

const RECEIPT_PAUSES_MS = [200, 1500]

function log(channel: SmppChannel, message: string): void {
  channel.log.warn({ channelId: channel.id }, message)
}
