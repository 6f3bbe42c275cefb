import type { Language } from '../../contract/access.ts'
import type { Delivery } from '../../contract/complaint.ts'
import { type Html, html } from '../html.ts'
import { say, type Text } from '../texts.ts'

/** Each has a shape and a colour of its own: disc, triangle, cross, bar, two bars, arrow, diamond, square. */
export type Mark = 'good' | 'warn' | 'bad' | 'quiet' | 'paused' | 'wait' | 'unsure' | 'plain'

/** A state, told by a word, a shape and a colour. */
export function badge(mark: Mark, word: string): Html {
  return html`<span class="badge ${mark}">${word}</span>`
}

export function deliveryBadge(language: Language, delivery: Delivery): Html {
  const { mark, text } = DELIVERIES[delivery]
  return badge(mark, say(language, text))
}

/** How far a complaint is on its way to LAPOR!, as all pages call it. */
export const DELIVERIES = {
  accepted: { mark: 'wait', text: { id: 'Dalam perjalanan', en: 'In flight' } },
  delivered: { mark: 'good', text: { id: 'Tersampaikan', en: 'Delivered' } },
  parked: { mark: 'warn', text: { id: 'Ditahan', en: 'Parked' } },
  unknown: { mark: 'unsure', text: { id: 'Belum pasti', en: 'Unknown' } },
} as const satisfies Record<Delivery, { mark: Mark; text: Text }>
