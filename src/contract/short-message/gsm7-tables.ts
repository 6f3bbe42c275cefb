import { listNationalLocking, listNationalSingle } from './gsm7-national.ts'

/** One alphabet of 3GPP TS 23.038: what each septet means, and what it means after the escape. */
export interface Gsm7Tables {
  readonly locking: readonly string[]
  /** What is not in it is read in the locking table, as the standard asks. */
  readonly single: ReadonlyMap<number, string>
  /** False: a language without a table here was asked for, and the default stands in. */
  readonly known: boolean
}

/** The tables that a message is read with. Languages: 1 Turkish, 2 Spanish, 3 Portuguese, 4 to 13 those of South Asia; absent: the default alphabet. */
export function chooseTables(lockingLanguage?: number, singleLanguage?: number): Gsm7Tables {
  const locking = lockingLanguage === undefined ? DEFAULT : LOCKING.get(lockingLanguage)
  const single = singleLanguage === undefined ? EXTENSION : SINGLE.get(singleLanguage)
  return { locking: locking ?? DEFAULT, single: single ?? EXTENSION, known: locking !== undefined && single !== undefined }
}

export const ESCAPE = 0x1b

const DIGITS = '()*+,-./0123456789:;<=>?'
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const SMALL = 'abcdefghijklmnopqrstuvwxyz'

const DEFAULT = [...`@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !"#¤%&'${DIGITS}¡${CAPITALS}ÄÖÑÜ§¿${SMALL}äöñüà`]
const TURKISH = [...`@£$¥€éùıòÇ\nĞğ\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bŞşßÉ !"#¤%&'${DIGITS}İ${CAPITALS}ÄÖÑÜ§ç${SMALL}äöñüà`]
const PORTUGUESE = [...`@£$¥êéúíóç\nÔô\rÁáΔ_ªÇÀ∞^\\€Ó|\x1bÂâÊÉ !"#º%&'${DIGITS}Í${CAPITALS}ÃÕÚÜ§~${SMALL}ãõ\`üà`]

/** Pairs of the septet, written as the character with that code, and what it means. */
const EXTENSION = pairs('\n\f\x14^({)}/\\<[=~>]@|e€')

const LOCKING: ReadonlyMap<number, readonly string[]> = new Map([
  [1, TURKISH],
  // Spanish has no locking table of its own.
  [2, DEFAULT],
  [3, PORTUGUESE],
  ...listNationalLocking(),
])

const SINGLE: ReadonlyMap<number, ReadonlyMap<number, string>> = new Map([
  [1, new Map([...EXTENSION, ...pairs('GĞIİSŞcçgğiısş')])],
  [2, new Map([...EXTENSION, ...pairs('\tçAÁIÍOÓUÚaáiíoóuú')])],
  [
    3,
    new Map([
      ...EXTENSION,
      ...pairs('\x05ê\tç\x0bÔ\x0cô\x0eÁ\x0fá\x12Φ\x13Γ\x15Ω\x16Π\x17Ψ\x18Σ\x19Θ\x1fÊ'),
      ...pairs('AÀIÍOÓUÚ[Ã\\ÕaÂiíoóuú{ã|õ\x7fâ'),
    ]),
  ],
  ...listNationalSingle(),
])

function pairs(text: string): ReadonlyMap<number, string> {
  return new Map(Array.from({ length: text.length / 2 }, (_, place) => [text.charCodeAt(place * 2), text.charAt(place * 2 + 1)]))
}
