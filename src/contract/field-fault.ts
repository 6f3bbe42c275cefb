import type { TwoTexts } from './error-words.ts'
import type { FieldError } from './errors.ts'

/** A fault at a place of the payload, told in both languages; the English line is its message. */
export function fieldFault(at: string, id: string, en: string): FieldError {
  return { at, message: en, words: { id, en } }
}

/** One line for people: the first fault and how many more. */
export function describeFaults(errors: readonly FieldError[]): TwoTexts {
  const [first] = errors
  if (!first) return { id: 'isinya tidak cocok', en: 'the payload does not fit' }
  const more = errors.length - 1
  return {
    id: `${first.at || 'isinya'}: ${first.words?.id ?? first.message}${more > 0 ? ` (dan ${more} lagi)` : ''}`,
    en: `${first.at || 'the payload'}: ${first.message}${more > 0 ? ` (and ${more} more)` : ''}`,
  }
}
