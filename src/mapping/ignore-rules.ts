import { isAbsent } from './absence.ts'
import type { IgnoreRule } from './grammar.ts'
import { compilePointers } from './pointer.ts'
import { foldWord } from './word-table.ts'

/** Says why a payload is not for LAPOR!, or null: it is. */
export function compileIgnoreRules(rules: readonly IgnoreRule[]): (payload: unknown) => string | null {
  const tests = rules.map((rule) => {
    const pointers = compilePointers(rule.when)
    const equals = rule.equals === undefined ? [] : Array.isArray(rule.equals) ? rule.equals : [rule.equals]
    const words = new Set(equals.map(foldWord))
    const applies = (value: unknown) => !isAbsent(value) && (rule.present === true || words.has(foldWord(value)))
    return { why: rule.why, matches: (payload: unknown) => pointers.some((pointer) => applies(pointer.read(payload))) }
  })
  return (payload) => tests.find((test) => test.matches(payload))?.why ?? null
}
