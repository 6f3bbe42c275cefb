const LONGEST_WAIT_MS = 24 * 3_600_000

/** Retry-After (RFC 9110 §10.2.3) in milliseconds: seconds or an HTTP date, at least 1 s and at most a day. undefined: absent or unreadable. */
export function readRetryAfter(headers: Readonly<Record<string, string>>, now: Date): number | undefined {
  const text = headers['retry-after']?.trim()
  if (!text) return undefined
  const waitMs = /^\d{1,9}(\.\d+)?$/.test(text) ? Number(text) * 1000 : readHttpDate(text) - now.getTime()
  if (Number.isNaN(waitMs)) return undefined
  return Math.min(Math.max(Math.ceil(waitMs), 1000), LONGEST_WAIT_MS)
}

/** Only the form that senders must use (IMF-fixdate): Date.parse alone takes far too much. */
function readHttpDate(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) ? Date.parse(text) : Number.NaN
}
