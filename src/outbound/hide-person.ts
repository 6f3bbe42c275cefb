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
  const known = [...people.flatMap(spellingsOf), ...accounts.flatMap((text) => exact(text, MARKS.account))]
  return (text) => [...known, ...SHAPES].reduce((left, [pattern, mark]) => left.replace(pattern, mark), text.normalize('NFC'))
}

/** Takes secrets out; one value may hold several, as `Bearer <token>`. */
export function hideSecrets(secrets: readonly string[]): (text: string) => string {
  const words = [...new Set(secrets.flatMap((value) => [value, ...value.split(/[\s,]+/)]))].filter((word) => word.length >= 4)
  const written = words.flatMap((word) => [word, encodeURIComponent(word)]).toSorted((a, b) => b.length - a.length)
  return (text) => written.reduce((left, word) => left.replaceAll(word, MARKS.secret), text)
}

type Spelling = readonly [RegExp, string]

// Every repetition has an end: what comes is of strangers, and may be long.
const EMAIL: Spelling = [/[^\s"'<>(),;:=&@]{1,64}(?:@|%40)[^\s"'<>(),;:=&@.]{1,63}(?:\.[^\s"'<>(),;:=&@.]{1,63}){1,6}/giu, MARKS.email]
const NATIONAL_ID: Spelling = [/(?<!\d)\d{16}(?!\d)/g, MARKS.nationalId]
const MOBILE: Spelling = [/(?<!\d)(?:\+?62[\s.()-]{0,3}|0)8(?:[\s.()-]{0,2}\d){7,12}(?!\d)/g, MARKS.phone]
const SHAPES: readonly Spelling[] = [EMAIL, NATIONAL_ID, MOBILE]

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
  return plain.length < 2 ? [] : [[new RegExp(`(?<![\\p{L}\\p{N}])${escaped(plain)}(?![\\p{L}\\p{N}])`, 'giu'), mark]]
}

/** With and without the country, and with whatever stands between the digits. */
function phoneSpellings(phone: string | undefined): Spelling[] {
  const digits = (phone ?? '').replaceAll(/\D/g, '').replace(/^62/, '')
  if (digits.length < 6) return []
  return [[new RegExp(`(?:\\+?62[\\s.()-]{0,3}|0)?${[...digits].join('[\\s.()-]{0,3}')}`, 'g'), MARKS.phone]]
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+')
