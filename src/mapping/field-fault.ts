import type { TwoTexts } from '../contract/error-words.ts'
import type { FieldError } from '../contract/errors.ts'
import { fieldFault } from '../contract/field-fault.ts'

/** Nothing stands where something is needed. `elsewhere`: other places where it would be read. */
export function faultOfAbsence(at: string, expects: TwoTexts, elsewhere: readonly string[] = []): FieldError {
  const others = elsewhere.join(', ')
  return fieldFault(
    at,
    `di sini diharapkan ${expects.id}${others && ` (atau di ${others})`}; tidak ada yang dikirim`,
    `${expects.en} is expected here${others && ` (or at ${others})`}; nothing was sent`,
  )
}

/** What stands there cannot be used. */
export function faultOfValue(at: string, seen: TwoTexts, reason: TwoTexts, expects: TwoTexts): FieldError {
  return fieldFault(at, `${seen.id} ${reason.id}; yang diharapkan: ${expects.id}`, `${seen.en} ${reason.en}; expected: ${expects.en}`)
}
