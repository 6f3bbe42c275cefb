import { readDeclaredWrongly } from './declared-wrongly.ts'
import { type Decoded, decodeGsm7, fillBitsAfter, unpackSeptets } from './gsm7.ts'
import { chooseTables } from './gsm7-tables.ts'
import { decodeUcs2 } from './ucs2.ts'

/** How the octets of a text are to be read. gsm7: one septet a byte; gsm7-packed: eight septets in seven bytes. */
export type Alphabet = 'gsm7' | 'gsm7-packed' | 'ascii' | 'latin1' | 'cyrillic' | 'hebrew' | 'shift-jis' | 'euc-kr' | 'ucs2' | 'utf8'

/** Octets of a text without its header, and how to read them. */
export interface CodedText {
  readonly alphabet: Alphabet
  readonly octets: Uint8Array
  /** Bytes of the header before them, which decide where packed septets begin. Default 0. */
  readonly headerBytes?: number
  readonly lockingLanguage?: number
  readonly singleLanguage?: number
}

/** The alphabet of a data_coding (SMPP 3.4 §5.2.19, 3GPP TS 23.038 §4); null: data that is no text. `smscDefault` is what the SMSC calls its default. */
export function alphabetOf(dataCoding: number, smscDefault: Alphabet): Alphabet | null {
  const known = BY_CODING.get(dataCoding)
  if (known !== undefined) return known ?? smscDefault
  const group = dataCoding >> 4
  if (group === 0xf) return (dataCoding & 4) === 0 ? smscDefault : null
  if (group === 0xc || group === 0xd) return smscDefault
  if (group === 0xe) return 'ucs2'
  // The general groups: bits 3 and 2 are the alphabet, bit 5 says that it is compressed.
  if (group >= 1 && group <= 7 && (group & 2) === 0) return ([smscDefault, null, 'ucs2', null] as const)[(dataCoding >> 2) & 3] ?? null
  return null
}

/** Without NUL, which no store of texts takes. */
export function decodeText(coded: CodedText): Decoded {
  const { text, exact } = decodeOctets(coded)
  return { text: text.replaceAll('\0', ''), exact }
}

function decodeOctets({ alphabet, octets, headerBytes = 0, lockingLanguage, singleLanguage }: CodedText): Decoded {
  if (alphabet === 'ucs2' || alphabet === 'gsm7') {
    const ended = withoutEnd(octets, alphabet)
    const other = readDeclaredWrongly(alphabet, ended)
    if (other !== null) return other
    return alphabet === 'ucs2' ? decodeUcs2(ended) : decodeGsm7(ended, chooseTables(lockingLanguage, singleLanguage))
  }
  if (alphabet === 'gsm7-packed')
    return decodeGsm7(unpackSeptets(octets, fillBitsAfter(headerBytes)), chooseTables(lockingLanguage, singleLanguage))
  const text = DECODERS[alphabet].decode(octets)
  return { text, exact: !text.includes('�') }
}

/** Some end a text with a zero, as in C: in the default alphabet it would be an @, and in UCS-2 half a letter. */
function withoutEnd(octets: Uint8Array, alphabet: 'gsm7' | 'ucs2'): Uint8Array {
  const isEnded = octets.length > 1 && octets.at(-1) === 0 && (alphabet === 'gsm7' || octets.length % 2 === 1)
  return isEnded ? octets.subarray(0, -1) : octets
}

/** null: the SMSC's default; not there: see the groups. */
const BY_CODING: ReadonlyMap<number, Alphabet | null> = new Map<number, Alphabet | null>([
  [0x00, null],
  [0x01, 'ascii'],
  [0x03, 'latin1'],
  [0x05, 'shift-jis'],
  [0x06, 'cyrillic'],
  [0x07, 'hebrew'],
  [0x08, 'ucs2'],
  [0x0e, 'euc-kr'],
])

const DECODERS = {
  // With the quotes and the euro that Windows puts where Latin-1 has control characters.
  latin1: new TextDecoder('windows-1252'),
  ascii: new TextDecoder('utf-8'),
  utf8: new TextDecoder('utf-8'),
  cyrillic: new TextDecoder('iso-8859-5'),
  hebrew: new TextDecoder('iso-8859-8'),
  'shift-jis': new TextDecoder('shift_jis'),
  'euc-kr': new TextDecoder('euc-kr'),
} as const
