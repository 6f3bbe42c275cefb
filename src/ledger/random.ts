import { randomBytes } from 'node:crypto'

const AT_ONCE = 4096
let drawn = Buffer.alloc(0)

/** Random bytes from the system, drawn for many callers at once: for a nonce or an id of a few bytes the call costs more than the bytes. Each is handed out once. */
export function random(bytes: number): Buffer {
  if (drawn.length < bytes) drawn = randomBytes(Math.max(AT_ONCE, bytes))
  const taken = drawn.subarray(0, bytes)
  drawn = drawn.subarray(bytes)
  return taken
}
