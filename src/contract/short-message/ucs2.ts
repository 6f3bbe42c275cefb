/** UTF-16, big end first: what networks call UCS-2, with pairs for what lies beyond. */
export function encodeUcs2(text: string): Uint8Array {
  const octets = new Uint8Array(text.length * 2)
  for (let unit = 0; unit < text.length; unit += 1) {
    octets[unit * 2] = text.charCodeAt(unit) >> 8
    octets[unit * 2 + 1] = text.charCodeAt(unit) & 0xff
  }
  return octets
}

/** Half a pair becomes U+FFFD; a byte too many at the end and a mark of order at the beginning are left out. */
export function decodeUcs2(octets: Uint8Array): { readonly text: string; readonly exact: boolean } {
  const littleFirst = octets[0] === 0xff && octets[1] === 0xfe
  const text = (littleFirst ? LITTLE : BIG).decode(octets.subarray(0, octets.length & ~1))
  return { text, exact: octets.length % 2 === 0 && !text.includes('�') }
}

const BIG = new TextDecoder('utf-16be')
const LITTLE = new TextDecoder('utf-16le')
