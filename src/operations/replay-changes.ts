import type { Complaint, OpenComplaint, Reporter } from '../contract/complaint.ts'
import { hashOf } from '../intake/content-hash.ts'

/** One field that a replay changes. Values are shown without the person. */
export interface FieldChange {
  /** JSON Pointer into the complaint. */
  readonly at: string
  /** null: there was none, or will be none. */
  readonly from: string | null
  readonly to: string | null
}

const MOST_CHARS = 160

/** Field by field. Of the reporter only that something changed; what of the reporter stands in a text is struck out, and so is every long number. */
export function changesOf(before: { complaint: OpenComplaint | null; reporter: Reporter | null }, after: Complaint): FieldChange[] {
  const { reporter = null, ...open } = after
  const show = hiding([before.reporter, reporter])
  const [old, now] = [fieldsOf(before.complaint), fieldsOf(open)]
  const fields = [...new Set([...old.keys(), ...now.keys()])]
  const changes = fields
    .filter((at) => old.get(at) !== now.get(at))
    .map((at) => ({ at, from: show(at, old.get(at)), to: show(at, now.get(at)) }))
  if (isSame(before.reporter, reporter)) return changes
  return [...changes, { at: '/reporter', from: before.reporter && 'a person', to: reporter && (before.reporter ? 'changed' : 'a person') }]
}

function isSame(a: Reporter | null, b: Reporter | null): boolean {
  return hashOf(a ?? {}).equals(hashOf(b ?? {}))
}

/** '/location/city' → text. Lists are one field each. */
function fieldsOf(value: unknown, at = ''): Map<string, string> {
  const fields = new Map<string, string>()
  if (typeof value !== 'object' || value === null) return fields
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue
    const place = `${at}/${key}`
    if (key === 'attachments') for (const [index, file] of listOf(member).entries()) fields.set(`${place}/${index}`, addressOf(file))
    else if (typeof member === 'object' && member !== null && !Array.isArray(member))
      for (const [below, text] of fieldsOf(member, place)) fields.set(below, text)
    else fields.set(place, typeof member === 'string' ? member : JSON.stringify(member))
  }
  return fields
}

/** An address may carry a token in its query. */
function addressOf(file: unknown): string {
  const url = typeof file === 'object' && file !== null && 'url' in file ? String(file.url) : ''
  return url.replace(/[?#].*$/, '')
}

/** Where a citizen writes what they like, numbers and addresses of their own among it. */
const FREE_TEXT = new Set(['/title', '/body', '/location/address'])

function hiding(people: readonly (Reporter | null)[]): (at: string, text: string | undefined) => string | null {
  const said = people.flatMap((person) => Object.values(person ?? {}))
  const words = [...new Set(said.flatMap((value) => [value, ...value.split(/\s+/)]))].filter((word) => word.length >= 3)
  const longestFirst = words.toSorted((a, b) => b.length - a.length).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const named = longestFirst.length > 0 ? new RegExp(longestFirst.join('|'), 'giu') : null
  return (at, text) => {
    if (text === undefined) return null
    const hidden = named ? text.replace(named, HIDDEN) : text
    return shorten(FREE_TEXT.has(at) ? hidden.replace(/\+?\d[\d\s().-]{5,}\d/g, HIDDEN).replace(/\S+@\S+/g, HIDDEN) : hidden)
  }
}

const HIDDEN = '•••'

function shorten(text: string): string {
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS).toWellFormed()}… (${text.length} characters)` : text
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
