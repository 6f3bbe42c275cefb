/** The ticket number of a complaint that people read and write: XXXXX-XXXXX, 50 random bits of its id in Crockford's base32. */
export function referenceOf(complaintId: string): string {
  let rest = BigInt(`0x${complaintId.replaceAll('-', '').slice(-13)}`)
  let digits = ''
  for (let n = 0; n < 10; n += 1) {
    digits = `${DIGITS[Number(rest & 31n)]}${digits}`
    rest >>= 5n
  }
  return `${digits.slice(0, 5)}-${digits.slice(5)}`
}

/** As a person writes it: case, spaces and hyphens do not matter, O is 0, I and L are 1. null: it is no ticket number. */
export function readReference(text: string): string | null {
  if (text.length > 40) return null
  const digits = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(digits) ? `${digits.slice(0, 5)}-${digits.slice(5)}` : null
}

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
