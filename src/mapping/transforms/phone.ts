import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { isAbsent, scalarText } from '../absence.ts'
import { Fault, type Transform } from '../reading.ts'

/** E.164, Indonesian when no country is named. Of several numbers the first. Short codes (110, 1708) are no phones. */
export const phone: Transform<string> = {
  expects: { id: 'nomor telepon seperti 0812-3456-7890', en: 'a phone number such as 0812-3456-7890' },
  personal: true,
  lenient: true,
  read: (value) => {
    if (isAbsent(value)) return undefined
    const written = scalarText(value)
    if (written === null || written.length > 100) return NO_PHONE
    if (DIGITS.test(written)) return readDigits(written) ?? NO_PHONE
    for (const one of written.split(/[/,;|]| atau | dan /)) {
      const number = readNumber(one.trim())
      if (number !== null) return number
    }
    return NO_PHONE
  },
}

const NO_PHONE = new Fault('bukan nomor telepon', 'is not a phone number')
const DIGITS = /^\+?\d{7,18}$/
const INDONESIAN_MOBILE = /^(?:\+62|0062|62|0|\+620|620)?(8[1-9]\d{7,10})$/

const LABEL = /^(?:['’]|(?:(?:no|nomor|telepon|telp?|tlp|hp|wa|whatsapp|phone|mobile)[.:]? ?){1,3})/i
/** `(WA)`, `WhatsApp only`: words behind the number. */
const REMARK = /\s*(?:\([^()\d]{1,30}\)|(?:wa|whatsapp|hp)[ a-z]{0,20})$/i

function readNumber(written: string): string | null {
  const compact = written
    .normalize('NFKC')
    // Chats and address books put marks of the writing direction around numbers; spreadsheets an apostrophe before them.
    .replace(/\p{Cf}/gu, '')
    .replace(/@(?:c\.us|s\.whatsapp\.net)$/, '')
    .replace(LABEL, '')
    .replace(REMARK, '')
    .replace(/[\s().\p{Pd}_]/gu, '')
  return DIGITS.test(compact) ? readDigits(compact) : null
}

function readDigits(compact: string): string | null {
  const mobile = INDONESIAN_MOBILE.exec(compact)
  if (mobile) return `+62${mobile[1]}`
  const parsed = parsePhoneNumberFromString(withCountry(compact), 'ID')
  return parsed?.isValid() && /^\+[1-9]\d{6,14}$/.test(parsed.number) ? parsed.number : null
}

function withCountry(compact: string): string {
  if (compact.startsWith('00')) return `+${compact.slice(2)}`
  return compact.startsWith('62') ? `+${compact}` : compact
}
