import { createHash } from 'node:crypto'
import type { Arrival, Page } from '../../src/contract/connector.ts'
import { type FieldError, GatewayError } from '../../src/contract/errors.ts'
import { fieldFault } from '../../src/contract/field-fault.ts'
import { pointerStep, readPointer } from '../../src/contract/json-pointer.ts'
import { listPointers } from './config.ts'

/** One report of a page, or what stands in its place. */
export interface Item {
  readonly value: unknown
  readonly raw: Uint8Array
  /** Of the whole item: changes with it. */
  readonly hash: string
  /** Of its id where it has one; null: it cannot be told apart from others when it changes. */
  readonly key: string | null
  /** Why it is no report. */
  readonly fault: FieldError | null
}

export type Unreadable = NonNullable<Page['unreadable']>[number]

const USUAL = ['', '/data', '/data/data', '/results', '/results/data', '/items', '/data/items', '/reports', '/content', '/rows']
const IDS = ['/id', '/uuid', '/_id', '/code', '/ticket', '/post_id', '/complaint_id', '/report_id']

/** Finds the list of reports. Throws `response_unexpected`, naming where it was looked for and what is there. */
export function readItems(
  document: unknown,
  setting: string | readonly string[] | undefined,
  faults: readonly FieldError[],
  host: string,
): Item[] {
  const pointers = listPointers(setting, USUAL)
  const found = pointers.map((pointer) => ({ pointer, value: readPointer(document, pointer) }))
  const place = found.find(({ value }) => Array.isArray(value)) ?? (setting === undefined ? findOnlyList(document) : undefined)
  if (place !== undefined && Array.isArray(place.value)) {
    return place.value.map((value, index) => describeItem(value, place.pointer + pointerStep(index), faults))
  }
  // Some write null for a list without members.
  if (found.some(({ pointer, value }) => pointer !== '' && value === null)) return []
  const keys = typeof document === 'object' && document !== null ? Object.keys(document).slice(0, 20).join(', ') : ''
  throw new GatewayError(
    'response_unexpected',
    `no list of reports in the answer of ${host}: looked at ${pointers.map((pointer) => `'${pointer}'`).join(', ')}; its keys are: ${keys || 'none'}. Set items to the right JSON Pointer`,
  )
}

/** Gives each item on its own; what is no report goes where it is parked. */
export function sortItems(items: readonly Item[]): { arrivals: Arrival[]; unreadable: Unreadable[] } {
  const arrivals: Arrival[] = []
  const unreadable: Unreadable[] = []
  for (const { value, raw, fault } of items) {
    if (fault === null) arrivals.push({ payload: value, raw, mediaType: 'application/json' })
    else unreadable.push({ raw, error: fault })
  }
  return { arrivals, unreadable }
}

/** The same for the same content; short, because cursors are full of them. */
export function shortHash(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 10)
}

/** One list of objects, at the top or one level below, is the list of reports. */
function findOnlyList(document: unknown): { pointer: string; value: unknown } | undefined {
  const lists: { pointer: string; value: unknown }[] = []
  const look = (holder: unknown, pointer: string, deeper: boolean) => {
    if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) return
    for (const [key, value] of Object.entries(holder)) {
      const at = pointer + pointerStep(key)
      if (Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null)) lists.push({ pointer: at, value })
      else if (deeper) look(value, at, false)
    }
  }
  look(document, '', true)
  return lists.length === 1 ? lists[0] : undefined
}

function describeItem(value: unknown, at: string, faults: readonly FieldError[]): Item {
  const raw = new TextEncoder().encode(JSON.stringify(value))
  const isReport = typeof value === 'object' && value !== null && !Array.isArray(value)
  const fault = isReport
    ? (faults.find((each) => each.at === at || each.at.startsWith(`${at}/`)) ?? null)
    : fieldFault(
        at,
        `satu laporan harus berupa objek JSON; yang ada ${value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value}`,
        `a report must be a JSON object; ${value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`} was found`,
      )
  const id = IDS.map((pointer) => readPointer(value, pointer)).find((each) => typeof each === 'string' || typeof each === 'number')
  return { value, raw, hash: shortHash(raw), key: id === undefined ? null : shortHash(String(id)), fault }
}
