import { LIMITS } from './mail.ts'

/** What some programs write against the standards, and people mean all the same. Pure, linear in time. */

const UTF8 = new TextDecoder('utf-8', { fatal: true })
const WESTERN = new TextDecoder('windows-1252')

/** Octets of which nobody said what they are. */
export function readOctets(bytes: Uint8Array): string {
  return strictly(bytes) ?? WESTERN.decode(bytes)
}

/** `CafÃ©`: UTF-8 that was declared as a Western charset, read as what it is. Any other text stays. */
export function mendCharset(text: string): string {
  if (!/[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6-\u2122]/.test(text)) return text
  const octets = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const octet = code < 0x80 || (code >= 0xa0 && code <= 0xff) ? code : OCTETS.get(code)
    if (octet === undefined) return text
    octets[at] = octet
  }
  return strictly(octets) ?? text
}

const OCTETS: ReadonlyMap<number, number> = new Map(
  Array.from({ length: 32 }, (_, index) => [WESTERN.decode(Uint8Array.of(0x80 + index)).charCodeAt(0), 0x80 + index]),
)

function strictly(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes)
  } catch {
    return null
  }
}

/** A header line that is neither ASCII nor UTF-8, unfolded; null: it is one of both, or not there. */
export function readWesternHeader(raw: Uint8Array, name: string): string | null {
  const head = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, LIMITS.headBytes)).toString('latin1')
  const end = head.search(/\r?\n\r?\n/)
  const [, line] = new RegExp(`^${name}:(.*(?:\\r?\\n[ \\t].*)*)`, 'im').exec(end < 0 ? head : head.slice(0, end)) ?? []
  const bytes = Buffer.from(line ?? '', 'latin1')
  return strictly(bytes) === null ? WESTERN.decode(bytes) : null
}

/** Of a multipart mail that has no part: its boundary is not named, or is another than the one in use. With the one in use, or as the plain text that it then is. */
export function renameBoundary(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const text = bytes.subarray(0, LIMITS.headBytes * 2).toString('latin1')
  const end = /\r?\n\r?\n/.exec(text)
  if (!end) return raw
  const bodyAt = end.index + end[0].length
  const boundary = /^--([^\r\n"\\]{1,100}?)(?:--)?[ \t]*\r?$/m.exec(text.slice(bodyAt))?.[1]?.trim()
  const head = text.slice(0, end.index).replace(/^content-type:/gim, 'X-Content-Type:')
  const type = boundary ? `multipart/mixed; boundary="${boundary}"` : 'text/plain; charset=utf-8'
  return Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n${head}\r\n\r\n`, 'latin1'), bytes.subarray(bodyAt)])
}

/** A kind of text that mail programs write and mailparser hands out as a file; null: it is a file. */
export function readOtherText(contentType: string, bytes: Uint8Array): string | null {
  if (!/^(?:text|text\/(?:plain|markdown|x-markdown|x-web-markdown|enriched|richtext))$/.test(contentType)) return null
  const text = readOctets(bytes)
  return /enriched|richtext/.test(contentType) ? text.replace(/<\/?[a-z-]{1,30}>/gi, '').replaceAll('<<', '<') : text
}
