import { escapeStep } from './pointer.ts'

/** One value that differs; undefined: it is not there. */
export interface Difference {
  /** JSON Pointer. */
  readonly at: string
  readonly before: unknown
  readonly after: unknown
}

/** Of two versions of the same thing, value by value. */
export function* differences(before: unknown, after: unknown, at = ''): Generator<Difference> {
  if (!isBranch(before) || !isBranch(after)) {
    if (!Object.is(before, after)) yield { at, before, after }
    return
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
    yield* differences(before[key], after[key], `${at}/${escapeStep(key)}`)
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
