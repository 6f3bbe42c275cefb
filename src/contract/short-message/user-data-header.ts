/** What stands before the text of a short message (3GPP TS 23.040 §9.2.3.24). */
export interface UserDataHeader {
  /** Bytes, the length byte counted. */
  readonly bytes: number
  readonly concatenation: Concatenation | null
  readonly lockingLanguage?: number
  readonly singleLanguage?: number
  /** It is addressed to a port: a program's data, not a person's words. */
  readonly port: boolean
}

/** One part says which it is. As it came: `part` and `total` may be impossible. */
export interface Concatenation {
  /** The number of the message, and how wide it is: 7 of 8 bits and 7 of 16 are not the same. */
  readonly reference: string
  readonly part: number
  readonly total: number
}

/** Null: the lengths do not fit, so that there is no saying where the text begins. */
export function readUserDataHeader(octets: Uint8Array): UserDataHeader | null {
  const bytes = (octets[0] ?? 0) + 1
  if (octets.length === 0 || bytes > octets.length) return null
  let header: UserDataHeader = { bytes, concatenation: null, port: false }
  let at = 1
  while (at + 2 <= bytes) {
    const [element = 0, length = 0] = [octets[at], octets[at + 1]]
    const value = octets.subarray(at + 2, at + 2 + length)
    if (at + 2 + length > bytes) return null
    header = { ...header, ...readElement(element, value) }
    at += 2 + length
  }
  // One byte behind the elements: some write one to fill.
  return at === bytes || at > 1 ? header : null
}

/** The header of one part: an 8-bit reference, as every phone reads it. */
export function writeConcatenation(reference: number, part: number, total: number): Uint8Array {
  return Uint8Array.of(5, 0, 3, reference & 0xff, total, part)
}

/** An element of a wrong length is passed over; of one that comes twice the last holds, as the standard says. */
function readElement(element: number, value: Uint8Array): Partial<UserDataHeader> {
  const [a = 0, b = 0, c = 0, d = 0] = value
  if (element === 0x00 && value.length === 3) return { concatenation: { reference: `8:${a}`, total: b, part: c } }
  if (element === 0x08 && value.length === 4) return { concatenation: { reference: `16:${a * 256 + b}`, total: c, part: d } }
  if (element === 0x24 && value.length === 1) return { singleLanguage: a }
  if (element === 0x25 && value.length === 1) return { lockingLanguage: a }
  if (element === 0x04 || element === 0x05) return { port: true }
  return {}
}
