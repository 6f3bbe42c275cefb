/** Hours of the day in which nobody is written to, unless they wrote just now: '21:00' to '06:00' in the region's zone. */
export interface QuietHours {
  readonly from: string
  readonly to: string
}

export const TIME_OF_DAY = '^([01][0-9]|2[0-3]):[0-5][0-9]$'

/** When one may write: `now`, or the end of the quiet hours that it lies in. The same hour twice: never quiet. */
export function endOfQuiet(now: Date, quiet: QuietHours | undefined, timezone: string): Date {
  if (quiet === undefined) return now
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)]
  const at = minutesIn(now, timezone)
  const isQuiet = from <= to ? at >= from && at < to : at >= from || at < to
  if (!isQuiet) return now
  const wait = (to - at + DAY) % DAY
  return new Date(Math.floor(now.getTime() / 60_000) * 60_000 + wait * 60_000)
}

const DAY = 24 * 60

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}

/** Indonesia's zones know no summer time, so that minutes of the day may be added. */
function minutesIn(now: Date, timezone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now)
  return minutesOf(parts)
}
