const JAKARTA = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Jakarta', dateStyle: 'short' })

/** The day of the balance: '2026-11-21'. */
export function jakartaDay(at: Date): string {
  return JAKARTA.format(at)
}
