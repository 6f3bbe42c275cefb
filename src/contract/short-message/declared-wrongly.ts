import { isUtf8 } from 'node:buffer'
import type { Decoded } from './gsm7.ts'

/** What networks declare as one alphabet and send in another, where the octets leave no doubt; null: they may be what they are said to be. Pure. */
export function readDeclaredWrongly(alphabet: 'gsm7' | 'ucs2', octets: Uint8Array): Decoded | null {
  return alphabet === 'gsm7' ? noSeptets(octets) : noPairs(octets)
}

/** A septet has no eighth bit. In UCS-2 of our letters each second octet is a zero, which would be an @. */
function noSeptets(octets: Uint8Array): Decoded | null {
  if (octets.some((octet) => octet > 0x7f)) {
    const isUnicode = isUtf8(octets)
    return { text: (isUnicode ? UTF8 : WESTERN).decode(octets), exact: isUnicode }
  }
  return hasZerosAt(octets, 0) ? { text: BIG.decode(octets), exact: true } : null
}

/** Letters, spaces and signs one octet each, or two with the small end first. */
function noPairs(octets: Uint8Array): Decoded | null {
  if (hasZerosAt(octets, 1) && !hasZerosAt(octets, 0)) return { text: LITTLE.decode(octets), exact: true }
  const text = Buffer.from(octets).toString('latin1')
  return /^[\x20-\x7e\r\n]+$/.test(text) && /[a-z]{3}/i.test(text) && text.includes(' ') ? { text, exact: true } : null
}

/** Of nearly every pair the first (0) or second (1) octet is zero, and the other is not. */
function hasZerosAt(octets: Uint8Array, place: 0 | 1): boolean {
  if (octets.length < 6 || octets.length % 2 !== 0) return false
  let pairs = 0
  for (let at = 0; at < octets.length; at += 2) if (octets[at + place] === 0 && octets[at + 1 - place] !== 0) pairs += 1
  return pairs >= (octets.length / 2) * 0.8
}

const UTF8 = new TextDecoder('utf-8')
const WESTERN = new TextDecoder('windows-1252')
const BIG = new TextDecoder('utf-16be')
const LITTLE = new TextDecoder('utf-16le')
