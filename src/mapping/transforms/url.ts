import { isAbsent } from '../absence.ts'
import { Fault, type Transform } from '../reading.ts'

/** An address of a file: http or https, encoded as the standard asks. Nothing is fetched here. */
export const url: Transform<string> = {
  expects: { id: 'alamat web yang diawali https://', en: 'an address that begins with https://' },
  personal: true,
  lenient: false,
  read: (value) => {
    if (isAbsent(value)) return undefined
    if (typeof value !== 'string') return new Fault('bukan alamat web', 'is not an address')
    const written = value.trim().replaceAll('&amp;', '&')
    if (written.length > 2048) return new Fault('lebih panjang dari 2048 karakter', 'is longer than 2048 characters')
    const whole = written.startsWith('//') ? `https:${written}` : written
    const colon = /^([a-z][a-z0-9+.-]{0,15}):/i.exec(whole)
    if (colon === null) return new Fault('bukan alamat web yang lengkap', 'is not a whole address')
    const scheme = colon[1]?.toLowerCase()
    if (!/^https?:\/\/[^/]/i.test(whole)) return new Fault(`diawali ${scheme}:`, `begins with ${scheme}:`)
    const address = URL.parse(whole.toWellFormed())
    if (address === null || address.hostname === '') return new Fault('bukan alamat web yang lengkap', 'is not a whole address')
    const href = strictlyEncoded(address.href)
    return href.length <= 2048 ? href : new Fault('lebih panjang dari 2048 karakter', 'is longer than 2048 characters')
  },
}

/** What the URL parser leaves and RFC 3986 does not allow. */
function strictlyEncoded(href: string): string {
  return href.replace(/[\^|[\]`{}\\"<>]|%(?![0-9a-fA-F]{2})/g, (sign, at: number) =>
    (sign === '[' || sign === ']') && at < href.indexOf('/', 8)
      ? sign
      : `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
