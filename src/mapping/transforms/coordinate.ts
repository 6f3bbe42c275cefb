import { isAbsent } from '../absence.ts'
import { Fault, type Reading, type Transform } from '../reading.ts'

/** Degrees; the range is judged when both are known (`settlePosition`), as systems mix them up. */
export const latitude: Transform<number> = {
  expects: { id: 'derajat seperti -6.9034', en: 'degrees such as -6.9034' },
  personal: false,
  lenient: true,
  read: (value) => readDegrees(value),
}
export const longitude: Transform<number> = {
  expects: { id: 'derajat seperti 107.6386', en: 'degrees such as 107.6386' },
  personal: false,
  lenient: true,
  read: (value) => readDegrees(value),
}

const DEGREES = /^([+-]?)(\d{1,3}(?:[.,]\d{1,20})?) ?°? ?(ls|lu|bt|bb|s|n|e|w)?$/i
const NEGATIVE = new Set(['ls', 'bb', 's', 'w'])

function readDegrees(value: unknown): Reading<number> {
  if (isAbsent(value)) return undefined
  const degrees = typeof value === 'number' ? value : typeof value === 'string' && value.length <= 40 ? parseDegrees(value) : Number.NaN
  if (!Number.isFinite(degrees)) return new Fault('bukan koordinat', 'is not a coordinate')
  return Math.abs(degrees) <= 180 ? degrees : new Fault('melebihi 180 derajat', 'is beyond 180 degrees')
}

function parseDegrees(written: string): number {
  const match = DEGREES.exec(written.trim().replace('−', '-'))
  if (match === null) return Number.NaN
  const size = Number((match[2] ?? '').replace(',', '.'))
  const negative = match[1] === '-' || NEGATIVE.has((match[3] ?? '').toLowerCase())
  return negative ? -size : size
}

export interface Position {
  readonly lat: number
  readonly lng: number
}

/**
 * One text with both: '-6.82, 107.14', '-6,8200 107,1400', '-6,8200,107,1400', '6.9 LS; 107.6 BT', '(-6.9 107.6)'. null: it is none, or it could be read in two ways
 * ('-6,107' is one number, '-6,82,107' nobody knows, '6 54' may be degrees and minutes).
 */
export function readPair(value: unknown): Position | null {
  if (typeof value !== 'string' || value.length > 80 || ONE_NUMBER.test(value)) return null
  const text = value.replaceAll('−', '-').replaceAll(AROUND, ' ').trim()
  const match = PAIRS.map((pattern) => pattern.exec(text)).find((found) => found !== null)
  const [lat, lng] = [parseDegrees(match?.[1] ?? ''), parseDegrees(match?.[2] ?? '')]
  return Math.abs(lat) <= 180 && Math.abs(lng) <= 180 ? { lat, lng } : null
}

/** Without a sign that could stand between two. */
const ONE_NUMBER = /^[+-]?\d+(?:\.\d+)?$/
const AROUND = /[()[\]]|\b(?:geo|point|lat(?:itude)?|lintang|lng|long?(?:itude)?|bujur)\b ?[:=]?/gi
const PAIRS = pairPatterns()

/** In order: a sign that is no decimal sign stands between them, or a comma with a space; both have decimals and a space between; points and one comma; only commas. */
function pairPatterns(): readonly RegExp[] {
  const side = ' ?°? ?(?:ls|lu|bt|bb|s|n|e|w)?'
  const number = (decimals: string) => String.raw`([+-]?\d{1,3}${decimals}${side})`
  const [any, some, point, comma] = ['(?:[.,]\\d{1,20})?', '[.,]\\d{1,20}', '(?:\\.\\d{1,20})?', ',\\d{1,20}'].map(number)
  return [
    String.raw`^${any}(?:\s*[;|/]\s*|\s*,\s+|\s+,\s*)${any}$`,
    String.raw`^${some}\s+${some}$`,
    String.raw`^(?=.*\.)${point},${point}$`,
    `^${comma},${comma}$`,
  ].map((pattern) => new RegExp(pattern, 'i'))
}

/**
 * Both or nothing: half a position and 0,0 are no position. A pair that lies in Indonesia only when exchanged was exchanged by its sender.
 * Elsewhere on earth is kept: citizens abroad report too. null: no position.
 */
export function settlePosition(lat: number | undefined, lng: number | undefined): Position | null {
  if (lat === undefined || lng === undefined) return null
  if (lat === 0 && lng === 0) return null
  if (!isInIndonesia(lat, lng) && isInIndonesia(lng, lat)) return { lat: lng, lng: lat }
  return Math.abs(lat) <= 90 ? { lat, lng } : null
}

function isInIndonesia(lat: number, lng: number): boolean {
  return lat >= -11.5 && lat <= 6.5 && lng >= 94 && lng <= 142
}
