import type { TwoTexts } from '../contract/error-words.ts'

const NOTHING: ReadonlySet<string> = new Set(['', '-', '--', '–', '—', 'null', 'NULL', 'undefined', 'NaN', 'n/a', 'N/A'])

/** null, missing, empty, white space, '-' and the words that programs write for nothing all mean the same: not said. */
export function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (typeof value === 'string') return value.length < 12 ? NOTHING.has(value.trim()) : value.trim() === ''
  if (Array.isArray(value)) return value.length === 0
  return false
}

/** Text of a scalar, or null: lists and objects are no text. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null
  return null
}

/** What was seen, for a message: shortened, and only its shape where it may be about a person. */
export function describeSeen(value: unknown, personal: boolean): TwoTexts {
  if (value === undefined) return { id: 'tidak ada isi', en: 'nothing' }
  if (Array.isArray(value)) return { id: `daftar berisi ${value.length}`, en: `a list of ${value.length}` }
  if (typeof value === 'object' && value !== null) return { id: 'objek', en: 'an object' }
  const text = String(value)
  if (typeof value === 'number' && (personal || Math.abs(value) >= 1e7))
    return { id: `angka sepanjang ${text.length} karakter`, en: `a number of ${text.length} characters` }
  if (typeof value !== 'string') return { id: text, en: text }
  return !personal && MAY_BE_SHOWN.test(text) && !LIKE_A_PHONE.test(text)
    ? { id: `"${text}"`, en: `"${text}"` }
    : { id: `teks sepanjang ${text.length} karakter`, en: `a text of ${text.length} characters` }
}

/** One word, or something with a digit in it, like a date: no names, no sentences, no addresses. */
const MAY_BE_SHOWN = /^(?:[A-Za-z]{1,20}|(?=.{0,39}\d)[A-Za-z0-9.,:/+ -]{1,40})$/
const LIKE_A_PHONE = /\d{9}|(?:\+|\b0|\b62|\b8)[\d .-]{8}/
