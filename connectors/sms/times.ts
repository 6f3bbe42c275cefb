/** When a provider says that a message was sent: Unix seconds or milliseconds, ISO 8601, or `2026-11-21 03:00:00` in UTC. null: not said, unreadable, or more than a week from now. */
export function readTime(text: string | undefined, now: Date): Date | null {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '') return null
  const ms = /^\d{9,11}$/.test(trimmed) ? Number(trimmed) * 1000 : /^\d{12,14}$/.test(trimmed) ? Number(trimmed) : parse(trimmed)
  return Number.isNaN(ms) || Math.abs(ms - now.getTime()) > WEEK_MS ? null : new Date(ms)
}

const WEEK_MS = 7 * 86_400_000

function parse(text: string): number {
  const found = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)(Z|[+-]\d{2}:?\d{2})?$/.exec(text)
  return found === null ? Number.NaN : Date.parse(`${found[1]}T${found[2]}${found[3] ?? 'Z'}`)
}
