import { Fault } from './reading.ts'
import { foldSpace, readLine } from './transforms/line.ts'

/** Native words and what they mean. Found without regard to case, punctuation and spacing; `Ditutup*` stands for all words that begin so. */
export interface WordTable<T> {
  /** undefined: the word is not known. */
  find(word: unknown): T | undefined
}

export function compileWords<T>(entries: Iterable<readonly [string, T]>): WordTable<T> {
  const exact = new Map<string, T>()
  const beginnings: [string, T][] = []
  for (const [word, meaning] of entries) {
    if (/[*…]$/.test(word)) beginnings.push([foldWord(word.slice(0, -1)), meaning])
    else exact.set(foldWord(word), meaning)
  }
  beginnings.sort((a, b) => b[0].length - a[0].length)
  return {
    find(word) {
      const folded = foldWord(word)
      if (folded === '') return undefined
      const meaning = exact.get(folded)
      return meaning !== undefined || exact.has(folded) ? meaning : beginnings.find(([start]) => folded.startsWith(start))?.[1]
    },
  }
}

/** 'SP4N-LAPOR!' and 'sp4n lapor' are one word. '' when there is none. */
export function foldWord(word: unknown): string {
  const written = typeof word === 'boolean' ? String(word) : readLine(typeof word === 'string' ? word.slice(0, 300) : word)
  if (written === undefined || written instanceof Fault) return ''
  return foldSpace(written.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ' '))
}
