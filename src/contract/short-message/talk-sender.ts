import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** Who wrote: a person's phone, or a service, which is never answered. */
export type Sender =
  | { readonly kind: 'phone' /** E.164 */; readonly address: string }
  /** short_code: 1708, 110. name: TELKOMSEL. landline, free or premium numbers and what is no number at all: other. */
  | { readonly kind: 'short_code' | 'name' | 'other'; readonly address: string }

/** Any text gives a sender. `address` of what is no phone is what came, cleaned of control characters and cut. */
export function readSender(text: string, country: CountryCode = 'ID'): Sender {
  const cleaned = text
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .replace(/^(?:tel|sms):\s*/i, '')
    .slice(0, 64)
  if (cleaned === '') return { kind: 'other', address: '' }
  if (/\p{L}/u.test(cleaned)) return { kind: 'name', address: cleaned }
  const digits = cleaned.replace(/\D/g, '')
  if (digits.length <= SHORT_CODE_DIGITS) return { kind: 'short_code', address: cleaned }
  const address = phoneOf(cleaned, digits, country)
  return address === null ? { kind: 'other', address: cleaned } : { kind: 'phone', address }
}

/** Indonesian short codes have three to six digits; the shortest subscriber numbers have more. */
const SHORT_CODE_DIGITS = 6

/** Senders who can get a short message. An unknown type (some countries do not tell mobile from fixed) is given the benefit. */
const CANNOT_READ = new Set(['FIXED_LINE', 'TOLL_FREE', 'PREMIUM_RATE', 'SHARED_COST', 'UAN', 'VOICEMAIL', 'PAGER'])

/** Networks write 628…, +628…, 00628…, 08… and 8…. Possible is enough where nothing is valid: a new prefix is on the air before any list knows it. */
function phoneOf(cleaned: string, digits: string, country: CountryCode): string | null {
  const read = formsOf(cleaned, digits).map((form) => parsePhoneNumberFromString(form, country))
  const phone = read.find((one) => one?.isValid() === true) ?? read.find((one) => one?.isPossible() === true)
  return phone === undefined || CANNOT_READ.has(phone.getType() ?? '') ? null : phone.number
}

function formsOf(cleaned: string, digits: string): readonly string[] {
  // A type of number that says "international" over a national one: +0812…
  if (cleaned.startsWith('+') && !digits.startsWith('0')) return [`+${digits}`]
  if (digits.startsWith('00')) return [`+${digits.slice(2)}`]
  if (digits.startsWith('0')) return [digits]
  return /^8\d{8,11}$/.test(digits) ? [digits, `+${digits}`] : [`+${digits}`, digits]
}
