import { Fault, type Transform } from '../reading.ts'
import { readLine } from './line.ts'

export const HEADLINE_UNITS = 255

/** One line of at most 255 UTF-16 units, which is what LAPOR! takes as a title. */
export const headline: Transform<string> = {
  expects: { id: 'teks', en: 'a text' },
  personal: true,
  lenient: true,
  read: (value) => {
    const whole = readLine(value)
    return whole === undefined || whole instanceof Fault ? whole : shortenLine(whole, HEADLINE_UNITS)
  },
}

const graphemes = new Intl.Segmenter('id', { granularity: 'grapheme' })

/** Shortens at a word, else at a grapheme, and says so with '…'. Looks at the beginning only: a long text costs no more than a short one. */
export function shortenLine(line: string, units: number): string {
  if (line.length <= units) return line
  const room = units - 1
  let fits = 0
  for (const { index } of graphemes.segment(line.slice(0, units + 64))) {
    if (index > room) break
    fits = index
  }
  // One "grapheme" longer than the room (stacked accents): cut between code points.
  if (fits === 0) fits = isLowSurrogate(line.charCodeAt(room)) ? room - 1 : room
  const space = line.lastIndexOf(' ', fits)
  const end = space > room / 2 ? space : fits
  return `${line.slice(0, end).replace(/[\s,;:.\-–—]{1,20}$/, '')}…`
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}
