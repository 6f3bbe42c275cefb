import { createHash } from 'node:crypto'
import type { ArrivalFile } from '../../src/contract/connector.ts'
import type { Language } from '../../src/contract/texts.ts'
import { languageOf } from './language.ts'
import type { Mail } from './mail.ts'
import { readOwnWords } from './own-words.ts'
import { isForwardDivider } from './quote-marks.ts'
import { titleOf } from './subject.ts'
import type { Trace, Verdict } from './trace.ts'

/** What mappings/email reads; described in README.md. */
export interface Payload {
  readonly messageId: string | null
  readonly from: { readonly name: string; readonly address: string }
  readonly receivedAt: string
  readonly subject: string
  /** The subject without Re:, Fwd: and the like; else the first words. */
  readonly title: string
  /** The citizen's own words; where there are none, the forwarded text or the subject. */
  readonly words: string
  /** All that was readable, with what is quoted. */
  readonly text: string
  readonly language: Language
  readonly authentication: { readonly spf: Verdict; readonly dkim: Verdict; readonly dmarc: Verdict; readonly by: string }
  readonly tags: readonly string[]
  readonly files: readonly { readonly name: string; readonly mediaType: string; readonly inline: boolean }[]
}

/** Pure: the same mail and trace give the same payload, now and for a replay. */
export function describeMail(mail: Mail, trace: Trace): Payload {
  const words = sayingsOf(mail)
  const { spf, dkim, dmarc, by } = trace
  return {
    messageId: mail.messageId,
    from: { name: mail.from?.name ?? '', address: mail.from?.address ?? '' },
    receivedAt: plausibleDate(mail.date, trace.receivedAt),
    subject: mail.subject,
    title: titleOf(mail.subject, words),
    words: words || titleOf(mail.subject, '') || (mail.files.length > 0 ? ONLY_FILES : mail.text.trim()),
    text: mail.text,
    language: languageOf(words || mail.text),
    authentication: { spf, dkim, dmarc, by },
    tags: tagsOf(mail, trace),
    files: mail.files.map(({ name, mediaType, inline }) => ({ name, mediaType, inline })),
  }
}

export function filesOf(mail: Mail): ArrivalFile[] {
  return mail.files.map(({ name, mediaType, bytes }) => ({ field: 'lampiran', name, mediaType, bytes }))
}

/** What tells two reports of one person apart: their words; of mails without any, their files. */
export function comparedWords(mail: Mail, { title, words }: Payload): string {
  if (mail.text.trim() !== '') return `${title}\n${words}`
  const files = mail.files.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'))
  return [title, words, ...files].join('\n')
}

/** What an answer in a thread adds: own words, or what is forwarded in it. What it merely quotes was said before. Who did not prove to be the sender is named as such, for the staff. */
export function furtherWords(mail: Mail, trace: Trace): string {
  const words = saidFurther(mail)
  // Through a forwarding server SPF fails, and DMARC may pass all the same.
  const failed = trace.dmarc === 'pass' ? [] : failedChecks(trace)
  return words === '' || failed.length === 0 ? words : `${words}\n\n[Catatan: pengirim surel ini tidak terbukti (${failed.join(', ')}).]`
}

function saidFurther(mail: Mail): string {
  const { words } = readOwnWords(mail.text)
  if (words !== '') return words
  if (mail.text.split('\n').some(isForwardDivider)) return mail.text.trim()
  return mail.files.length > 0 ? ONLY_FILES : ''
}

const ONLY_FILES = 'Surel tanpa teks; lihat lampiran.'

/** Own words; without any, what is passed on, but not a mere signature. */
function sayingsOf(mail: Mail): string {
  const { words, quoted } = readOwnWords(mail.text)
  return words || (quoted === '' ? '' : mail.text.trim())
}

/** What staff must see: who did not prove to be the sender, and what is only in the kept mail. */
const tagsOf = (mail: Mail, trace: Trace): string[] => [...failedChecks(trace), ...(mail.cut ? ['surel-dipotong'] : [])]

function failedChecks({ spf, dkim, dmarc }: Trace): string[] {
  return Object.entries({ spf, dkim, dmarc }).flatMap(([name, verdict]) =>
    verdict === 'fail' || verdict === 'softfail' || verdict === 'permerror' ? [`${name}=${verdict}`] : [],
  )
}

const DAY_MS = 86_400_000

/** A mail's own date, where it is near the time at which our server got it: some clocks are years off. */
function plausibleDate(date: string | null, receivedAt: string): string {
  if (date === null) return receivedAt
  const early = Date.parse(receivedAt) - Date.parse(date)
  return early > -DAY_MS / 24 && early < 14 * DAY_MS ? date : receivedAt
}
