import { Fault, type Transform } from '../reading.ts'
import { readLine } from './line.ts'

/** One word or phrase, without the '#'. */
export const tag: Transform<string> = {
  expects: { id: 'satu kata', en: 'a word' },
  personal: true,
  lenient: true,
  read: (value) => {
    const word = readLine(value)
    if (word === undefined || word instanceof Fault) return word
    return word.replace(/^#+ ?/, '') || undefined
  },
}
