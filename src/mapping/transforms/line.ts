import { Fault, type Reading, type Transform } from '../reading.ts'
import { readText } from './text.ts'

/** The text as one line. */
export const line: Transform<string> = {
  expects: { id: 'teks', en: 'a text' },
  personal: true,
  lenient: true,
  read: (value) => readLine(value),
}

export function readLine(value: unknown): Reading<string> {
  const whole = readText(value)
  return whole === undefined || whole instanceof Fault ? whole : foldSpace(whole)
}

export function foldSpace(text: string): string {
  return (TO_FOLD.test(text) ? text.replace(/\s+/g, ' ') : text).trim()
}

/** White space that is no single space. */
const TO_FOLD = /\s\s|[^\S ]/
