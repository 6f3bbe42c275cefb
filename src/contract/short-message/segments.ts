import { encodeGsm7, writePlainly } from './gsm7.ts'
import { encodeUcs2 } from './ucs2.ts'

/** A text as it goes out: what it is written in, and its parts in order. */
export interface Segmentation {
  readonly alphabet: 'gsm7' | 'ucs2'
  readonly parts: readonly Segment[]
}

export interface Segment {
  readonly text: string
  /** Without a header: septets one a byte, or UTF-16BE. */
  readonly octets: Uint8Array
}

/** 160 septets or 70 units in one message, 153 or 67 in each of several. Neither an escape nor a pair is ever cut. Typographic signs are written plainly when that makes it GSM 7-bit. */
export function segmentText(text: string, { only }: { readonly only?: 'ucs2' } = {}): Segmentation {
  const wellFormed = text.toWellFormed()
  const plain = writePlainly(wellFormed)
  if (only === undefined && encodeGsm7(plain) !== null) return { alphabet: 'gsm7', parts: split(plain, GSM7) }
  return { alphabet: 'ucs2', parts: split(wellFormed, UCS2) }
}

/** How many messages it takes. */
export function countParts(text: string): number {
  return segmentText(text).parts.length
}

/** The longest beginning that fits into so many parts, ended by `ending` where something is left out; never a part more. */
export function shortenToParts(text: string, most: number, ending = '...'): string {
  if (countParts(text) <= most) return text
  const characters = [...text]
  let [low, high] = [0, characters.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (countParts(characters.slice(0, middle).join('') + ending) <= most) low = middle
    else high = middle - 1
  }
  return characters.slice(0, low).join('').trimEnd() + ending
}

interface Limits {
  readonly one: number
  readonly each: number
  readonly octetsPer: number
  encode(text: string): Uint8Array
}

const GSM7: Limits = { one: 160, each: 153, octetsPer: 1, encode: (text) => encodeGsm7(text) ?? new Uint8Array() }
const UCS2: Limits = { one: 70, each: 67, octetsPer: 2, encode: encodeUcs2 }

function split(text: string, { one, each, octetsPer, encode }: Limits): readonly Segment[] {
  const whole = encode(text)
  if (whole.length <= one * octetsPer) return [{ text, octets: whole }]
  const parts: Segment[] = []
  let [part, used] = ['', 0]
  for (const character of text) {
    const size = encode(character).length / octetsPer
    if (used + size > each) {
      parts.push({ text: part, octets: encode(part) })
      part = ''
      used = 0
    }
    part += character
    used += size
  }
  return [...parts, { text: part, octets: encode(part) }]
}
