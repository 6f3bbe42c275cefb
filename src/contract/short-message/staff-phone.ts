import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { GatewayError } from '../errors.ts'

/** A number as staff type it → E.164. Throws `request_unreadable`, without quoting it. */
export function readStaffPhone(typed: string): string {
  const phone = parsePhoneNumberFromString(typed, 'ID')
  if (!phone?.isPossible()) throw new GatewayError('request_unreadable', 'this is no phone number; write it as 0812… or +62812…')
  return phone.number
}
