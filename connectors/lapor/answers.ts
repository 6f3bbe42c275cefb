/** The JSON of an answer; undefined when it is none. */
export function readAnswer(body: Uint8Array): unknown {
  try {
    const answer: unknown = JSON.parse(new TextDecoder().decode(body))
    return answer ?? undefined
  } catch {
    return undefined
  }
}

/** One property after the other; undefined as soon as there is none. */
export function pick(value: unknown, ...keys: readonly string[]): unknown {
  let found: unknown = value
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined
    found = (found as Record<string, unknown>)[key]
  }
  return found
}

/** A non-empty text, or null. Numbers count as text: LAPOR! writes ids both ways. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** An id of LAPOR!: a positive whole number, or the same in a string. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : null
  if (typeof value !== 'string') return null
  const digits = value.trim()
  return /^[0-9]{1,20}$/.test(digits) && !/^0+$/.test(digits) ? digits : null
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

const WRAPPERS = ['data', 'results', 'result'] as const

/** The answer itself, and what is wrapped in `data` and `results`, in any order, three deep. */
export function wrapped(answer: unknown, depth = 3): unknown[] {
  if (depth === 0) return [answer]
  const inner = WRAPPERS.map((key) => pick(answer, key)).filter(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  )
  return [answer, ...inner.flatMap((value) => wrapped(value, depth - 1))]
}

/** `complaint_id`, `data.complaint_id`, `data.results.complaint.id` …; null when none of them is an id. */
export function complaintIdOf(answer: unknown): string | null {
  for (const level of wrapped(answer)) {
    const id = idOf(pick(level, 'complaint_id')) ?? idOf(pick(level, 'complaint', 'id')) ?? idOf(pick(level, 'complaint', 'complaint_id'))
    if (id !== null) return id
  }
  return null
}

export function trackingIdOf(answer: unknown): string | null {
  for (const level of wrapped(answer)) {
    const id = textOf(pick(level, 'tracking_id')) ?? textOf(pick(level, 'complaint', 'tracking_id'))
    if (id !== null) return id
  }
  return null
}
