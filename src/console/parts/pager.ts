import type { Language } from '../../contract/access.ts'
import { type Html, html } from '../html.ts'
import { say, type Text } from '../texts.ts'

/** The ways on from one page of a list. `next` null: it is the last; `first` null: it is the first. */
export function pager(language: Language, { first, next }: { first: string | null; next: string | null }): Html | null {
  if (first === null && next === null) return null
  return html`<nav class="pager" aria-label="${say(language, TEXTS.pages)}">
<span>${first !== null && html`<a class="button" href="${first}">${say(language, TEXTS.first)}</a>`}</span>
<span>${next !== null && html`<a class="button" rel="next" href="${next}">${say(language, TEXTS.next)}</a>`}</span></nav>`
}

/** An address of ours with these values; what is undefined, null or empty is left out. */
export function address(path: string, query: Readonly<Record<string, string | number | null | undefined>>): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') given.set(name, String(value))
  return given.size === 0 ? path : `${path}?${given}`
}

const TEXTS = {
  pages: { id: 'Halaman daftar', en: 'Pages of the list' },
  first: { id: 'Ke awal daftar', en: 'Back to the start' },
  next: { id: 'Berikutnya', en: 'Next' },
} as const satisfies Record<string, Text>
