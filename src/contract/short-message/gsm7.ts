import { chooseTables, ESCAPE, type Gsm7Tables } from './gsm7-tables.ts'

/** One septet a byte, in the default alphabet with its extension; null when a character is in neither. */
export function encodeGsm7(text: string): Uint8Array | null {
  const septets: number[] = []
  for (const character of text) {
    const code = CODES.get(character)
    if (code === undefined) return null
    septets.push(...code)
  }
  return Uint8Array.from(septets)
}

export interface Decoded {
  readonly text: string
  /** False: something in it could not be read as it was meant; what stands in is in the text. */
  readonly exact: boolean
}

/** Reads septets, one a byte. An escape before nothing is left out; before another escape it is a space, as the standard says. */
export function decodeGsm7(septets: Uint8Array, tables: Gsm7Tables = chooseTables()): Decoded {
  let text = ''
  let exact = tables.known
  for (let at = 0; at < septets.length; at += 1) {
    const septet = septets[at] ?? 0
    if (septet !== ESCAPE) {
      const character = tables.locking[septet]
      exact &&= character !== undefined
      text += character ?? '�'
      continue
    }
    at += 1
    const escaped = septets[at]
    if (escaped === undefined) {
      exact = false
      continue
    }
    const character = tables.single.get(escaped)
    exact &&= character !== undefined
    text += character ?? (escaped === ESCAPE ? ' ' : (tables.locking[escaped] ?? '�'))
  }
  return { text, exact }
}

/** Eight septets into seven bytes, after `fillBits` zero bits (the gap behind a user data header). */
export function packSeptets(septets: Uint8Array, fillBits = 0): Uint8Array {
  const packed = new Uint8Array(Math.ceil((septets.length * 7 + fillBits) / 8))
  septets.forEach((septet, index) => {
    const bit = index * 7 + fillBits
    const [at, shift] = [bit >> 3, bit & 7]
    packed[at] = (packed[at] ?? 0) | ((septet << shift) & 0xff)
    if (shift > 1) packed[at + 1] = (packed[at + 1] ?? 0) | (septet >> (8 - shift))
  })
  return packed
}

/** The other way. Without `count`: as many as are there, and a last carriage return or `@` that only filled the byte is dropped. */
export function unpackSeptets(packed: Uint8Array, fillBits = 0, count?: number): Uint8Array {
  const there = Math.max(0, Math.floor((packed.length * 8 - fillBits) / 7))
  const septets = Uint8Array.from({ length: Math.min(count ?? there, there) }, (_, index) => {
    const bit = index * 7 + fillBits
    const [at, shift] = [bit >> 3, bit & 7]
    return (((packed[at] ?? 0) >> shift) | ((packed[at + 1] ?? 0) << (8 - shift))) & 0x7f
  })
  const filled = count === undefined && (packed.length * 8 - fillBits) % 7 === 0 && (septets.at(-1) === 0 || septets.at(-1) === 0x0d)
  return filled ? septets.subarray(0, -1) : septets
}

/** How many zero bits stand between a header of so many bytes (its length byte counted) and the first septet. */
export function fillBitsAfter(headerBytes: number): number {
  return (7 - ((headerBytes * 8) % 7)) % 7
}

/** The same text with typographic signs written plainly, where that loses nothing: quotes, dashes, dots, kinds of space. Everything else stays. */
export function writePlainly(text: string): string {
  return text.normalize('NFC').replace(TYPOGRAPHIC, (sign) => PLAIN[sign] ?? '')
}

const PLAIN: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '′': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '″': '"',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '―': '-',
  '−': '-',
  '…': '...',
  '•': '-',
  '\u00a0': ' ',
  '\u2002': ' ',
  '\u2003': ' ',
  '\u2007': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  '\t': ' ',
  '\u00ad': '',
  '\u200b': '',
  '\u2060': '',
  '\ufeff': '',
}
const TYPOGRAPHIC = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu')

const CODES = listCodes()

function listCodes(): ReadonlyMap<string, readonly number[]> {
  const { locking, single } = chooseTables()
  const codes = new Map<string, readonly number[]>([...single].map(([septet, character]) => [character, [ESCAPE, septet]]))
  locking.forEach((character, septet) => {
    if (septet !== ESCAPE) codes.set(character, [septet])
  })
  return codes
}
