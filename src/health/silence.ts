import type { QuietTime } from '../ledger/health-rows.ts'

/** Fewer earlier weeks say nothing about what is usual. */
const LEAST_WEEKS = 4
/** A channel that was as quiet in more of the earlier weeks than this leaves is quiet now and then. */
const BUSY_SHARE = 0.75

export interface Silence {
  /** Reports that came by now in the same hours of earlier weeks: their median. */
  readonly usual: number
  readonly since: string
}

/** Whether nothing came although by the channel's own rhythm something would have. null: it is quiet, or too little is known of it. Pure. */
export function judgeSilence({ since, weeks }: Pick<QuietTime, 'since' | 'weeks'>, now: Date, from: number): Silence | null {
  if (weeks.length < LEAST_WEEKS || since >= now) return null
  const busy = weeks.filter((count) => count > 0).length
  if (busy < weeks.length * BUSY_SHARE) return null
  const usual = median(weeks)
  return usual < from ? null : { usual, since: since.toISOString() }
}

function median(counts: readonly number[]): number {
  const sorted = [...counts].sort((a, b) => a - b)
  const middle = Math.floor((sorted.length - 1) / 2)
  return sorted[middle] ?? 0
}
