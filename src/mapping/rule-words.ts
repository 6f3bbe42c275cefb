import type { CrosswalkTable } from './compile-mapping.ts'
import type { FieldRule } from './grammar.ts'
import { Fault, type Reading, type Transform } from './reading.ts'
import { type Target, targetTraits } from './targets.ts'
import { TRANSFORMS } from './transforms/index.ts'
import { compileWords, type WordTable } from './word-table.ts'

/** The transform of a field whose words are looked up, in `values` or in a crosswalk file; null: it has none. */
export function compileRuleWords(target: Target, rule: FieldRule, tables: ReadonlyMap<string, CrosswalkTable>): Transform | null {
  if (rule.values) return wordTransform(target, compileWords(Object.entries(rule.values)))
  if (rule.lookup === undefined) return null
  const rows = [...(tables.get(rule.lookup) ?? [])]
  return wordTransform(target, compileWords(rows.map(([word, meaning]): [string, unknown] => [word, convertCell(target, meaning)])))
}

function wordTransform(target: Target, words: WordTable<unknown>): Transform {
  const unknown = new Fault('adalah kata yang tidak dikenal pemetaan', 'is a word that the mapping does not know')
  return {
    expects: { id: 'salah satu kata dalam pemetaan', en: 'one of the words of the mapping' },
    personal: target.startsWith('reporter.'),
    lenient: true,
    read: (value) => readWord(words.find(value)),
  }

  function readWord(meaning: unknown): Reading<unknown> {
    if (meaning === undefined) return unknown
    return meaning === null ? undefined : meaning
  }
}

/** A cell of a crosswalk as the field needs it. */
export function convertCell(target: Target, cell: string): unknown {
  const as = targetTraits(target).as
  if (as === 'integer' || as === 'flag') {
    const reading = TRANSFORMS[as].read(cell, { zone: 'UTC', order: undefined })
    return reading instanceof Fault ? undefined : reading
  }
  return cell === '' ? undefined : cell
}
