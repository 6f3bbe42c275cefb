/** Reads parts of JSON that anybody may have sent: what is of another type is as if it were not there. */
export type Json = Readonly<Record<string, unknown>>

export function readObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
}

export function readText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

export function readInteger(value: unknown): number | null {
  return Number.isSafeInteger(value) ? Number(value) : null
}

export function readNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
