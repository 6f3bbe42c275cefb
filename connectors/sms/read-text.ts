import { decodeUcs2 } from '../../src/contract/short-message/ucs2.ts'

export interface ReadText {
  readonly text: string
  /** False: the charset was wrong or unknown; what stands there may not be what was written. */
  readonly exact: boolean
}

/**
 * A text as a provider encodes it: octets in a charset that it names. Never fails: a wrong charset is not the citizen's fault. `ucs2`: the provider says that it is
 * UCS-2 (Kannel's coding 2), whatever the charset.
 */
export function readText(octets: Uint8Array, charset: string | undefined, ucs2 = false): ReadText {
  const { text, exact } = readOctets(octets, charset, ucs2)
  return { text: decodeAgain(text), exact }
}

/** Some encode twice: LAPOR%20jalan%20rusak, or LAPOR+jalan+rusak. Only where no space is left, as nobody writes so. */
function decodeAgain(text: string): string {
  if (/\s/.test(text)) return text
  if (!/%20|%0a/i.test(text)) return /\p{L}\+\p{L}+\+[\p{L}\d]/u.test(text) && !/[/@]/.test(text) ? text.replaceAll('+', ' ') : text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function readOctets(octets: Uint8Array, charset: string | undefined, ucs2: boolean): ReadText {
  const label = charset?.trim().toLowerCase() ?? ''
  if (UCS2.has(label) || (label === '' && ucs2 && !isPlain(octets))) return decodeUcs2(octets)
  const named = label === '' ? UTF8 : decoderOf(label)
  const read = named === null ? null : decode(named, octets)
  if (read !== null) return { text: read, exact: true }
  // Zeros stand in no text but in one of two bytes a character.
  if (octets.length % 2 === 0 && (ucs2 || octets.includes(0))) return { ...decodeUcs2(octets), exact: false }
  return { text: decode(UTF8, octets) ?? LATIN1.decode(octets), exact: false }
}

/** Whether the octets are two for each character. */
export function isUcs2(charset: string | undefined, coding: string | undefined): boolean {
  return coding === '2' && (charset === undefined || UCS2.has(charset.trim().toLowerCase()))
}

const UCS2: ReadonlySet<string> = new Set(['utf-16be', 'ucs-2', 'ucs2', 'ucs-2be', 'utf-16', 'utf16', 'iso-10646-ucs-2'])
type Decoder = InstanceType<typeof TextDecoder>

const UTF8 = new TextDecoder('utf-8', { fatal: true })
const LATIN1 = new TextDecoder('windows-1252')

function isPlain(octets: Uint8Array): boolean {
  return !octets.includes(0) && decode(UTF8, octets) !== null
}

function decoderOf(label: string): Decoder | null {
  try {
    return new TextDecoder(ALIASES[label] ?? label, { fatal: true })
  } catch {
    return null
  }
}

const ALIASES: Readonly<Record<string, string>> = {
  latin1: 'iso-8859-1',
  '8-bit': 'windows-1252',
  gsm: 'utf-8',
  'gsm-7': 'utf-8',
  '7-bit': 'utf-8',
}

function decode(decoder: Decoder, octets: Uint8Array): string | null {
  try {
    return decoder.decode(octets)
  } catch {
    return null
  }
}
