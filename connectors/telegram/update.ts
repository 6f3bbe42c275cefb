import type { Language } from '../../src/contract/texts.ts'
import { reportedBy } from './commands.ts'
import { type Json, readInteger, readNumber, readObject, readText } from './json-parts.ts'
import { readFile, type SentFile } from './sent-file.ts'
import type { Person } from './talk.ts'

/** What one update of the Bot API says to us. What does not exist yet, or is broken, is `ignored`. https://core.telegram.org/bots/api#update */
export type Update =
  | ({ readonly kind: 'heard' } & Heard)
  /** Somebody spoke to the bot where others read along. */
  | { readonly kind: 'group'; readonly id: string; readonly chat: number }
  | { readonly kind: 'ignored'; readonly why: string }

export interface Heard {
  /** The update's own id; what comes twice is known by it. */
  readonly id: string
  /** The private chat, which is the person. */
  readonly chat: number
  readonly person: Person
  /** What the person's app speaks; null: it does not say. */
  readonly language: Language | null
  /** Under which the message is counted; an album is one. Null: it is not counted. */
  readonly countAs: string | null
  readonly event: Event
}

interface Sent {
  readonly message: number
  /** RFC 3339; null: it does not say. */
  readonly at: string | null
  readonly forwarded: boolean
  readonly replyTo: number | null
  /** The one ticket number that a message of a bot names, to which this is a reply. */
  readonly replyAbout?: string
}

export type Event =
  /** `without`: they stood under a file that we cannot take. */
  | ({ readonly kind: 'text'; readonly text: string; readonly without?: 'file' } & Sent)
  | ({ readonly kind: 'file'; readonly file: SentFile; readonly caption: string | null; readonly group: string | null } & Sent)
  | ({ readonly kind: 'place'; readonly lat: number; readonly lng: number; readonly address: string | null } & Sent)
  | ({ readonly kind: 'contact'; readonly phone: string | null } & Sent)
  | ({ readonly kind: 'unusable'; readonly what: Unusable } & Sent)
  | { readonly kind: 'command'; readonly name: string; readonly argument: string; readonly sent: Sent }
  | { readonly kind: 'button'; readonly query: string; readonly data: string }
  | {
      readonly kind: 'edited'
      readonly message: number
      readonly editedAt: number
      readonly text: string | null
      readonly place: { lat: number; lng: number } | null
    }
  | { readonly kind: 'wake' }

export type Unusable = 'sticker' | 'file' | 'other'

/** Kinds of content that a person sends on purpose and that we can do nothing with. What is not here (a pin, a title, what is new tomorrow) gets no answer. */
const UNUSABLE: Readonly<Record<string, Unusable>> = {
  sticker: 'sticker',
  dice: 'sticker',
  game: 'sticker',
  animation: 'sticker',
  poll: 'other',
  story: 'other',
  paid_media: 'other',
  checklist: 'other',
  invoice: 'other',
  giveaway: 'other',
}
const MAX_TEXT = 4096 * 4

export function readUpdate(value: unknown): Update {
  const update = readObject(value)
  const id = readInteger(update?.['update_id'])
  if (!update || id === null) return ignored('an update without update_id')
  const message = readObject(update['message'])
  if (message) return readMessage(message, String(id))
  const edited = readObject(update['edited_message'])
  if (edited) return readEdited(edited, String(id))
  const query = readObject(update['callback_query'])
  if (query) return readQuery(query, String(id))
  const membership = readObject(update['my_chat_member'])
  if (membership) return readMembership(membership, String(id))
  return ignored('an update of another kind')
}

const ignored = (why: string): Update => ({ kind: 'ignored', why })

function readMessage(message: Json, id: string): Update {
  const chat = readObject(message['chat'])
  const chatId = readInteger(chat?.['id'])
  const number = readInteger(message['message_id'])
  if (chatId === null || chatId === 0 || number === null) return ignored('a message without chat or number')
  const from = readObject(message['from'])
  if (from?.['is_bot'] === true) return ignored('a message of a bot')
  if (chat?.['type'] !== 'private') {
    const meant = chat?.['type'] === 'group' || chat?.['type'] === 'supergroup' ? isMeantForUs(message) : false
    return meant ? { kind: 'group', id, chat: chatId } : ignored('a message of a group or a channel')
  }
  const event = readEvent(message, number, chatId)
  if (event === null) return ignored('a message without content for us')
  const group = event.kind === 'file' ? event.group : null
  return {
    kind: 'heard',
    id,
    chat: chatId,
    ...readPerson(from ?? chat),
    countAs: group === null ? `${chatId}-${number}` : `album-${group}`,
    event,
  }
}

/** In a group the bot is given commands, replies to it, and whatever is said when its privacy mode is off. */
function isMeantForUs(message: Json): boolean {
  return (
    (readText(message['text'])?.startsWith('/') ?? false) ||
    readObject(readObject(message['reply_to_message'])?.['from'])?.['is_bot'] === true
  )
}

function readEvent(message: Json, number: number, chatId: number): Event | null {
  const sent: Sent = {
    message: number,
    at: readTime(message['date']),
    forwarded: message['forward_origin'] !== undefined || message['forward_date'] !== undefined,
    replyTo: readInteger(readObject(message['reply_to_message'])?.['message_id']),
    ...readAbout(readObject(message['reply_to_message'])),
  }
  const text = cut(readText(message['text']))
  if (text !== null) return readCommand(text, sent) ?? { kind: 'text', text: withLinks(text, message['entities']), ...sent }
  const place = readPlace(message)
  if (place) return { kind: 'place', ...place, ...sent }
  const contact = readObject(message['contact'])
  if (contact) return { kind: 'contact', phone: readInteger(contact['user_id']) === chatId ? readPhone(contact) : null, ...sent }
  // An animation also comes as a document: what we cannot use is looked at first.
  const unusable = Object.keys(UNUSABLE).find((name) => readObject(message[name]))
  const written = cut(readText(message['caption']))
  const caption = written === null ? null : withLinks(written, message['caption_entities'])
  const group = readText(message['media_group_id']) ?? readInteger(message['media_group_id'])?.toString() ?? null
  if (unusable === undefined) {
    const file = readFile(message, number)
    if (file === 'unusable')
      return caption === null ? { kind: 'unusable', what: 'file', ...sent } : { kind: 'text', text: caption, without: 'file', ...sent }
    if (file) return { kind: 'file', file, caption: readCaption(caption, sent), group, ...sent }
    return caption === null ? null : { kind: 'text', text: caption, ...sent }
  }
  return caption === null ? { kind: 'unusable', what: UNUSABLE[unusable] ?? 'other', ...sent } : { kind: 'text', text: caption, ...sent }
}

function readAbout(message: Json | null): { replyAbout?: string } {
  if (readObject(message?.['from'])?.['is_bot'] !== true) return {}
  const named = readText(message?.['text'])?.match(/(?<![0-9A-Z-])[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}(?![0-9A-Z-])/g) ?? []
  const [only, ...others] = new Set(named)
  return only === undefined || others.length > 0 ? {} : { replyAbout: only }
}

/** Where a word leads that is a link, such as a place on a map, is said behind the text. */
function withLinks(text: string, entities: unknown): string {
  const links = (Array.isArray(entities) ? entities.slice(0, 100) : []).flatMap((each: unknown) => {
    const entity = readObject(each)
    const url = entity?.['type'] === 'text_link' ? readText(entity['url']) : null
    return url !== null && url.length <= 1000 && /^https?:\/\//i.test(url) && !text.includes(url) ? [url] : []
  })
  return [text, ...[...new Set(links)].slice(0, 5).map((url) => `(${url})`)].join(' ')
}

function readCommand(text: string, sent: Sent): Event | null {
  const [, name, argument = ''] = /^\/([a-z0-9_]{1,32})(?:@\w{1,64})?[.,:;!?]{0,3}(?:\s+([\s\S]*))?$/i.exec(text) ?? []
  return name === undefined || sent.forwarded ? null : { kind: 'command', name: name.toLowerCase(), argument: argument.trim(), sent }
}

/** A caption is words: of a command that reports, those behind it. */
function readCaption(caption: string | null, sent: Sent): string | null {
  const command = caption === null ? null : readCommand(caption, sent)
  return command?.kind === 'command' ? (reportedBy(command) ?? caption) : caption
}

function readPlace(message: Json): { lat: number; lng: number; address: string | null } | null {
  const venue = readObject(message['venue'])
  const point = readPoint(venue?.['location']) ?? readPoint(message['location'])
  if (!point) return null
  const address = [readText(venue?.['title']), readText(venue?.['address'])].filter((each) => each !== null).join(', ')
  return { ...point, address: address === '' ? null : address.slice(0, 500) }
}

function readPoint(value: unknown): { lat: number; lng: number } | null {
  const location = readObject(value)
  const lat = readNumber(location?.['latitude'])
  const lng = readNumber(location?.['longitude'])
  return lat === null || lng === null || Math.abs(lat) > 90 || Math.abs(lng) > 180 ? null : { lat, lng }
}

function readPhone(contact: Json): string | null {
  const digits = (readText(contact['phone_number']) ?? '').replace(/[^\d]/g, '')
  return digits.length >= 7 && digits.length <= 15 ? `+${digits}` : null
}

/** The bot was put into a group, where it is of no use; or somebody blocked it, of whom a reply will be told. */
function readMembership(membership: Json, id: string): Update {
  const chat = readObject(membership['chat'])
  const chatId = readInteger(chat?.['id'])
  const status = readObject(membership['new_chat_member'])?.['status']
  const isGroup = chat?.['type'] === 'group' || chat?.['type'] === 'supergroup'
  if (isGroup && chatId !== null && (status === 'member' || status === 'administrator')) return { kind: 'group', id, chat: chatId }
  return ignored(status === 'kicked' ? 'a person blocked the bot' : 'a membership')
}

function readEdited(message: Json, id: string): Update {
  const chat = readObject(message['chat'])
  const chatId = readInteger(chat?.['id'])
  const number = readInteger(message['message_id'])
  const from = readObject(message['from'])
  if (chat?.['type'] !== 'private' || chatId === null || number === null || from?.['is_bot'] === true)
    return ignored('an edited message that is not for us')
  const text = cut(readText(message['text']) ?? readText(message['caption']))
  const place = readPoint(message['location'])
  if (text === null && place === null) return ignored('an edit without text')
  const editedAt = readInteger(message['edit_date']) ?? 0
  // A live location edits itself every few seconds: that is no message of the person.
  const countAs = place ? null : `${chatId}-${number}-${editedAt}`
  return {
    kind: 'heard',
    id,
    chat: chatId,
    ...readPerson(from ?? chat),
    countAs,
    event: { kind: 'edited', message: number, editedAt, text, place },
  }
}

function readQuery(query: Json, id: string): Update {
  const from = readObject(query['from'])
  const chat = readObject(readObject(query['message'])?.['chat'])
  const person = readInteger(from?.['id'])
  const queryId = readText(query['id']) ?? readInteger(query['id'])?.toString()
  if (person === null || queryId === undefined || from?.['is_bot'] === true) return ignored('a button without person')
  if (chat && chat['type'] !== undefined && chat['type'] !== 'private') return ignored('a button in a group')
  const event: Event = { kind: 'button', query: queryId, data: readText(query['data'])?.slice(0, 64) ?? '' }
  return { kind: 'heard', id, chat: person, ...readPerson(from), countAs: null, event }
}

function readPerson(from: Json | null): { person: Person; language: Language | null } {
  const name = [readText(from?.['first_name']), readText(from?.['last_name'])]
    .filter((each) => each !== null)
    .join(' ')
    .trim()
    .slice(0, 200)
  const code = readText(from?.['language_code'])
  return {
    person: { name: name === '' ? null : name, handle: readText(from?.['username'])?.slice(0, 64) ?? null },
    language: code === null ? null : /^en\b/i.test(code) ? 'en' : 'id',
  }
}

function readTime(value: unknown): string | null {
  const seconds = readInteger(value)
  return seconds !== null && seconds > 0 && seconds < 253_402_300_799 ? new Date(seconds * 1000).toISOString() : null
}

const cut = (text: string | null): string | null => {
  const said = text?.slice(0, MAX_TEXT).toWellFormed().replaceAll('\u0000', '')
  return said === undefined || said.trim() === '' ? null : said
}
