import type { Language } from '../../src/contract/texts.ts'

/** What is remembered of one private chat: the draft of a report, and what is on its way. JSON. */
export interface Talk {
  readonly v: 1
  readonly chat: number
  /** Names the chat in tickets, which stand in the open: it says nothing of the person, as the id of a chat does. */
  readonly key: string
  readonly language: Language
  /** The person chose the language; it does not follow the one of their app. */
  readonly chosen: boolean
  readonly draft: Draft | null
  /** The last reports that were given for filing: for what comes late or is mended. */
  readonly filed: readonly FiledDraft[]
  /** Updates that are done with, newest last. */
  readonly seen: readonly string[]
  /** Albums that were answered. */
  readonly albums: readonly string[]
  /** What an update made us do, until it is done. */
  readonly outbox: readonly Errand[]
}

/** What one update made us do. */
export interface Errand {
  readonly id: string
  /** Since when, in milliseconds. */
  readonly at: number
  readonly effects: readonly Effect[]
}

export type Step = 'text' | 'place' | 'photos' | 'name' | 'secret'

export interface Draft {
  /** The message that began it: half of the ticket. */
  readonly first: number
  /** When that was sent; RFC 3339. */
  readonly sentAt: string | null
  /** When the person last said something, in milliseconds. */
  readonly touchedAt: number
  /** What was last asked. */
  readonly step: Step
  /** An album began it, whose words may be with a later part: ask only then (milliseconds). */
  readonly askAt: number | null
  readonly parts: readonly Part[]
  readonly files: readonly FileRef[]
  /** How many files were left out, because they are too large or too many. */
  readonly leftOut: number
  readonly place: Place | null
  readonly done: { readonly place: boolean; readonly photos: boolean }
  readonly hideName: boolean | null
  readonly secret: boolean | null
  readonly person: Person
  readonly phone: string | null
  readonly groups: readonly string[]
}

export interface Part {
  readonly message: number
  readonly text: string
  readonly forwarded: boolean
  /** When it was sent; RFC 3339. */
  readonly at?: string | null
}

export interface FileRef {
  readonly message: number
  readonly id: string
  readonly unique: string
  readonly name: string
  readonly mediaType: string
}

export interface Place {
  readonly message: number
  readonly lat?: number
  readonly lng?: number
  readonly address?: string
}

export interface Person {
  readonly name: string | null
  readonly handle: string | null
}

export interface FiledDraft {
  readonly ticket: string
  readonly messages: readonly number[]
  readonly groups: readonly string[]
}

export interface Button {
  /** Key of its label. */
  readonly label: string
  readonly data: string
}

/** What to do. Every one may be done again. */
export type Effect =
  | {
      readonly do: 'say'
      readonly key: string
      readonly values?: Readonly<Record<string, string | number>>
      readonly buttons?: readonly (readonly Button[])[]
    }
  | { readonly do: 'answerButton'; readonly query: string; readonly key?: string }
  | { readonly do: 'file'; readonly draft: Draft }
  | {
      readonly do: 'add'
      /** The case, or the ticket of a draft that was given for filing. */
      readonly to: { readonly caseId: string; readonly reference: string } | { readonly ticket: string }
      readonly messageId: string
      readonly text: string
      readonly files: readonly FileRef[]
      /** Without an answer, for the later parts of an album. */
      readonly quiet: boolean
    }
  | { readonly do: 'showCases'; readonly reference: string | null }

export const DAY_MS = 24 * 3_600_000
const RETRY_MS = 60_000
const KEEP_MS = 7 * DAY_MS
const KEEP_CHOICE_MS = 400 * DAY_MS

export function newTalk(chat: number, key: string): Talk {
  return { v: 1, chat, key, language: 'id', chosen: false, draft: null, filed: [], seen: [], albums: [], outbox: [] }
}

/** What was remembered, or null when it is of no shape that we know. */
export function readTalk(value: unknown): Talk | null {
  if (typeof value !== 'object' || value === null || !('v' in value) || value.v !== 1) return null
  return value as Talk
}

/** When to look at it again, or when to forget it. */
export function timesOf(talk: Talk, now: Date): { wakeAt: Date } | { expiresAt: Date } {
  const due = [
    ...(talk.outbox.length > 0 ? [now.getTime() + RETRY_MS] : []),
    ...(talk.draft ? [talk.draft.askAt ?? talk.draft.touchedAt + DAY_MS] : []),
  ]
  if (due.length > 0) return { wakeAt: new Date(Math.min(...due)) }
  return { expiresAt: new Date(now.getTime() + (talk.chosen ? KEEP_CHOICE_MS : KEEP_MS)) }
}

export const ticketOf = ({ key }: Pick<Talk, 'key'>, message: number): string => `${key}-${message}`
