/**
 * The alphabets of South Asia in 3GPP TS 23.038, A.2.4 to A.3.13. Those of nine scripts are one: the letters stand in the order of Unicode's blocks, which were laid out alike. Where a block has no letter the
 * standard leaves a gap. The last sign before `a` and the five behind `z` are each script's own.
 */
interface Script {
  readonly base: number
  /** 0x60 and 0x7b to 0x7f of the locking table, as places in the block. */
  readonly own: readonly number[]
  /** 0x26, 0x27, and what follows the braces and the backslash of the single shift table. */
  readonly signs: readonly number[]
  /** The stroke and double stroke that end a sentence. */
  readonly strokes: boolean
}

const SCRIPTS: ReadonlyMap<number, Script> = new Map([
  [5, { base: 0x0a80, own: [0x50, 0x60, 0x61, 0x62, 0x63, 0x71], signs: [], strokes: true }],
  [
    6,
    {
      base: 0x0900,
      own: [0x50, 0x72, 0x7b, 0x7c, 0x7e, 0x7f],
      signs: [0x51, 0x52, 0x53, 0x54, 0x58, 0x59, 0x5a, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x61, 0x62, 0x63, 0x70, 0x71],
      strokes: true,
    },
  ],
  [7, { base: 0x0c80, own: [0x55, 0x56, 0x60, 0x61, 0x62, 0x63], signs: [0x5e, 0x71, 0x72], strokes: true }],
  [
    8,
    {
      base: 0x0d00,
      own: [0x57, 0x60, 0x61, 0x62, 0x63, 0x79],
      signs: [0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f],
      strokes: true,
    },
  ],
  [9, { base: 0x0b00, own: [0x56, 0x57, 0x60, 0x61, 0x62, 0x63], signs: [0x5c, 0x5d, 0x5f, 0x70, 0x71], strokes: true }],
  [10, { base: 0x0a00, own: [0x51, 0x70, 0x71, 0x72, 0x73, 0x74], signs: [0x59, 0x5a, 0x5b, 0x5c, 0x5e, 0x75], strokes: true }],
  [11, { base: 0x0b80, own: [0x50, 0x57, 0x70, 0x71, 0x72, 0x79], signs: [0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x7a], strokes: true }],
  [
    12,
    {
      base: 0x0c00,
      own: [0x55, 0x56, 0x60, 0x61, 0x62, 0x63],
      signs: [0x58, 0x59, 0x78, 0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f],
      strokes: false,
    },
  ],
])

const BENGALI = { base: 0x0980, own: [0x4e, 0x57, 0x5c, 0x5d, 0x70, 0x71] }
const URDU_LETTERS = [
  'اآبٻڀپڦتۂٿ\nٹٽ\rٺټثجځڄڃڅچڇحخد\x1bڌڈډڊ !ڏڍذرڑړ)(ڙز,ږ.ژ0123456789:;ښسش?صضطظعفقکڪګگڳڱلمنںڻڼوۄەہھءیېے',
  '\u064d\u0650\u064f\u0657\u0654abcdefghijklmnopqrstuvwxyz\u0655\u0651\u0653\u0656\u0670',
].join('')

/** Places in a block, in the order of the locking table; a text stands for itself. */
const ORDER: readonly (number | string)[] = [
  ...[1, 2, 3, ...range(0x05, 0x0b)],
  ...['\n', 0x0c, 0x0d, '\r', ...range(0x0e, 0x1a), '\x1b', ...range(0x1b, 0x1e), ' ', '!'],
  ...[...range(0x1f, 0x24), ')', '(', 0x25, 0x26, ',', 0x27, '.', 0x28, ...'0123456789:;', 0x29, 0x2a, 0x2b, '?'],
  ...[...range(0x2c, 0x39), ...range(0x3c, 0x4d)],
]

/** Languages 4 to 13: Bengali, Gujarati, Hindi, Kannada, Malayalam, Oriya, Punjabi, Tamil, Telugu, Urdu. A gap is no letter. */
export function listNationalLocking(): ReadonlyMap<number, readonly string[]> {
  const tables = new Map<number, readonly string[]>([
    [4, lockingOf(BENGALI)],
    [13, [...URDU_LETTERS]],
  ])
  for (const [language, script] of SCRIPTS) tables.set(language, lockingOf(script))
  return tables
}

function lockingOf({ base, own }: Pick<Script, 'base' | 'own'>): string[] {
  const [last = 0, ...behind] = own
  const letters = [...ORDER, last, ...'abcdefghijklmnopqrstuvwxyz', ...behind]
  // A sparse place is an undefined one: what stands there cannot be read.
  const table: string[] = []
  letters.forEach((each, septet) => {
    const letter = typeof each === 'string' ? each : String.fromCharCode(base + each)
    if (/\P{Cn}/u.test(letter)) table[septet] = letter
  })
  return table
}

export function listNationalSingle(): ReadonlyMap<number, ReadonlyMap<number, string>> {
  const tables = new Map<number, ReadonlyMap<number, string>>([
    [
      4,
      singleOf(
        [...letters(0x0980, [0x66, 0x67]), '', ...letters(0x0980, [...range(0x68, 0x6f), 0x5f, 0x60, 0x61, 0x62])],
        letters(0x0980, [0x63, ...range(0x72, 0x7a)]),
      ),
    ],
    [
      13,
      singleOf(
        ['\u0600', '\u0601', '', ...letters(0x0600, range(0xf0, 0xf9)), '،', '؍'],
        ['؎', '؏', '\u0610', '\u0611', '\u0612', '\u0613', '\u0614', '؛', '؟', 'ـ', '\u0652', '\u0658', '٫', '٬', 'ٲ', 'ٳ', 'ۍ'],
      ).set(0x3f, '۔'),
    ],
  ])
  for (const [language, { base, signs, strokes }] of SCRIPTS) {
    const [first, second, ...rest] = letters(base, signs)
    const end = strokes ? ['।', '॥'] : ['', '']
    tables.set(language, singleOf([...end, '', ...letters(base, range(0x66, 0x6f)), first ?? '', second ?? ''], rest))
  }
  return tables
}

/** `upTo`: from 0x19; `behind`: from 0x2a, around the backslash. */
function singleOf(upTo: readonly string[], behind: readonly string[]): Map<number, string> {
  const table = new Map<number, string>([[0x65, '€']])
  const put = (from: number, each: Iterable<string>) => {
    let at = from
    for (const letter of each) {
      if (letter !== '') table.set(at, letter)
      at += 1
    }
  }
  put(0x00, ['@', '£', '$', '¥', '¿', '"', '¤', '%', '&', "'", '\f', '*', '+', '', ...'-/<=>¡^¡_#*'])
  put(0x19, upTo)
  put(0x28, '{}')
  put(0x2a, [...behind.slice(0, 5)])
  put(0x2f, ['\\', ...behind.slice(5)])
  put(0x3c, '[~]')
  put(0x40, '|ABCDEFGHIJKLMNOPQRSTUVWXYZ')
  return table
}

const letters = (base: number, places: readonly number[]): string[] => places.map((place) => String.fromCharCode(base + place))

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
