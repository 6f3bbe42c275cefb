import { escapeStep } from './pointer.ts'

/** Where a value stands in a text: [start, end). */
export interface Place {
  readonly start: number
  readonly end: number
  /** false: nothing stands there; it is where the nearest thing around it begins. */
  readonly exact: boolean
}

/** Where JSON Pointers point in a text that `readJson` has read without fault. */
export function findPlaces(text: string, pointers: readonly string[]): ReadonlyMap<string, Place> {
  const all = new Scanner(text).scan()
  const found = new Map<string, Place>()
  for (const pointer of pointers) {
    for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
      const span = all.get(at)
      if (span) found.set(pointer, at === pointer ? { ...span, exact: true } : { start: span.start, end: span.start + 1, exact: false })
      if (span || at === '') break
    }
  }
  return found
}

export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

const STRING = /"(?:[^"\\]|\\.)*"/y
const OTHER = /[^\s,\]}]+/y
const SPACE = /[\s\ufeff]*/y

/** Depth is bounded: readJson refuses more than 64 levels. */
class Scanner {
  readonly #text: string
  readonly #found = new Map<string, { start: number; end: number }>()
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  scan(): ReadonlyMap<string, { start: number; end: number }> {
    this.#value('')
    return this.#found
  }

  #value(pointer: string): void {
    this.#take(SPACE)
    const start = this.#at
    const char = this.#text[start]
    if (char === '{') this.#members((index, key) => `${pointer}/${escapeStep(key ?? String(index))}`, '}')
    else if (char === '[') this.#members((index) => `${pointer}/${index}`, ']')
    else this.#take(char === '"' ? STRING : OTHER)
    this.#found.set(pointer, { start, end: this.#at })
  }

  #members(pointerOf: (index: number, key: string | null) => string, closing: '}' | ']'): void {
    this.#at += 1
    for (let index = 0; this.#at < this.#text.length; index += 1) {
      this.#take(SPACE)
      if (this.#text[this.#at] === ',') this.#at += 1
      this.#take(SPACE)
      if (this.#text[this.#at] === closing) break
      const key = closing === '}' ? (JSON.parse(this.#take(STRING)) as string) : null
      this.#take(SPACE)
      if (key !== null) this.#at += 1
      this.#value(pointerOf(index, key))
    }
    this.#at += 1
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const [taken = ''] = pattern.exec(this.#text) ?? []
    this.#at += taken.length
    return taken
  }
}
