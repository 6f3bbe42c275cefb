import type { FastifyRequest } from 'fastify'
import { type Html, html, type Part } from '../html.ts'
import { form, languageOf } from '../layout.ts'
import { say, type Text } from '../texts.ts'

export interface Question {
  /** One of its kind on the page: a-z and hyphens. */
  readonly id: string
  /** On the button that opens it, and above the question. */
  readonly title: string
  /** What will happen, and what will not. */
  readonly says: Part
  readonly action: string
  /** More fields, above the reason. */
  readonly fields?: Part
  /** Takes away or cannot be undone. */
  readonly danger?: true
  /** Left out, a reason is asked for; it comes as the field `reason`. */
  readonly withoutReason?: true
}

/** A button that opens a question over the page; answering it sends the form. Works without script, with Escape to leave. */
export function ask(request: FastifyRequest, question: Question): Html {
  const language = languageOf(request)
  const { id, title, says, action, fields, danger, withoutReason } = question
  const body = html`<h2 id="${id}-title">${title}</h2><div class="hint">${says}</div>${fields}${!withoutReason && reasonField(language, id)}
<div class="row"><button type="button" popovertarget="${id}" popovertargetaction="hide">${say(language, TEXTS.leave)}</button><button class="${danger ? 'danger' : 'main'}">${title}</button></div>`
  return html`<button type="button" class="${danger ? 'danger' : ''}" popovertarget="${id}">${title} …</button>
<div class="ask" id="${id}" popover role="dialog" aria-labelledby="${id}-title">${form(request, action, body, { class: 'stack' })}</div>`
}

/** Why somebody decides: it goes into the audit. */
export function reasonField(language: 'id' | 'en', id: string): Html {
  return html`<div><label for="${id}-reason">${say(language, TEXTS.reason)}</label><textarea id="${id}-reason" name="reason" required maxlength="500" aria-describedby="${id}-hint"></textarea>
<p class="hint" id="${id}-hint">${say(language, TEXTS.hint)}</p></div>`
}

const TEXTS = {
  leave: { id: 'Batal', en: 'Cancel' },
  reason: { id: 'Alasan', en: 'Reason' },
  hint: {
    id: 'Dicatat dalam audit. Jangan menulis nama atau nomor warga.',
    en: 'Kept in the audit. Do not write the name or number of a citizen.',
  },
} as const satisfies Record<string, Text>
