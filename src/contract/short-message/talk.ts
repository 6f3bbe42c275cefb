import type { Language } from '../texts.ts'
import type { Sender } from './talk-sender.ts'
import { readMessage } from './talk-words.ts'

/** One short message, put together from its parts, in whatever way it came. */
export interface ShortMessage {
  readonly sender: Sender
  /** The number that it was sent to, as the protocol gives it. */
  readonly to: string
  readonly text: string
  /** The protocol's id, or what stands for it: the ticket, and the deduplicator. */
  readonly messageId: string
  /** When it was sent, as far as the protocol tells. */
  readonly at: Date
  /** Parts of it never came. */
  readonly incomplete?: boolean
  /** Pictures that came with it. */
  readonly files?: number
}

/** What is remembered of one sender. Absent: nothing yet. */
export interface TalkMemory {
  /** Wants no messages. */
  readonly stopped?: boolean
  /** The day (in the region's zone) on which help was sent, and the message that it answered: that one is answered again when it is delivered again. */
  readonly helped?: { readonly day: string; readonly messageId: string }
  readonly language?: Language
}

export interface TalkRules {
  readonly language: Language
  readonly timezone: string
}

/** What is to be done, in this order. `remember` is written first when it is not null. */
export interface Turn {
  readonly remember: TalkMemory | null
  readonly language: Language
  readonly effect: TalkEffect
}

export type TalkEffect =
  /** A complaint, in these words. The receipt comes through reply. */
  | { readonly effect: 'report'; readonly words: string }
  /** More words for a case of the sender's own. `elseReport`: if there is no such case, the whole text is a complaint after all, in these words. */
  | { readonly effect: 'add'; readonly reference: string; readonly words: string; readonly elseReport: string | null }
  /** Tell about one case of the sender's own. */
  | { readonly effect: 'status'; readonly reference: string; readonly elseReport: string | null }
  /** Tell about the last cases. */
  | { readonly effect: 'list' }
  | { readonly effect: 'say'; readonly key: TalkText }
  /** Nobody who can be answered wrote. `asked`: staff should look. */
  | { readonly effect: 'service'; readonly asked: boolean; readonly words: string }
  | { readonly effect: 'nothing'; readonly why: string }

/** Texts without values of a case: messages.*.yaml. */
export type TalkText = 'help' | 'how_to_report' | 'how_to_add' | 'stopped' | 'started'

/** What one message means: pure, so that it can be decided again. */
export function talk(message: ShortMessage, remembered: TalkMemory | null, rules: TalkRules): Turn {
  const memory = remembered ?? {}
  const meant = readMessage(message.text, message.files ?? 0)
  const language = meant.language ?? memory.language ?? rules.language
  const turn = (effect: TalkEffect, change: Partial<TalkMemory> = {}): Turn => {
    const next = { ...memory, ...change, ...(meant.language === undefined ? {} : { language: meant.language }) }
    return { remember: same(next, memory) ? null : next, language, effect }
  }
  if (message.sender.kind !== 'phone') {
    return serviceTurn(message, meant.kind === 'report' && (meant.keyword || message.sender.kind === 'other'), language)
  }

  const helpOnce = (key: TalkText): Turn => {
    if (memory.stopped === true) return turn({ effect: 'nothing', why: 'the sender wants no messages' })
    const day = dayIn(rules.timezone, message.at)
    if (memory.helped?.day === day && memory.helped.messageId !== message.messageId) {
      return turn({ effect: 'nothing', why: 'help was sent today' })
    }
    return turn({ effect: 'say', key }, { helped: { day, messageId: message.messageId } })
  }

  switch (meant.kind) {
    case 'thanks':
      return turn({ effect: 'nothing', why: 'the person says thank you' })
    case 'empty':
      return turn({ effect: 'nothing', why: 'there is no text' })
    case 'report':
      return turn({ effect: 'report', words: meant.words }, { stopped: false })
    case 'add':
      return turn({ effect: 'add', reference: meant.reference, words: meant.words, elseReport: meant.elseReport })
    case 'status':
      return turn({ effect: 'status', reference: meant.reference, elseReport: meant.elseReport })
    case 'list':
      return turn({ effect: 'list' })
    case 'stop':
      return memory.stopped === true
        ? turn({ effect: 'nothing', why: 'the sender wants no messages' })
        : turn({ effect: 'say', key: 'stopped' }, { stopped: true })
    case 'start':
      return turn({ effect: 'say', key: 'started' }, { stopped: false })
    case 'help':
      return turn({ effect: 'say', key: 'help' })
    case 'report_what':
      return helpOnce('how_to_report')
    case 'add_what':
      return helpOnce('how_to_add')
    case 'unknown':
      return helpOnce('help')
  }
}

/**
 * Operators and banks write in masses (balances, offers, codes) and a short code cannot be answered: what they send is counted and left. When it begins with LAPOR a person
 * stands behind it (another service hands a report on, or an aggregator hides the number): it is parked, and staff decide. So is any complaint from a landline or from what
 * is no number at all, since those do not send offers.
 */
function serviceTurn(message: ShortMessage, asked: boolean, language: Language): Turn {
  return { remember: null, language, effect: { effect: 'service', asked, words: message.text.trim() } }
}

/** Compares as it would be stored: `stopped: false` is the same as none. */
function same(one: TalkMemory, other: TalkMemory): boolean {
  return (
    (one.stopped ?? false) === (other.stopped ?? false) &&
    one.language === other.language &&
    one.helped?.day === other.helped?.day &&
    one.helped?.messageId === other.helped?.messageId
  )
}

/** 2026-11-21, as the calendar says in this zone. */
export function dayIn(timezone: string, at: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)
}
