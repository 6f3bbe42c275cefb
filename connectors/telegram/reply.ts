import type { Feedback, Reply } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { Recipient } from '../../src/contract/people.ts'
import type { Language } from '../../src/contract/texts.ts'
import { BotApi } from './bot-api.ts'
import type { TelegramChannel } from './config.ts'
import { readInteger, readObject } from './json-parts.ts'
import { sendMessage } from './send.ts'
import { splitText } from './split-text.ts'
import { readTalk } from './talk.ts'
import { readLanguage, tell, type Values } from './texts.ts'

const REMEMBER_MS = 7 * 24 * 3_600_000

/** Tells a person what became of their report. The reference is the id of the last message: a reply to it is known by it. */
export async function sendFeedback(feedback: Feedback, channel: TelegramChannel): Promise<Reply> {
  const { recipient } = feedback
  const chat = Number(recipient?.sender ?? Number.NaN)
  if (!recipient || !Number.isSafeInteger(chat)) throw new GatewayError('recipient_gone', 'nobody is to be told: the person was erased')
  const language = await readCurrentLanguage(channel, chat, recipient)
  const pieces = splitText(describe(feedback, recipient, channel, language))
  const reference = await sendPieces(channel, chat, feedback.id, pieces)
  return reference === undefined ? {} : { reference }
}

/** The one chosen since, or else the one of the report. */
async function readCurrentLanguage(channel: TelegramChannel, chat: number, recipient: Recipient): Promise<Language> {
  const talk = readTalk((await channel.people.memory.read(`chat:${chat}`))?.value)
  return talk?.chosen ? talk.language : readLanguage(readObject(recipient.replyTo)?.['language'])
}

function describe(feedback: Feedback, recipient: Recipient, channel: TelegramChannel, language: Language): string {
  const { reference, title } = recipient
  const say = (key: string, values: Values = {}) => tell(channel, language, key, values)
  if (feedback.kind === 'receipt') return say('receipt', { reference, title: shorten(title) })
  const lines = [say('news.head', { reference, title: shorten(title) })]
  // A change of status has news of its own.
  if (feedback.kind !== 'answer') lines.push(say(`status.${feedback.status}`))
  const details: string[] = []
  if (feedback.institution) details.push(say('news.institution', { institution: feedback.institution }))
  if (feedback.trackingId) details.push(say('news.tracking', { tracking: feedback.trackingId }))
  if (details.length > 0) lines.push(details.join('\n'))
  if (feedback.answer) {
    const { text, from, attachments } = feedback.answer
    lines.push(`${say('news.answer', { from: from ?? feedback.institution ?? channel.region.name })}\n${text}`)
    if (attachments.length > 0) lines.push([say('news.files'), ...attachments.map(({ name, url }) => `${name}: ${url}`)].join('\n'))
  }
  return [...lines, say('news.foot')].join('\n\n')
}

const shorten = (title: string): string => (title.length > 150 ? `${title.slice(0, 149).toWellFormed().trimEnd()}…` : title)

/** Of several pieces it is remembered how far we came, so that a person does not read the first ones again when a later one failed. */
async function sendPieces(
  channel: TelegramChannel,
  chat: number,
  feedbackId: string,
  pieces: readonly string[],
): Promise<string | undefined> {
  const api = new BotApi(channel)
  const { memory } = channel.people
  const key = `feedback:${feedbackId}`
  let remembered = pieces.length > 1 ? await memory.read(key) : null
  let reference: string | undefined
  for (const [index, piece] of pieces.entries()) {
    if (index < (readInteger(remembered?.value) ?? 0)) continue
    reference = await sendMessage(channel, api, chat, piece)
    const expiresAt = new Date(channel.now().getTime() + REMEMBER_MS)
    if (index < pieces.length - 1)
      remembered = (await memory.write(key, index + 1, { version: remembered?.version ?? 0, expiresAt })) ?? remembered
    else if (remembered) await memory.forget(key, remembered.version)
  }
  return reference
}
