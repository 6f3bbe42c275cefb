import type { Language } from '../../contract/access.ts'
import type { TwoTexts } from '../../contract/error-words.ts'
import type { FieldError } from '../../contract/errors.ts'
import { describeFaults } from '../../contract/field-fault.ts'
import type { Reason } from '../../ledger/ledger.ts'
import { type Html, html } from '../html.ts'
import { say, type Text } from '../texts.ts'

/** What a code means in the viewer's language; beneath it the gateway's own line, which is English and holds what another server said as it was. */
export function explained(language: Language, title: TwoTexts, line: string): Html {
  return html`<strong>${say(language, title)}</strong>${line !== '' && html`<br>${detailLine(language, line)}`}`
}

/** The same of a reason, with its faults at fields. */
export function explainedReason(language: Language, title: TwoTexts, reason: Pick<Reason, 'message' | 'errors'>): Html {
  return html`<strong>${say(language, title)}</strong>${reason.message !== '' && html`<br>${reasonLine(language, reason)}`}`
}

/** The gateway's own line, marked as English for readers and screen readers of the other language. */
export function detailLine(language: Language, line: string): Html {
  return html`<span class="hint">${say(language, TEXTS.detail)}: <span lang="en">${line}</span></span>`
}

/** What is wrong at a field; one without words of its own (kept before they were, or found by a connector) is English for everybody. */
export function faultLine(language: Language, { message, words }: Pick<FieldError, 'message' | 'words'>): Html {
  if (language === 'en') return html`${message}`
  return words ? html`${words.id}<br>${detailLine(language, message)}` : html`<span lang="en">${message}</span>`
}

/** Why it waits: its faults in the viewer's language, where they are told in both; and the gateway's own line. */
export function reasonLine(language: Language, { message, errors = [] }: Pick<Reason, 'message' | 'errors'>): Html {
  if (language === 'en' || errors[0]?.words === undefined) return detailLine(language, message)
  return html`${describeFaults(errors).id}<br>${detailLine(language, message)}`
}

/** What another server said, in whatever language it says it. */
export function theirWords(text: string): Html {
  return html`<q lang="">${text}</q>`
}

const TEXTS = {
  detail: { id: 'Rincian (Inggris)', en: 'Detail' },
} as const satisfies Record<string, Text>
