const NOTHING: ReadonlySet<string> = new Set(['', '-', '--', '–', '—', 'null', 'NULL', 'undefined', 'NaN', 'n/a', 'N/A'])

/** null, missing, empty, white space, '-' and the words that programs write for nothing all mean the same: not said. */
export function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (typeof value === 'string') return value.length < 12 ? NOTHING.has(value.trim()) : value.trim() === ''
  if (Array.isArray(value)) return value.length === 0
  return false
}

/** Text of a scalar, or null: lists and objects are no text. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null
  return null
}

/** What was seen, for a message: shortened, and only its shape where it may be about a person. */
export function describeSeen(value: unknown, personal: boolean): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return personal ? `a number of ${String(value).length} characters` : String(value)
  const text = String(value)
  if (personal || text.length > 40 || /\d{9}|@|[^\x20-\x7e]/.test(text)) return `a text of ${text.length} characters`
  return `"${text}"`
}
