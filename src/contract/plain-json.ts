import { readNumber } from './json-number.ts'

/**
 * Reads JSON in which nothing asks for the rules of `readJson`: there JSON.parse, which is several times faster, gives the very same value. undefined: some
 * rule does apply (a key twice, a key of a prototype, a number that stays text, half a surrogate pair, too deep), or it is no JSON at all.
 */
export function readPlainJson(text: string, maxDepth: number): unknown {
  const written = countWritten(text, Math.min(maxDepth, MOST_DEPTH))
  if (written === NOT_PLAIN) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  // Of a key that comes twice JSON.parse keeps one.
  return countKept(value) === written ? value : undefined
}

/** The values are visited one within the other, on the call stack. */
const MOST_DEPTH = 64
const NOT_PLAIN = -1

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const NINE = 0x39
const ZERO = 0x30
const MINUS = 0x2d
const SMALL_U = 0x75
/** `[` and `{` differ in this bit, as do `]` and `}`, and letters of either case. */
const CASE = 0x20

/** The members of all objects, as they are written. */
function countWritten(text: string, maxDepth: number): number {
  const escapes = text.includes('\\')
  let members = 0
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at)
    if (sign === QUOTE) {
      at = escapes ? endOfEscaped(text, at + 1) : text.indexOf('"', at + 1)
      if (at < 0) return NOT_PLAIN
    } else if (sign === COLON) members += 1
    else if (sign === MINUS || (sign >= ZERO && sign <= NINE)) {
      const end = endOfNumber(text, at + 1)
      if (end < 0) return NOT_PLAIN
      at = end - 1
    } else if ((sign | CASE) === 0x7b) {
      depth += 1
      if (depth > maxDepth) return NOT_PLAIN
    } else if ((sign | CASE) === 0x7d) depth -= 1
  }
  return members
}

/** Where the string that begins here ends; -1: nowhere, or it spells what may be half a surrogate pair. */
function endOfEscaped(text: string, begin: number): number {
  for (let at = begin; at < text.length; at += 1) {
    const sign = text.charCodeAt(at)
    if (sign === QUOTE) return at
    if (sign !== BACKSLASH) continue
    at += 1
    if (text.charCodeAt(at) === SMALL_U && (text.charCodeAt(at + 1) | CASE) === 0x64 && text.charCodeAt(at + 2) >= 0x38) return -1
  }
  return -1
}

/** Behind the number whose first character was read; -1: it does not become just that number. */
function endOfNumber(text: string, begin: number): number {
  let end = begin
  let exponent = false
  for (; end < text.length; end += 1) {
    const sign = text.charCodeAt(end)
    if ((sign | CASE) === 0x65) exponent = true
    else if ((sign < ZERO || sign > NINE) && sign !== 0x2e && sign !== 0x2b && sign !== MINUS) break
  }
  const isShort = end - begin < 15 && !exponent
  return isShort || typeof readNumber(text.slice(begin - 1, end)) === 'number' ? end : -1
}

/** The members of all objects, as they were read; NOT_PLAIN: one has a name that `readJson` does not simply keep. */
function countKept(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let members = 0
  if (Array.isArray(value)) {
    for (const item of value) {
      const within = countKept(item)
      if (within === NOT_PLAIN) return NOT_PLAIN
      members += within
    }
    return members
  }
  for (const key in value) {
    if (key === '__proto__' || key === 'constructor') return NOT_PLAIN
    const within = countKept((value as Record<string, unknown>)[key])
    if (within === NOT_PLAIN) return NOT_PLAIN
    members += 1 + within
  }
  return members
}
