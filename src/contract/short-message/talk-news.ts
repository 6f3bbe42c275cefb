import type { Status } from '../complaint.ts'
import type { Channel, Feedback } from '../connector.ts'
import { GatewayError } from '../errors.ts'
import type { OwnCase } from '../people.ts'
import { compileTexts, type Language, type Texts } from '../texts.ts'
import { endOfQuiet, type QuietHours } from './quiet-hours.ts'
import { countParts, shortenToParts } from './segments.ts'
import type { TalkText } from './talk.ts'
import { hasStopped } from './talk-person.ts'
import { readSender } from './talk-sender.ts'

/** The keys of messages.*.yaml. */
export type ShortText =
  | TalkText
  | 'receipt'
  | 'receipt_incomplete'
  | `status.${Status}`
  | `short_status.${Status}`
  | 'answer'
  | 'answer_from'
  | 'institution'
  | 'number'
  | 'shortened'
  | 'list'
  | 'list_line'
  | 'no_cases'
  | 'no_case'
  | 'not_taken'
  | 'added'
  | 'limit'
  | 'missing_part'

export type ShortTexts = Texts<ShortText>

export function compileShortTexts(sources: Readonly<Record<Language, string>>): ShortTexts {
  return compileTexts<ShortText>(sources)
}

export interface NewsRules {
  readonly quiet?: QuietHours
  /** Whether receipts wait for the morning too. They answer a message that was sent just now. */
  readonly quietReceipts?: boolean
  /** An answer of an institution takes no more short messages than this; the rest is left out. */
  readonly answerParts?: number
}

export interface News {
  readonly sender: string
  readonly text: string
  /** What the connector gave as `replyTo`. */
  readonly replyTo: Readonly<Record<string, unknown>>
}

/**
 * What `reply` is to send, and to whom. Throws `recipient_gone` for who said STOP, was erased or cannot be answered, and `throttled` until the end of the quiet hours. Nothing is sent here.
 */
export async function prepareNews(
  feedback: Feedback,
  channel: Pick<Channel, 'id' | 'region' | 'people' | 'now'>,
  texts: ShortTexts,
  rules: NewsRules = {},
): Promise<News> {
  const { recipient } = feedback
  if (recipient === null) throw new GatewayError('recipient_gone', `${channel.id}: there is nobody to tell; the person was erased`)
  if (readSender(recipient.sender).kind !== 'phone')
    throw new GatewayError('recipient_gone', `${channel.id}: it came from a short code, a name or a landline, which are never answered`)
  if (await hasStopped(channel.people, recipient.sender))
    throw new GatewayError('recipient_gone', `${channel.id}: the person wrote STOP and wants no messages`)
  const now = channel.now()
  const waitMs = endOfQuiet(now, rules.quiet, channel.region.timezone).getTime() - now.getTime()
  if (waitMs > 0 && (feedback.kind !== 'receipt' || rules.quietReceipts === true))
    throw new GatewayError('throttled', `${channel.id}: quiet hours; nobody is written to before they end`, { retryAfterMs: waitMs })
  const replyTo = typeof recipient.replyTo === 'object' && recipient.replyTo !== null ? { ...recipient.replyTo } : {}
  return { sender: recipient.sender, text: tellNews(feedback, channel.region.name, texts, rules), replyTo }
}

/** The words of a feedback. */
export function tellNews(feedback: Feedback, region: string, texts: ShortTexts, { answerParts = 4 }: NewsRules = {}): string {
  const { recipient, kind, answer, status } = feedback
  const { language, incomplete } = readReplyTo(recipient?.replyTo)
  const values = { region, reference: recipient?.reference ?? feedback.origin.ticket }
  if (kind === 'receipt') return texts.say(language, incomplete ? 'receipt_incomplete' : 'receipt', values)
  if (kind === 'status' || answer === null) {
    const more = { institution: feedback.institution, number: feedback.trackingId }
    return withMore(texts.say(language, `status.${status}`, values), more, language, texts)
  }
  const text = oneLine(answer.text)
  const told =
    answer.from === null
      ? texts.say(language, 'answer', { ...values, text })
      : texts.say(language, 'answer_from', { ...values, text, from: oneLine(answer.from) })
  return shortenToParts(told, answerParts, texts.say(language, 'shortened', {}))
}

/** STATUS and a ticket number. */
export function tellCase(
  own: OwnCase,
  language: Language,
  { channel, texts }: { channel: Pick<Channel, 'region'>; texts: ShortTexts },
): string {
  const values = { region: channel.region.name, reference: own.reference }
  return withMore(
    texts.say(language, `status.${own.status}`, values),
    { institution: own.institution, number: own.trackingId },
    language,
    texts,
  )
}

/** STATUS alone. */
export function tellList(
  cases: readonly OwnCase[],
  language: Language,
  { channel, texts }: { channel: Pick<Channel, 'region'>; texts: ShortTexts },
): string {
  const region = channel.region.name
  if (cases.length === 0) return texts.say(language, 'no_cases', { region })
  const lines = cases.map(({ reference, status }) =>
    texts.say(language, 'list_line', { reference, status: texts.say(language, `short_status.${status}`) }),
  )
  return [texts.say(language, 'list', { region }), ...lines].join('\n')
}

/** A sentence stays one short message: the institution and LAPOR!'s number are told when there is room for them. */
function withMore(
  sentence: string,
  more: Partial<Record<'institution' | 'number', string | null>>,
  language: Language,
  texts: ShortTexts,
): string {
  let told = sentence
  for (const key of ['institution', 'number'] as const) {
    const value = more[key]
    if (!value) continue
    const longer = `${told} ${texts.say(language, key, { [key]: oneLine(value) })}`
    if (countParts(longer) === countParts(told)) told = longer
  }
  return told
}

function readReplyTo(replyTo: unknown): { language: Language; incomplete: boolean } {
  const { language, incomplete } = (typeof replyTo === 'object' && replyTo !== null ? replyTo : {}) as Record<string, unknown>
  return { language: language === 'en' ? 'en' : 'id', incomplete: incomplete === true }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
