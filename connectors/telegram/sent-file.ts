import { type Json, readInteger, readNumber, readObject, readText } from './json-parts.ts'
import type { FileRef } from './talk.ts'

/** The Bot API gives no file of more than this. https://core.telegram.org/bots/api#getfile */
export const MAX_FILE_BYTES = 20_000_000

export interface SentFile extends FileRef {
  readonly tooLarge: boolean
  /** It speaks instead of the person: words are asked for all the same. */
  readonly spoken: boolean
}

/** Documents that are taken, by media type. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/heic': 'heic',
  'video/mp4': 'mp4',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'application/pdf': 'pdf',
}

/** The file of a message: the largest size of a photo, a document, a film, a voice. Null: there is none. */
export function readFile(message: Json, number: number): SentFile | 'unusable' | null {
  if (Array.isArray(message['photo'])) return readPhoto(message['photo'], number)
  for (const [kind, usual] of KINDS) {
    const file = readObject(message[kind])
    if (!file) continue
    const mediaType = (readText(file['mime_type'])?.toLowerCase() ?? usual).trim().replace('image/jpg', 'image/jpeg')
    const extension = DOCUMENTS[mediaType]
    if (extension === undefined) return 'unusable'
    return refer(file, number, {
      mediaType,
      name: nameOf(readText(file['file_name']), `${kind}-${number}.${extension}`),
      spoken: SPOKEN.has(kind),
    })
  }
  return null
}

const KINDS = [
  ['document', ''],
  ['video', 'video/mp4'],
  ['video_note', 'video/mp4'],
  ['voice', 'audio/ogg'],
  ['audio', 'audio/mpeg'],
] as const
const SPOKEN: ReadonlySet<string> = new Set(['voice', 'video_note', 'audio'])

function readPhoto(sizes: readonly unknown[], number: number): SentFile | 'unusable' {
  let best: Json | null = null
  for (const size of sizes.slice(0, 20)) {
    const each = readObject(size)
    if (each && readText(each['file_id']) && areaOf(each) >= areaOf(best)) best = each
  }
  return best === null ? 'unusable' : refer(best, number, { mediaType: 'image/jpeg', name: `photo-${number}.jpg`, spoken: false })
}

const areaOf = (size: Json | null): number => (readNumber(size?.['width']) ?? 0) * (readNumber(size?.['height']) ?? 0)

function refer(file: Json, message: number, more: { mediaType: string; name: string; spoken: boolean }): SentFile | 'unusable' {
  const id = readText(file['file_id'])
  if (id === null || id.length > 1000) return 'unusable'
  const unique = readText(file['file_unique_id'])?.slice(0, 200) ?? id
  return { message, id, unique, ...more, tooLarge: (readInteger(file['file_size']) ?? 0) > MAX_FILE_BYTES }
}

function nameOf(given: string | null, otherwise: string): string {
  const name = (given ?? '')
    .replace(/[\p{Cc}/\\:*?"<>|]/gu, '_')
    .trim()
    .slice(-100)
  return name === '' || /^\.+$/.test(name) ? otherwise : name
}
