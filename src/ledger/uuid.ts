import { random } from './random.ts'

/** A UUIDv7 (RFC 9562 §5.7), greater than every one made before it in this process. */
export function newId(): string {
  const now = Date.now()
  if (now > lastMs) {
    lastMs = now
    counter = random(2).readUInt16BE() & 0x7ff
  } else {
    counter += 1
  }
  // The 12 bits are used up, or the clock went back: borrow from the next millisecond.
  if (counter > 0xfff) {
    lastMs += 1
    counter = 0
  }
  const bytes = random(16)
  bytes.writeUIntBE(lastMs, 0, 6)
  bytes.writeUInt16BE(0x7000 | counter, 6)
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

export function isUuid(text: string): boolean {
  return UUID.test(text)
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

let lastMs = 0
let counter = 0
