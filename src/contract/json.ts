import { type FieldError, GatewayError } from './errors.ts'
import { fieldFault } from './field-fault.ts'
import { readNumber } from './json-number.ts'
import { pointerStep } from './json-pointer.ts'
import { readPlainJson } from './plain-json.ts'

export interface JsonOptions {
  /** Arrays and objects within one another. Default 64. */
  readonly maxDepth?: number
  /**
   * Given: repeated keys (the last wins), prototype keys (left out) and numbers beyond all measure (null) are noted here and reading goes on, so that one bad item
   * does not cost a whole page. Absent: the first of them is refused.
   */
  readonly faults?: FieldError[]
}

/**
 * Reads JSON that comes from outside. Stricter than JSON.parse: UTF-8 must be valid (a byte order mark may lead), no key comes twice, no key reaches a
 * prototype. Numbers that a double cannot hold to the last digit stay text, so that no id is changed. Throws `request_unreadable` with the JSON Pointer and
 * the place. Linear in time; depth costs no call stack.
 */
export function readJson(bytes: Uint8Array, options: JsonOptions = {}): unknown {
  let text: string
  try {
    text = UTF8.decode(bytes)
  } catch (cause) {
    throw new GatewayError('request_unreadable', 'the body is not valid UTF-8', {
      cause,
      errors: [fieldFault('', 'isinya bukan UTF-8 yang sah', 'the body is not valid UTF-8')],
    })
  }
  const plain = readPlainJson(text, options.maxDepth ?? DEPTH)
  return plain === undefined ? new Reader(text, options).read() : plain
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })
const DEPTH = 64
const SPACE = /[ \t\n\r]*/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in a string
const STRING = /"[^"\\\u0000-\u001f]*(?:\\.[^"\\\u0000-\u001f]*)*"/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const WORDS: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

type Level =
  | { readonly kind: 'array'; readonly items: unknown[] }
  | { readonly kind: 'object'; readonly members: Record<string, unknown>; key: string }

/** Holds the open arrays and objects on a list of its own instead of the call stack. */
class Reader {
  #at = 0
  readonly #text: string
  readonly #open: Level[] = []
  readonly #maxDepth: number
  readonly #faults: FieldError[] | undefined

  constructor(text: string, options: JsonOptions) {
    this.#text = text
    this.#maxDepth = options.maxDepth ?? DEPTH
    this.#faults = options.faults
  }

  read(): unknown {
    this.#skipSpace()
    if (this.#at === this.#text.length) throw this.#unreadable('isinya kosong', 'the body is empty')
    for (;;) {
      // Each turn reads one value (or opens a level), then closes whatever ends behind it.
      let value = this.#readValue()
      if (value === OPENED) continue
      for (;;) {
        const level = this.#open.at(-1)
        if (level === undefined) return this.#finish(value)
        this.#put(level, value)
        if (this.#goOn(level)) break
        this.#open.pop()
        value = level.kind === 'array' ? level.items : this.#closeObject(level.members)
      }
    }
  }

  #readValue(): unknown {
    this.#skipSpace()
    const char = this.#text[this.#at]
    if (char === '{' || char === '[') return this.#openLevel(char)
    if (char === '"') return this.#readString()
    if (char === '-' || (char !== undefined && char >= '0' && char <= '9')) return this.#readNumber()
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue
      this.#at += word.length
      return value
    }
    throw this.#unexpected('sebuah nilai', 'a value')
  }

  #openLevel(char: '{' | '['): unknown {
    if (this.#open.length >= this.#maxDepth)
      throw this.#unreadable(`bersarang lebih dari ${this.#maxDepth} tingkat`, `nested deeper than ${this.#maxDepth} levels`)
    this.#at++
    this.#skipSpace()
    if (char === '[') {
      if (this.#take(']')) return []
      this.#open.push({ kind: 'array', items: [] })
      return OPENED
    }
    if (this.#take('}')) return {}
    const level: Level = { kind: 'object', members: {}, key: '' }
    this.#open.push(level)
    this.#readKey(level)
    return OPENED
  }

  /** True: another value follows in this level. */
  #goOn(level: Level): boolean {
    this.#skipSpace()
    if (this.#take(',')) {
      if (level.kind === 'object') this.#readKey(level)
      return true
    }
    if (this.#take(level.kind === 'array' ? ']' : '}')) return false
    throw level.kind === 'array' ? this.#unexpected("',' atau ']'", "',' or ']'") : this.#unexpected("',' atau '}'", "',' or '}'")
  }

  #readKey(level: Level & { kind: 'object' }): void {
    this.#skipSpace()
    if (this.#text[this.#at] !== '"') throw this.#unexpected('kunci dalam tanda kutip ganda', 'a key in double quotes')
    level.key = this.#readString()
    this.#skipSpace()
    if (!this.#take(':')) throw this.#unexpected("':'", "':'")
    if (level.key === '__proto__') this.#fault("kunci '__proto__' tidak diperbolehkan", "the key '__proto__' is not allowed")
    else if (Object.hasOwn(level.members, level.key)) this.#fault('kuncinya muncul dua kali', 'the key comes twice')
  }

  #put(level: Level, value: unknown): void {
    if (level.kind === 'array') level.items.push(value)
    else if (level.key !== '__proto__') level.members[level.key] = value
  }

  #closeObject(members: Record<string, unknown>): Record<string, unknown> {
    const value = Object.hasOwn(members, 'constructor') ? members['constructor'] : undefined
    if (typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')) {
      this.#fault(
        "kunci 'constructor' yang memuat 'prototype' tidak diperbolehkan",
        "the key 'constructor' holding 'prototype' is not allowed",
        '/constructor/prototype',
      )
      delete members['constructor']
    }
    return members
  }

  #readString(): string {
    STRING.lastIndex = this.#at
    const [source] = STRING.exec(this.#text) ?? []
    if (source === undefined)
      throw this.#unreadable(
        'teks dalam kutip yang tidak ditutup, atau memuat karakter kendali',
        'a string that does not end, or with a raw control character in it',
      )
    if (!source.includes('\\')) {
      this.#at += source.length
      return source.slice(1, -1)
    }
    try {
      const value: unknown = JSON.parse(source)
      this.#at += source.length
      // An escape may spell half a surrogate pair, which UTF-8 and the ledger cannot hold.
      return String(value).toWellFormed()
    } catch {
      throw this.#unreadable('teks dengan tanda \\ yang tidak dikenal JSON', 'a string with an escape that JSON does not know')
    }
  }

  #readNumber(): number | string | null {
    NUMBER.lastIndex = this.#at
    const [source] = NUMBER.exec(this.#text) ?? []
    if (source === undefined) throw this.#unexpected('angka', 'a number')
    const value = readNumber(source)
    if (value === null) this.#fault('angkanya terlalu besar', 'the number is beyond all measure')
    this.#at += source.length
    return value
  }

  #finish(value: unknown): unknown {
    this.#skipSpace()
    if (this.#at < this.#text.length) throw this.#unexpected('akhir isi', 'the end')
    return value
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.#at
    SPACE.test(this.#text)
    this.#at = SPACE.lastIndex
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #fault(id: string, en: string, below = ''): void {
    const error = this.#unreadable(id, en, below)
    if (this.#faults === undefined) throw error
    this.#faults.push(...error.errors)
  }

  #unexpected(id: string, en: string): GatewayError {
    const found = this.#at < this.#text.length ? `'${printable(this.#text, this.#at)}'` : null
    return this.#unreadable(
      `bukan JSON: diharapkan ${id}, yang ada ${found ?? 'akhir isi'}`,
      `not JSON: ${en} was expected, ${found ?? 'the end'} was found`,
    )
  }

  #unreadable(id: string, en: string, below = ''): GatewayError {
    const before = this.#text.slice(0, this.#at)
    const line = before.split('\n').length
    const column = this.#at - before.lastIndexOf('\n')
    const pointer = this.#open.map((level) => pointerStep(level.kind === 'array' ? level.items.length : level.key)).join('')
    const fault = fieldFault(pointer + below, `${id} (baris ${line}, kolom ${column})`, `${en} (line ${line}, column ${column})`)
    return new GatewayError('request_unreadable', fault.message, { errors: [fault] })
  }
}

const OPENED = Symbol('a level was opened')

function printable(text: string, at: number): string {
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0)
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(char) ? char : `U+${char.codePointAt(0)?.toString(16).padStart(4, '0').toUpperCase()}`
}
