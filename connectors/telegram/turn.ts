import { askStep, hasText } from './draft.ts'
import { type Draft, type Effect, type Talk, ticketOf } from './talk.ts'

/** What a message makes of a talk, and what is to be done. */
export interface Turn {
  readonly talk: Talk
  readonly effects: readonly Effect[]
}

export const say = (key: string, values?: Readonly<Record<string, string | number>>): Effect =>
  values ? { do: 'say', key, values } : { do: 'say', key }

/** Says something, and asks again what was asked. */
export function again(talk: Talk, effects: readonly Effect[]): Turn {
  return { talk, effects: talk.draft && talk.draft.askAt === null ? [...effects, askStep(talk.draft, talk.draft.step)] : effects }
}

/** What was not answered is as if it were passed over. */
export function sendNow(talk: Talk, draft: Draft): Turn {
  if (hasText(draft)) return fileDraft(talk, draft, [])
  const asked: Draft = { ...draft, step: 'text', askAt: null }
  return { talk: { ...talk, draft: asked }, effects: [askStep(asked, 'text')] }
}

/** The draft leaves the talk; the report of it is an effect, which is kept until it is done. */
export function fileDraft(talk: Talk, draft: Draft, before: readonly Effect[]): Turn {
  const messages = [...draft.parts, ...draft.files, ...(draft.place ? [draft.place] : [])].map(({ message }) => message)
  const filed = { ticket: ticketOf(talk, draft.first), messages: [...new Set(messages)].slice(-300), groups: draft.groups }
  return { talk: { ...talk, draft: null, filed: [...talk.filed, filed].slice(-3) }, effects: [...before, { do: 'file', draft }] }
}

export function cancel(talk: Talk): Turn {
  return { talk: { ...talk, draft: null }, effects: [say(talk.draft ? 'cancelled' : 'nothing')] }
}
