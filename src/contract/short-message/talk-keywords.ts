import type { Language } from '../texts.ts'

export type Keyword = 'report' | 'status' | 'stop' | 'start' | 'help' | 'add'

export interface Found {
  readonly keyword: Keyword | null
  readonly language?: Language
  /** What stands behind the keyword and its punctuation. */
  readonly rest: string
}

/** The keyword at the beginning of a text, whatever its case and punctuation, with common slips of the thumb. */
export function keywordOf(text: string): Found {
  const joined = text.replace(SPACED_LETTERS, (letters) => letters.replace(/\s/g, ''))
  const found = /^[^\p{L}\p{N}]*([\p{L}\p{N}]+)([^\p{L}\p{N}]*)/u.exec(joined)
  const word = (found?.[1] ?? '').toLowerCase()
  if (found === null) return { keyword: null, rest: text }
  const keyword = meaningOf(word)
  if (keyword === null) return { keyword: null, rest: text }
  const rest = joined.slice(found[0].length)
  // "cek status", "kirim status": the second word is the keyword.
  if (keyword.word === 'cek') {
    // One step for any number of them: a text may be long.
    const second = keywordOf(rest.replace(/^(?:cek[^\p{L}\p{N}]+)+/iu, ''))
    return second.keyword === 'status' ? second : { keyword: null, rest: text }
  }
  return { keyword: keyword.keyword, ...(keyword.language === undefined ? {} : { language: keyword.language }), rest }
}

/** "L A P O R jalan": letters with one space between them. */
const SPACED_LETTERS = /^\s*\p{L}(?: \p{L}){3,}(?![\p{L}\p{N}])/u

const KEYWORDS: readonly {
  readonly word: string
  readonly keyword: Keyword
  readonly language?: Language /** One slip is forgiven. */
  readonly slips?: true
}[] = [
  { word: 'lapor', keyword: 'report', slips: true },
  { word: 'lapo', keyword: 'report' },
  { word: 'lpr', keyword: 'report' },
  { word: 'aduan', keyword: 'report' },
  { word: 'pengaduan', keyword: 'report', slips: true },
  { word: 'report', keyword: 'report', language: 'en', slips: true },
  { word: 'status', keyword: 'status', slips: true },
  { word: 'cek', keyword: 'status' },
  { word: 'stop', keyword: 'stop' },
  { word: 'stopp', keyword: 'stop' },
  { word: 'stp', keyword: 'stop' },
  { word: 'setop', keyword: 'stop' },
  { word: 'sotp', keyword: 'stop' },
  { word: 'unreg', keyword: 'stop' },
  { word: 'berhenti', keyword: 'stop', slips: true },
  { word: 'unsubscribe', keyword: 'stop', language: 'en', slips: true },
  { word: 'mulai', keyword: 'start', slips: true },
  { word: 'start', keyword: 'start', language: 'en' },
  { word: 'bantuan', keyword: 'help', slips: true },
  { word: 'bantu', keyword: 'help' },
  { word: 'tolong', keyword: 'help' },
  { word: 'menu', keyword: 'help' },
  { word: 'help', keyword: 'help', language: 'en' },
  { word: 'tambah', keyword: 'add', slips: true },
  { word: 'tambahan', keyword: 'add', slips: true },
  { word: 'add', keyword: 'add', language: 'en' },
]

/** Real words one slip away from a keyword. */
const NOT_SLIPS = new Set([
  'lapar',
  'laper',
  'lapur',
  'lapir',
  'laporan',
  'mulia',
  'mulas',
  'batuan',
  'bantuan',
  'tambal',
  'tambak',
  'sambah',
  'statis',
  'stator',
  'resort',
  'export',
  'deport',
  'reports',
  'lavor',
])

function meaningOf(word: string): (typeof KEYWORDS)[number] | null {
  const exact = KEYWORDS.find((each) => each.word === word)
  if (exact !== undefined) return exact
  if (NOT_SLIPS.has(word) || word.length < 4) return null
  return KEYWORDS.find((each) => each.slips === true && isOneSlip(word, each.word)) ?? null
}

/** One letter missing, doubled, too many, wrong, or two of them exchanged. */
export function isOneSlip(word: string, keyword: string): boolean {
  if (Math.abs(word.length - keyword.length) > 1) return false
  let start = 0
  while (start < word.length && word[start] === keyword[start]) start += 1
  let end = 0
  while (end < word.length - start && end < keyword.length - start && word.at(-1 - end) === keyword.at(-1 - end)) end += 1
  const [here, there] = [word.slice(start, word.length - end), keyword.slice(start, keyword.length - end)]
  if (here.length <= 1 && there.length <= 1) return true
  return here.length === 2 && there.length === 2 && here[0] === there[1] && here[1] === there[0]
}
