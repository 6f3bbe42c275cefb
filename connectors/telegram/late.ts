import type { Saying } from './draft.ts'
import { type Effect, type FileRef, type Talk, ticketOf } from './talk.ts'
import { say, type Turn } from './turn.ts'

/** The case that a message is a reply to. */
export interface About {
  readonly caseId: string
  readonly reference: string
}

/** A reply to a message about a case becomes an addition to that case. An album is answered once. */
export function addToCase(talk: Talk, event: Exclude<Saying, { kind: 'contact' }>, about: About): Turn {
  const group = event.kind === 'file' ? event.group : null
  const quiet = group !== null && talk.albums.includes(group)
  if (event.kind === 'file' && event.file.tooLarge && event.caption === null) return { talk, effects: [say('file.large')] }
  const effect: Effect = {
    do: 'add',
    to: about,
    messageId: ticketOf(talk, event.message),
    text: wordsOf(event),
    files: filesOf(event),
    quiet,
  }
  const albums = group === null || quiet ? talk.albums : [...talk.albums, group].slice(-20)
  const told = event.kind === 'file' && event.file.tooLarge ? [say('file.large')] : []
  const untaken = event.kind === 'text' && event.without !== undefined ? [say('unusable.file')] : []
  return { talk: { ...talk, albums }, effects: [effect, ...told, ...untaken] }
}

/** A part of an album whose report was given for filing before all of it had come. */
export function addLate(talk: Talk, event: Saying): Turn | null {
  if (event.kind !== 'file' || event.group === null) return null
  const { group } = event
  const filed = talk.filed.find(({ groups }) => groups.includes(group))
  if (!filed) return null
  if (filed.messages.includes(event.message) || event.file.tooLarge) return { talk, effects: [] }
  const messageId = ticketOf(talk, event.message)
  return {
    talk,
    effects: [{ do: 'add', to: { ticket: filed.ticket }, messageId, text: wordsOf(event), files: filesOf(event), quiet: true }],
  }
}

/** A message of a report that was filed already was mended: the new words are added. */
export function mendFiled(talk: Talk, message: number, editedAt: number, text: string): Turn | null {
  const filed = talk.filed.find(({ messages }) => messages.includes(message))
  if (!filed) return null
  const messageId = `${ticketOf(talk, message)}-${editedAt}`
  return {
    talk,
    effects: [{ do: 'add', to: { ticket: filed.ticket }, messageId, text: `Ralat dari pelapor: ${text}`, files: [], quiet: false }],
  }
}

/** What staff read is Indonesian. */
function wordsOf(event: Exclude<Saying, { kind: 'contact' }>): string {
  if (event.kind === 'text') return event.text
  if (event.kind === 'place') return `Lokasi: ${event.lat}, ${event.lng}${event.address === null ? '' : ` (${event.address})`}`
  return event.caption ?? 'Berkas dari pelapor.'
}

function filesOf(event: Saying): readonly FileRef[] {
  if (event.kind !== 'file' || event.file.tooLarge) return []
  const { tooLarge: _, spoken: __, ...file } = event.file
  return [file]
}
