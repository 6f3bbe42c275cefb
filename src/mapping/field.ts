import { ComplaintSchema } from '../contract/complaint.ts'
import { describeSeen, isAbsent } from './absence.ts'
import type { CrosswalkTable } from './compile-mapping.ts'
import type { Draft } from './draft.ts'
import { faultOfAbsence, faultOfValue } from './field-fault.ts'
import type { FieldRule } from './grammar.ts'
import { compilePointers, type Pointer } from './pointer.ts'
import { Fault, type Reading, type Transform, type Zone } from './reading.ts'
import { compileRuleWords } from './rule-words.ts'
import { type Target, targetTraits } from './targets.ts'
import { type Position, readPair } from './transforms/coordinate.ts'
import { HEADLINE_UNITS, shortenLine } from './transforms/headline.ts'
import { TRANSFORMS } from './transforms/index.ts'
import { readLine } from './transforms/line.ts'

/** Fills its part of the draft from the payload, or notes why it cannot. */
export type Fill = (payload: unknown, draft: Draft) => void

export interface FieldSurroundings {
  readonly zone: Zone
  readonly tables: ReadonlyMap<string, CrosswalkTable>
}

export function compileField(target: Target, rule: FieldRule, surroundings: FieldSurroundings): Fill {
  if (rule.const !== undefined) return fillConstant(target, rule.const)
  const pointers = compilePointers(rule.from ?? [])
  const words = compileRuleWords(target, rule, surroundings.tables)
  const transform = words ?? ruleTransform(target, rule)
  const options = { zone: rule.zone ?? surroundings.zone, order: rule.order }
  const cut = rule.between && compileBetween(rule.between)
  const isPosition = (target === 'location.lat' || target === 'location.lng') && !words
  const read = (value: unknown) => {
    const part = cut && typeof value === 'string' ? cut(value) : value
    return (isPosition ? readPair(part) : null) ?? transform.read(part, options)
  }
  if (target === 'tags') return fillTags(pointers, read)
  const find = rule.join === undefined ? findFirst(pointers, read) : findJoined(pointers, read, rule.join)
  const limit = limitUnits(target)
  const keep = isPosition ? keepPosition(target) : target === 'title' && !words ? keepTitle : keepValue(target, limit)
  const [at = '', ...elsewhere] = pointers.map(({ text }) => text)
  const tolerant = rule.optional === true && (transform.lenient || words !== null)
  const { otherwise } = rule

  return (payload, draft) => {
    const found = find(payload)
    if (found.reading !== undefined && !(found.reading instanceof Fault)) {
      draft.sources.set(target, found.at)
      keep(found.reading, draft)
      return
    }
    // The other half's field held both.
    if (isPosition && draft.values.has(target)) return
    const usesOtherwise = otherwise !== undefined && (found.reading === undefined || words !== null)
    if (usesOtherwise) {
      if (otherwise !== null || target === 'category.lapor') draft.values.set(target, otherwise)
      return
    }
    // Without a text there is no title either; the fault of the body says it.
    if (target === 'title' && !draft.values.has('body')) return
    if (found.reading !== undefined) {
      const fault = faultOfValue(found.at, describeSeen(found.seen, transform.personal), found.reading.reason, transform.expects)
      if (tolerant) draft.unread.push(fault)
      else draft.errors.push(fault)
      return
    }
    if (rule.optional !== true) draft.errors.push(faultOfAbsence(at, transform.expects, elsewhere))
  }
}

interface Found {
  readonly reading: Reading<unknown>
  readonly at: string
  readonly seen: unknown
}

type Read = (value: unknown) => Reading<unknown>
const NOT_FOUND: Found = { reading: undefined, at: '', seen: undefined }

/** The first that can be read; else the first fault. */
function findFirst(pointers: readonly Pointer[], read: Read): (payload: unknown) => Found {
  return (payload) => {
    let fault = NOT_FOUND
    for (const pointer of pointers) {
      const seen = pointer.read(payload)
      if (seen === undefined || seen === null) continue
      const reading = isAbsent(seen) ? undefined : read(seen)
      if (reading === undefined) continue
      if (!(reading instanceof Fault)) return { reading, at: pointer.text, seen }
      if (fault === NOT_FOUND) fault = { reading, at: pointer.text, seen }
    }
    return fault
  }
}

/** All that can be read, in order; what another part says already is left out. */
function findJoined(pointers: readonly Pointer[], read: Read, glue: string): (payload: unknown) => Found {
  return (payload) => {
    let fault = NOT_FOUND
    let at = ''
    const parts: string[] = []
    for (const pointer of pointers) {
      const seen = pointer.read(payload)
      const reading = isAbsent(seen) ? undefined : read(seen)
      if (reading instanceof Fault) {
        if (fault === NOT_FOUND) fault = { reading, at: pointer.text, seen }
        continue
      }
      if (typeof reading !== 'string' || parts.includes(reading)) continue
      if (parts.length === 0) at = pointer.text
      parts.push(reading)
    }
    return parts.length > 0 ? { reading: parts.join(glue), at, seen: undefined } : fault
  }
}

function fillConstant(target: Target, value: string | number | boolean): Fill {
  const constant = target === 'tags' ? [value] : value
  return (_payload, draft) => void draft.values.set(target, constant)
}

/** A list of words, or one text with several; those that are no words are left out. */
function fillTags(pointers: readonly Pointer[], read: Read): Fill {
  return (payload, draft) => {
    const tags = new Set<string>()
    for (const pointer of pointers) {
      const value = pointer.read(payload)
      for (const item of Array.isArray(value)
        ? value.slice(0, MAX_TAGS)
        : typeof value === 'string'
          ? value.slice(0, 5000).split(/[,;]|\s(?=#)/)
          : [value]) {
        const word = isAbsent(item) ? undefined : read(item)
        if (typeof word === 'string' && tags.size < MAX_TAGS) tags.add(shortenLine(word, 100))
      }
      if (tags.size > 0) draft.sources.set('tags', pointer.text)
    }
    if (tags.size > 0) draft.values.set('tags', [...tags])
  }
}

const MAX_TAGS = 50

/** Optional words about place and person are shortened to what the schema takes: a report is not lost for an overlong street name. */
function limitUnits(target: Target): number | null {
  const [first = '', second = ''] = target.split('.')
  const outer: unknown = ComplaintSchema.properties[first as keyof typeof ComplaintSchema.properties]
  const inner = (outer as { properties?: Record<string, { maxLength?: number }> }).properties?.[second]
  return inner?.maxLength ?? null
}

function ruleTransform(target: Target, rule: FieldRule): Transform {
  // A title is shortened only after the whole was kept (`keepTitle`).
  return target === 'title' ? { ...TRANSFORMS.headline, read: readLine } : TRANSFORMS[rule.as ?? targetTraits(target).as]
}

function keepValue(target: Target, limit: number | null) {
  return (value: unknown, draft: Draft) => {
    const isLong = limit !== null && typeof value === 'string' && value.length > limit
    draft.values.set(target, isLong ? shortenLine(value, limit) : value)
  }
}

/** A text with both fills the other half as well, unless that has a value of its own. */
function keepPosition(target: 'location.lat' | 'location.lng') {
  return (value: unknown, { values, sources }: Draft) => {
    if (typeof value === 'number') return void values.set(target, value)
    const { lat, lng } = value as Position
    const other = target === 'location.lat' ? 'location.lng' : 'location.lat'
    values.set(target, target === 'location.lat' ? lat : lng)
    if (values.has(other)) return
    values.set(other, target === 'location.lat' ? lng : lat)
    sources.set(other, sources.get(target) ?? '')
  }
}

function keepTitle(value: unknown, draft: Draft): void {
  const whole = String(value)
  draft.values.set('title', shortenLine(whole, HEADLINE_UNITS))
  if (whole.length > HEADLINE_UNITS) draft.fullTitle = whole
}

function compileBetween({ after, before, whole }: NonNullable<FieldRule['between']>): (text: string) => string | undefined {
  const start = after.toLowerCase()
  const ends = before.map((label) => label.toLowerCase())
  return (text) => {
    const lower = text.toLowerCase()
    const at = lower.indexOf(start)
    if (at < 0 || lower.length !== text.length) return whole ? text : undefined
    const from = at + start.length
    const stops = ends.map((label) => lower.indexOf(label, from)).filter((stop) => stop >= 0)
    return text.slice(from, Math.min(text.length, ...stops))
  }
}
