import type { Language } from '../../contract/access.ts'
import type { TwoTexts } from '../../contract/error-words.ts'
import { type Html, html } from '../html.ts'
import { say, type Text } from '../texts.ts'

/** What a code means in the viewer's language; beneath it the gateway's own line, which is English and holds what another server said as it was. */
export function explained(language: Language, title: TwoTexts, line: string): Html {
  return html`<strong>${say(language, title)}</strong>${line !== '' && html`<br>${detailLine(language, line)}`}`
}

/** The gateway's own line, marked as English for readers and screen readers of the other language. */
export function detailLine(language: Language, line: string): Html {
  return html`<span class="hint">${say(language, TEXTS.detail)}: <span lang="en">${line}</span></span>`
}

/** What another server said, in whatever language it says it. */
export function theirWords(text: string): Html {
  return html`<q lang="">${text}</q>`
}

const TEXTS = {
  detail: { id: 'Rincian (Inggris)', en: 'Detail' },
} as const satisfies Record<string, Text>
