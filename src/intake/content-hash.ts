import { hash } from 'node:crypto'
import type { Complaint } from '../contract/complaint.ts'

/**
 * SHA-256 of what the citizen said: text, place, person, files. What the region adds (category, tags, its own status) and
 * when it was taken are left out: they may change without making it another report. White space is folded, as in a ticket
 * that is a hash of the content. A file of the request counts by its own hash.
 */
export function hashContent(complaint: Complaint, fileHashes: ReadonlyMap<number, string> = NO_FILES): Buffer {
  const { title, body, class: reportClass, location, attachments, reporter, anonymous, secret, occurredOn } = complaint
  const files = attachments.map((attachment, position) => fileHashes.get(position) ?? attachment.url)
  // The members stand in the order of their names, as in every object.
  const members = [
    member('anonymous', anonymous, quote),
    member('body', body, quoteFolded),
    member('files', files, quote),
    member('location', location, quoteFolded),
    member('occurredOn', occurredOn, quote),
    member('reportClass', reportClass, quote),
    member('reporter', reporter, quoteFolded),
    member('secret', secret, quote),
    member('title', title, quoteFolded),
  ]
  return hashBytes(`{${members.join('').slice(1)}}`)
}

const NO_FILES: ReadonlyMap<number, string> = new Map()

/** SHA-256 over JSON with sorted keys; members that are undefined do not count. */
export function hashOf(value: unknown): Buffer {
  return hashBytes(write(value, quote) ?? 'null')
}

/** The digest comes as text and is put into a buffer of ours: one that the digest makes itself costs more than the digest. */
export function hashBytes(bytes: Uint8Array | string): Buffer {
  return Buffer.from(hash('sha256', bytes, 'binary'), 'latin1')
}

type Quote = (text: string) => string

const quote: Quote = (text) => (NOTHING_TO_ESCAPE.test(text) ? `"${text}"` : JSON.stringify(text))

/** Every text on one line, with single spaces. */
const quoteFolded: Quote = (text) => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text.normalize('NFC').replace(/\s+/g, ' ').trim()))

const NOTHING_TO_ESCAPE = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/
/** Most texts are folded already: ASCII, with single spaces within. Of these, those with nothing to escape. */
const PLAIN = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/

/** JSON with sorted keys. undefined: JSON has no such value. */
function write(value: unknown, quoted: Quote): string | undefined {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item) => write(item, quoted) ?? 'null').join()}]`
  let members = ''
  for (const key of sortedKeys(value)) members += member(key, (value as Record<string, unknown>)[key], quoted)
  return `{${members.slice(1)}}`
}

/** With the comma that stands before it; '' for undefined. */
function member(key: string, value: unknown, quoted: Quote): string {
  const json = write(value, quoted)
  return json === undefined ? '' : `,${quote(key)}:${json}`
}

/** In the order of their characters; those that are indexes, like '7', stand first and in the order of their numbers, as in every object of JavaScript. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value)
  const first = keys[0]
  // An object names its indexes first, so one look tells whether there are any.
  if (first === undefined || !/^\d/.test(first)) return keys.sort()
  return Object.keys(Object.fromEntries(keys.sort().map((key) => [key, null])))
}
