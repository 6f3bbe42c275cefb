import { isAbsent } from '../absence.ts'
import { Fault, type Transform } from '../reading.ts'

/** Yes or no. What cannot be read is a fault even when optional: a wish for privacy is never guessed. */
export const flag: Transform<boolean> = {
  expects: { id: 'true atau false', en: 'true or false' },
  personal: false,
  lenient: false,
  read: (value) => {
    if (typeof value === 'boolean') return value
    if (isAbsent(value)) return undefined
    if (typeof value !== 'string' && typeof value !== 'number') return new Fault('bukan ya dan bukan tidak', 'is neither yes nor no')
    return WORDS.get(String(value).trim().toLowerCase()) ?? new Fault('bukan ya dan bukan tidak', 'is neither yes nor no')
  },
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 'ya', 'y', 'yes', 'iya', 'on', 'benar', 't', 'anonim', 'anonymous', 'rahasia'].map((word): [string, boolean] => [
    word,
    true,
  ]),
  ...['false', '0', 'tidak', 'n', 'no', 'tdk', 'bukan', 'off', 'salah', 'f', 'publik', 'public', 'terbuka'].map(
    (word): [string, boolean] => [word, false],
  ),
])
