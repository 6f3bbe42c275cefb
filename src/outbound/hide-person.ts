import type { Reporter } from '../contract/complaint.ts'

/** What stands in place of what names a person, or of a secret. */
export const MARKS = {
  name: '‹nama›',
  phone: '‹telepon›',
  email: '‹surel›',
  nationalId: '‹NIK›',
  address: '‹alamat›',
  account: '‹akun›',
  secret: '‹rahasia›',
} as const

/** Takes out of a text what names these people, in whatever spelling, and what looks like anybody's phone, e-mail or national id. */
export function hidePerson(people: readonly Reporter[], accounts: readonly string[] = []): (text: string) => string {
  const known = [...people.flatMap(spellingsOf), ...accounts.flatMap((text) => exact(text, MARKS.account)), ...SHAPES]
  return (text) => {
    const plain = text.normalize('NFC')
    const seen: SeenText = { plain, ascii: asciiOf(plain), numbers: numbersIn(plain) }
    return known.reduce((left, { maybeIn, pattern, mark }) => (maybeIn(seen) ? left.replace(pattern(), mark) : left), plain)
  }
}

interface SeenText {
  readonly plain: string
  /** In lower case; null: there are other letters. */
  readonly ascii: string | null
  /** Whatever may be a number of six digits or more, without what stands between its digits; one after the other. */
  readonly numbers: string
}

const NUMBERS = /\d(?:[\s.()-]{0,3}\d){5,}/g

function numbersIn(text: string): string {
  return (text.match(NUMBERS) ?? []).map((number) => number.replaceAll(/\D/g, '')).join(' ')
}

/** In lower case; null: there are other letters, whose cases are not told by a table of 26. */
function asciiOf(text: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what ASCII is.
  return /^[\x00-\x7f]*$/.test(text) ? text.toLowerCase() : null
}

/** Takes secrets out; one value may hold several, as `Bearer <token>`. */
export function hideSecrets(secrets: readonly string[]): (text: string) => string {
  const words = [...new Set(secrets.flatMap((value) => [value, ...value.split(/[\s,]+/)]))].filter((word) => word.length >= 4)
  const written = words.flatMap((word) => [word, encodeURIComponent(word)]).toSorted((a, b) => b.length - a.length)
  return (text) => written.reduce((left, word) => left.replaceAll(word, MARKS.secret), text)
}

/** One way in which a person may be written. */
interface Spelling {
  /** False: it does not stand in the text for certain, and its pattern, which is slow to make, is not needed. */
  maybeIn(text: SeenText): boolean
  pattern(): RegExp
  readonly mark: string
}

// Every repetition has an end: what comes is of strangers, and may be long.
const EMAIL = /[^\s"'<>(),;:=&@]{1,64}(?:@|%40)[^\s"'<>(),;:=&@.]{1,63}(?:\.[^\s"'<>(),;:=&@.]{1,63}){1,6}/giu
const NATIONAL_ID = /(?<!\d)\d{16}(?!\d)/g
const MOBILE = /(?<!\d)(?:\+?62[\s.()-]{0,3}|0)8(?:[\s.()-]{0,2}\d){7,12}(?!\d)/g
const SHAPES: readonly Spelling[] = [
  { maybeIn: ({ plain }) => plain.includes('@') || plain.includes('%40'), pattern: () => EMAIL, mark: MARKS.email },
  { maybeIn: () => true, pattern: () => NATIONAL_ID, mark: MARKS.nationalId },
  { maybeIn: () => true, pattern: () => MOBILE, mark: MARKS.phone },
]

/** Longest first, so that a whole name goes before its parts. */
function spellingsOf({ name, phone, email, handle, nationalId, address }: Reporter): Spelling[] {
  return [
    ...exact(address, MARKS.address),
    ...exact(email, MARKS.email),
    ...exact(handle, MARKS.account),
    ...exact(nationalId, MARKS.nationalId),
    ...phoneSpellings(phone),
    ...exact(name, MARKS.name),
    ...(name ?? '').split(/[\s,.]+/).flatMap((part) => (part.length >= 3 ? exact(part, MARKS.name) : [])),
  ]
}

function exact(text: string | undefined, mark: string): Spelling[] {
  const plain = text?.normalize('NFC').trim() ?? ''
  if (plain.length < 2) return []
  const begins = asciiOf(plain.split(/\s/)[0] ?? '')
  return [
    {
      maybeIn: ({ ascii }) => ascii === null || begins === null || ascii.includes(begins),
      pattern: () => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(plain)}(?![\\p{L}\\p{N}])`, 'giu'),
      mark,
    },
  ]
}

/** With and without the country, and with whatever stands between the digits. */
function phoneSpellings(phone: string | undefined): Spelling[] {
  const digits = (phone ?? '').replaceAll(/\D/g, '').replace(/^62/, '')
  if (digits.length < 6) return []
  return [
    {
      maybeIn: ({ numbers }) => numbers.includes(digits),
      pattern: () => new RegExp(`(?:\\+?62[\\s.()-]{0,3}|0)?${[...digits].join('[\\s.()-]{0,3}')}`, 'g'),
      mark: MARKS.phone,
    },
  ]
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+')
