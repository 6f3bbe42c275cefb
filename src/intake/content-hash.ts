import { hash } from 'node:crypto'
import type { Complaint } from '../contract/complaint.ts'

/**
 * SHA-256 of what the citizen said: text, place, person, files. What the region adds (category, tags, its own status) and
 * when it was taken are left out: they may change without making it another report. White space is folded, as in a ticket
 * that is a hash of the content. A file of the request counts by its own hash.
 */
export function hashContent(complaint: Complaint, fileHashes: ReadonlyMap<number, string> = new Map()): Buffer {
  const { title, body, class: reportClass, location, attachments, reporter, anonymous, secret, occurredOn } = complaint
  const files = attachments.map((attachment, position) => fileHashes.get(position) ?? attachment.url)
  return hashOf({ ...foldTexts({ title, body, location, reporter }), reportClass, files, anonymous, secret, occurredOn })
}

/** Every text on one line, with single spaces. */
function foldTexts(value: object): object {
  return Object.fromEntries(
    Object.entries(value).map(([key, part]: [string, unknown]) => {
      if (typeof part === 'string') return [key, fold(part)]
      return [key, typeof part === 'object' && part !== null ? foldTexts(part) : part]
    }),
  )
}

/** Most texts are so already: ASCII, with single spaces within. */
const FOLDED = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/

function fold(text: string): string {
  return FOLDED.test(text) ? text : text.normalize('NFC').replace(/\s+/g, ' ').trim()
}

/** SHA-256 over JSON with sorted keys; members that are undefined do not count. */
export function hashOf(value: unknown): Buffer {
  return hashBytes(JSON.stringify(sortKeys(value)) ?? 'null')
}

export function hashBytes(bytes: Uint8Array | string): Buffer {
  return hash('sha256', bytes, 'buffer')
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sortKeys(member)]),
  )
}
