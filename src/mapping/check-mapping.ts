import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { ReportClassSchema } from '../contract/complaint.ts'
import type { FieldError } from '../contract/errors.ts'
import type { CrosswalkTable } from './compile-mapping.ts'
import { type FieldRule, type MappingDocument, MappingSchema } from './grammar.ts'
import { escapeStep } from './pointer.ts'
import { convertCell } from './rule-words.ts'
import { TARGETS, type Target, targetTraits } from './targets.ts'

/** Compiled when it is needed first, and without optimizing: it takes longer than all that a few mappings gain by it. */
let compiled: ValidateFunction<MappingDocument> | undefined
function grammar(): ValidateFunction<MappingDocument> {
  compiled ??= new Ajv2020({
    strict: false,
    allErrors: true,
    verbose: true,
    validateSchema: false,
    // One function for the rule of all fields, not one a field.
    inlineRefs: false,
    code: { optimize: false },
  }).compile<MappingDocument>(MappingSchema)
  return compiled
}

/** All faults of a mapping: where in the document, and what to write instead. Empty: it can be compiled. */
export function checkMapping(
  document: unknown,
  surroundings: { source: string; tables: ReadonlyMap<string, CrosswalkTable> },
): readonly FieldError[] {
  const fitsGrammar = grammar()
  if (!fitsGrammar(document)) return grammarFaults(fitsGrammar.errors ?? [])
  const faults: FieldError[] = []
  if (document.source !== surroundings.source)
    faults.push({ at: '/source', message: `the folder is ${surroundings.source}; write source: ${surroundings.source}` })
  for (const target of Object.keys(TARGETS) as Target[]) {
    const rule = document.fields[target]
    if (rule !== undefined) faults.push(...fieldFaults(target, rule, surroundings.tables))
  }
  if (typeof document.ticket === 'object' && !Array.isArray(document.ticket) && !document.ticket.from && !document.ticket.hash) {
    faults.push({ at: '/ticket', message: 'says nothing; write a pointer, a list of pointers, or hash: [pointers]' })
  }
  for (const [index, rule] of (document.ignore ?? []).entries()) {
    if (rule.equals === undefined && rule.present !== true)
      faults.push({ at: `/ignore/${index}`, message: 'never applies; write equals: <word> or present: true' })
  }
  return faults
}

function fieldFaults(target: Target, rule: FieldRule, tables: ReadonlyMap<string, CrosswalkTable>): FieldError[] {
  const at = `/fields/${escapeStep(target)}`
  const faults: FieldError[] = []
  const fault = (place: string, message: string) => void faults.push({ at: at + place, message })
  const { as, also } = targetTraits(target)
  if ((rule.from === undefined) === (rule.const === undefined)) fault('', 'write either from: <pointer> or const: <value>')
  if (rule.as !== undefined && rule.as !== as && !also.includes(rule.as))
    fault('/as', `${target} takes ${[as, ...also].join(' or ')}; write as: ${as}`)
  if (rule.optional && (target === 'title' || target === 'body'))
    fault('/optional', `a complaint needs a ${target}; remove it, and list what it may be read from in from`)
  if (rule.values && rule.lookup !== undefined) fault('/lookup', 'write values or lookup, not both')
  if (rule.join !== undefined && as !== 'text' && as !== 'line' && as !== 'headline')
    fault('/join', `only texts can be joined; ${target} is none`)
  if ((rule.order !== undefined || rule.zone !== undefined) && as !== 'timestamp' && as !== 'date')
    fault(rule.order ? '/order' : '/zone', `${target} is no time; remove it`)
  if (rule.lookup !== undefined && !tables.has(rule.lookup))
    fault('/lookup', `there is no ${rule.lookup} beside the mapping; add it, with the columns native and meaning`)
  for (const [word, cell] of tables.get(rule.lookup ?? '') ?? []) {
    if (cell !== '' && convertCell(target, cell) === undefined)
      fault('/lookup', `${rule.lookup}: the row of "${word.slice(0, 40)}" has "${cell.slice(0, 40)}", which is no ${as}`)
  }
  for (const [key, value] of constants(rule)) {
    const wanted = wantedValue(target, value)
    if (wanted !== null) fault(key, `${JSON.stringify(value)} is nothing that ${target} takes; write ${wanted}`)
  }
  return faults
}

function constants(rule: FieldRule): readonly (readonly [string, unknown])[] {
  return [
    ...(rule.const === undefined ? [] : [['/const', rule.const] as const]),
    ...(rule.otherwise === undefined || rule.otherwise === null ? [] : [['/otherwise', rule.otherwise] as const]),
    ...Object.entries(rule.values ?? {})
      .filter(([, value]) => value !== null)
      .map(([word, value]) => [`/values/${escapeStep(word)}`, value] as const),
  ]
}

/** null: the value fits; else what to write. */
function wantedValue(target: Target, value: unknown): string | null {
  const as = targetTraits(target).as
  if (target === 'class') return ReportClassSchema.enum.some((name) => name === value) ? null : ReportClassSchema.enum.join(', ')
  if (as === 'flag') return typeof value === 'boolean' ? null : 'true or false'
  if (as === 'integer') return Number.isSafeInteger(value) && Number(value) >= 1 ? null : 'a whole number from 1'
  if (as === 'latitude' || as === 'longitude') return typeof value === 'number' ? null : 'a number'
  return typeof value === 'string' && value.trim() !== '' ? null : 'a text'
}

/** ajv's errors for a person: the deepest of each place, and what to write. */
function grammarFaults(errors: readonly ErrorObject[]): FieldError[] {
  const paths = errors.map((error) => error.instancePath)
  const isDeepest = (error: ErrorObject) =>
    error.keyword !== 'anyOf' || !paths.some((path) => path !== error.instancePath && path.startsWith(`${error.instancePath}/`))
  const unions = new Set(errors.filter((error) => error.keyword === 'anyOf' && isDeepest(error)).map((error) => error.instancePath))
  const faults = new Map<string, FieldError>()
  for (const error of errors) {
    if (error.keyword === '$ref' || !isDeepest(error)) continue
    if (unions.has(error.instancePath) && error.keyword !== 'anyOf' && error.keyword !== 'additionalProperties') continue
    const fault = describeFault(error)
    faults.set(fault.at, faults.get(fault.at) ?? fault)
  }
  return [...faults.values()]
}

function describeFault(error: ErrorObject): FieldError {
  const at = error.instancePath
  const { params } = error
  if (error.keyword === 'additionalProperties') {
    const word = String(params.additionalProperty)
    const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {})
    const near = nearest(word, known)
    return {
      at: `${at}/${escapeStep(word)}`,
      message: `"${word}" means nothing here; ${near ? `did you mean ${near}?` : `write one of ${known.join(', ')}`}`,
    }
  }
  if (error.keyword === 'required') return { at, message: `${params.missingProperty} is missing; write ${params.missingProperty}: …` }
  if (error.keyword === 'enum') {
    const allowed = (params.allowedValues as unknown[]).map(String)
    const near = nearest(String(error.data), allowed)
    return {
      at,
      message: `${show(error.data)} is not known here; ${near ? `did you mean ${near}?` : `write one of ${allowed.join(', ')}`}`,
    }
  }
  if (error.keyword === 'type')
    return { at, message: `${show(error.data)} does not fit; write ${TYPE_WORDS[String(params.type)] ?? String(params.type)}` }
  if (error.keyword === 'const') return { at, message: `${show(error.data)} is not known here; write ${String(params.allowedValue)}` }
  if (error.keyword === 'pattern' && String(params.pattern).startsWith('^(/'))
    return { at, message: `${show(error.data)} is no JSON Pointer; write it as /name or /name/inner` }
  if (error.keyword === 'anyOf') {
    const wanted = (error.parentSchema as { description?: string } | undefined)?.description
    return { at, message: `${show(error.data)} does not fit; write ${wanted ?? 'another value'}` }
  }
  return { at, message: `${show(error.data)} ${error.message ?? 'does not fit'}` }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  string: 'a text',
  object: 'words with values below it',
  array: 'a list',
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function nearest(word: string, known: readonly string[]): string | null {
  const ranked = known
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.name : null
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= Math.min(a.length, 60); i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length] ?? 0
}
