/** JSON for a jsonb column. NUL and lone surrogates, which jsonb refuses, become U+FFFD. null and undefined stay SQL's null. */
export function toJson(value: object): string
export function toJson(value: unknown): string | null
export function toJson(value: unknown): string | null {
  if (value === null || value === undefined) return null
  const json = JSON.stringify(value)
  if (!REFUSED.test(json)) return json
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? repair(part) : isPlain(part) ? repairKeys(part) : part))
}

/** What stands in such JSON where a character was refused. */
export const REPLACEMENT = '\ufffd'

/** May say yes for a text that only spells such an escape out; then the slow way is taken for nothing. */
const REFUSED = /\\u(0000|d[89a-f])/i

function repair(text: string): string {
  return text.toWellFormed().replaceAll('\0', REPLACEMENT)
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function repairKeys(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [repair(key), part]))
}
