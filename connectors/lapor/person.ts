import type { Reporter } from '../../src/contract/complaint.ts'

export type Identity = Reporter

const LONGEST = 300
const EMAIL = /[^\s"'<>(),;:]+@[^\s"'<>(),;:]+\.[^\s"'<>(),;:]+/g
/** Nine digits and more, as phones and national ids are written; LAPOR!'s own ids are shorter. */
const LONG_NUMBER = /\+?[0-9](?:[\s().-]?[0-9]){8,}/g

/** The centre's words for a log or an operator: shortened, and without what names the reporter, should the centre echo it. */
export function withoutPerson(words: string, person: Identity | undefined): string {
  let clean = words.normalize('NFC').replace(/\s+/g, ' ').slice(0, 4_000).replace(EMAIL, '…')
  for (const known of namesOf(person)) clean = clean.replace(known, '…')
  clean = clean.replace(LONG_NUMBER, '…')
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1).toWellFormed()}…` : clean
}

function namesOf(person: Identity | undefined): RegExp[] {
  if (person === undefined) return []
  const whole = [
    person.name,
    person.handle,
    person.address,
    person.nationalId,
    person.phone,
    person.phone?.replace(/^\+62/, '0'),
    person.phone?.slice(1),
  ]
  const words = (person.name ?? '').split(/\s+/).filter((word) => word.length >= 3)
  return [...whole, ...words]
    .filter((text): text is string => text !== undefined && text.trim().length >= 2)
    .map((text) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(text.normalize('NFC').trim())}(?![\\p{L}\\p{N}])`, 'giu'))
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+')
