import { readFileSync } from 'node:fs'
import type { Feedback } from '../../src/contract/connector.ts'
import { compileTexts, type Language } from '../../src/contract/texts.ts'
import type { EmailChannel } from './config.ts'

const source = (language: Language) => readFileSync(new URL(`./messages.${language}.yaml`, import.meta.url), 'utf8')
const texts = compileTexts({ id: source('id'), en: source('en') })

/** What a person reads of a feedback: the same words for each try. */
export function writeFeedback(feedback: Feedback, language: Language, channel: EmailChannel): string {
  const { kind, status, answer, institution, trackingId, recipient } = feedback
  const reference = recipient?.reference ?? ''
  const title = recipient?.title ?? ''
  const values = { region: channel.region.name, app: channel.app, reference, title }
  const say = (key: string, more: Readonly<Record<string, string>> = {}) => texts.say(language, key, { ...values, ...more })
  if (kind === 'receipt') return frame(language, channel, [say('receipt'), say('more')])
  const facts = [
    ...(title === '' ? [] : [say('title')]),
    ...(institution ? [say('institution', { institution })] : []),
    ...(trackingId ? [say('tracking', { tracking: trackingId })] : []),
  ].join('\n')
  const news = kind === 'answer' ? say('answer') : say(`status.${status}`)
  const said =
    answer === null ? [] : [[answer.from ? say('answerBy', { institution: answer.from }) : say('answerPlain'), answer.text].join('\n\n')]
  const files = answer?.attachments.length
    ? [[say('attachments'), ...answer.attachments.map(({ name, url }) => `${name}: ${url}`)].join('\n')]
    : []
  return frame(language, channel, [news, ...said, ...files, facts, say('more')])
}

/** Texts that are no news of a case: too many mails, too large a mail, files that are not taken, files that were added to an earlier mail with the same words. */
export type Notice = 'limit' | 'tooLarge' | 'notTaken' | 'sameAdded'

export function writeNotice(key: Notice, language: Language, values: Readonly<Record<string, string>>, channel: EmailChannel): string {
  return frame(language, channel, [texts.say(language, key, { region: channel.region.name, app: channel.app, ...values })])
}

function frame(language: Language, channel: EmailChannel, paragraphs: readonly string[]): string {
  const values = { region: channel.region.name, app: channel.app }
  const all = [texts.say(language, 'greeting'), ...paragraphs, texts.say(language, 'closing', values)]
  return `${all.filter((each) => each !== '').join('\n\n')}\n`
}

/** A time as people of the region write it. */
export function writeTime(at: Date, language: Language, timezone: string): string {
  const text = new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: timezone,
  }).format(at)
  return `${text} ${{ 'Asia/Jakarta': 'WIB', 'Asia/Makassar': 'WITA', 'Asia/Jayapura': 'WIT' }[timezone] ?? timezone}`
}
