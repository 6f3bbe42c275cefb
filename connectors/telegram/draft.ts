import type { Button, Draft, Effect, Step } from './talk.ts'
import type { Event, Heard } from './update.ts'

/** What a draft is given: a message that says something of the report. */
export type Saying = Extract<Event, { readonly kind: 'text' | 'file' | 'place' | 'contact' }>

/** LAPOR! takes so many photos. */
const MAX_FILES = 10
/** Bytes as JSON: what is remembered of one chat must stay below 256 KiB. */
const MAX_TEXT_BYTES = 60_000
const MAX_PARTS = 200
const MAX_ADDRESS = 400
const USUAL_ADDRESS = 80
const ALMOST_FULL = 3500
const PASTED_MS = 2000

/** How long an album that came without words waits for a part that has them. */
const ALBUM_MS = 2000

export function beginDraft(heard: Heard, event: Saying, now: Date): Draft {
  return {
    first: event.message,
    sentAt: event.at,
    touchedAt: now.getTime(),
    step: 'text',
    askAt: null,
    parts: [],
    files: [],
    leftOut: 0,
    place: null,
    done: { place: false, photos: false },
    hideName: null,
    secret: null,
    person: heard.person,
    phone: null,
    groups: [],
  }
}

/** What became of what was said: a note for the person, where there is something to say. */
export interface Taken {
  readonly draft: Draft
  readonly note: string | null
}

/** Puts what is said into the draft, whatever was asked. The same message twice changes nothing. */
export function takeSaying(draft: Draft, event: Saying): Taken {
  if (event.kind === 'text') {
    const taken = takeText(draft, event.message, event.text, event.forwarded, event.at)
    if (event.without === undefined || taken.draft === draft) return taken
    return { draft: { ...taken.draft, leftOut: draft.leftOut + 1 }, note: 'unusable.file' }
  }
  if (event.kind === 'place') return { draft: takePlace(draft, event), note: null }
  if (event.kind === 'contact') {
    return event.phone === null ? { draft, note: 'contact.other' } : { draft: { ...draft, phone: event.phone }, note: 'contact.own' }
  }
  const captioned =
    event.caption === null ? { draft, note: null } : takeText(draft, event.message, event.caption, event.forwarded, event.at)
  const withFile = takeFile(captioned.draft, event)
  return { draft: withFile.draft, note: captioned.note ?? withFile.note }
}

function takeText(draft: Draft, message: number, text: string, forwarded: boolean, at: string | null): Taken {
  if (draft.parts.some((part) => part.message === message)) return { draft, note: null }
  const bytes = draft.parts.reduce((sum, part) => sum + sizeOf(part.text), sizeOf(text))
  if (bytes > MAX_TEXT_BYTES || draft.parts.length >= MAX_PARTS) return { draft, note: 'text.full' }
  return { draft: { ...draft, parts: [...draft.parts, { message, text, forwarded, at }] }, note: null }
}

const sizeOf = (text: string): number => Buffer.byteLength(JSON.stringify(text))

function takePlace(draft: Draft, event: Saying & { kind: 'place' }): Draft {
  const address = event.address ?? draft.place?.address
  const place = { message: event.message, lat: event.lat, lng: event.lng, ...(address === undefined ? {} : { address }) }
  return { ...draft, place, done: { ...draft.done, place: true } }
}

function takeFile(draft: Draft, { file, group }: Saying & { kind: 'file' }): Taken {
  const groups = group === null || draft.groups.includes(group) ? draft.groups : [...draft.groups, group].slice(-20)
  if (draft.files.some((each) => each.unique === file.unique || each.message === file.message))
    return { draft: { ...draft, groups }, note: null }
  if (file.tooLarge) return { draft: { ...draft, groups, leftOut: draft.leftOut + 1 }, note: 'file.large' }
  if (draft.files.length >= MAX_FILES) return { draft: { ...draft, groups, leftOut: draft.leftOut + 1 }, note: 'file.many' }
  const { tooLarge: _, spoken, ...kept } = file
  return { draft: { ...draft, groups, files: [...draft.files, kept] }, note: spoken ? 'file.spoken' : null }
}

/** The answer to the question about the place. A long one is more of the report. */
export function takeAddress(draft: Draft, event: Saying & { kind: 'text' }): Taken | null {
  if (event.text.length > MAX_ADDRESS) return null
  const place = { ...draft.place, message: event.message, address: event.text.trim() }
  const placed = { ...draft, place, done: { ...draft.done, place: true } }
  // Some greet first, and say here what they have to say: that is kept as words too.
  return event.text.length <= USUAL_ADDRESS ? { draft: placed, note: null } : takeSaying(placed, event)
}

/** Apps cut a text at 4096 signs, and send all pieces at once: whether this is a further piece. */
export function isFurtherPiece(draft: Draft, event: Saying & { kind: 'text' }): boolean {
  const sent = (at: string | null | undefined) => (at ? Date.parse(at) : Number.NaN)
  return draft.parts.some(({ text, at }) => text.length >= ALMOST_FULL && Math.abs(sent(event.at) - sent(at)) <= PASTED_MS)
}

/** The person's own words, or somebody's that they passed on. */
export const hasText = (draft: Draft): boolean => draft.parts.length > 0
const hasOwnText = (draft: Draft): boolean => draft.parts.some(({ forwarded }) => !forwarded)

/** What is still to be asked; null: nothing. */
export function nextStep(draft: Draft): Step | null {
  if (!hasOwnText(draft)) return 'text'
  if (!draft.done.place) return 'place'
  if (!draft.done.photos && draft.files.length === 0) return 'photos'
  if (draft.hideName === null) return 'name'
  return draft.secret === null ? 'secret' : null
}

/** An album without words so far: whether a part with words is still to come is known in a moment. */
export function waitForAlbum(draft: Draft, event: Saying, now: Date): Draft | null {
  if (event.kind !== 'file' || event.group === null || hasText(draft)) return null
  return { ...draft, askAt: draft.askAt ?? now.getTime() + ALBUM_MS }
}

export function askStep(draft: Draft, step: Step, key: string = questionOf(draft, step)): Effect {
  return { do: 'say', key, buttons: buttonsOf(draft, step) }
}

function questionOf(draft: Draft, step: Step): string {
  if (step === 'text' && hasText(draft)) return 'ask.forwarded'
  return `ask.${step}`
}

function buttonsOf(draft: Draft, step: Step): readonly (readonly Button[])[] {
  const button = (label: string, action: string): Button => ({ label: `button.${label}`, data: `${step}.${action}:${draft.first}` })
  const send = button('send', 'send')
  if (step === 'text') return hasText(draft) ? [[send], [button('cancel', 'cancel')]] : [[button('cancel', 'cancel')]]
  if (step === 'place') return [[button('skip', 'skip'), send]]
  if (step === 'photos') return [[button(draft.files.length > 0 ? 'next' : 'skip', 'skip'), send]]
  return [[button(`${step}Yes`, 'yes'), button(`${step}No`, 'no')], [send]]
}

/** The draft with an answer to a yes-or-no question, or with a question passed over. */
export function answerStep(draft: Draft, step: Step, answer: 'yes' | 'no' | 'skip'): Draft {
  if (step === 'place') return { ...draft, done: { ...draft.done, place: true } }
  if (step === 'photos') return { ...draft, done: { ...draft.done, photos: true } }
  if (step === 'name') return { ...draft, hideName: answer === 'yes' }
  if (step === 'secret') return { ...draft, secret: answer === 'yes' }
  return draft
}
