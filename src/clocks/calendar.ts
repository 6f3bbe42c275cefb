import type { Zone } from '../contract/access.ts'
import type { CalendarYear } from '../contract/clock-settings.ts'

/** A day of the calendar, as the number of days since 1970-01-01. */
export type Day = number

const DAY_MS = 86_400_000
/** Indonesia has no summer time. */
const OFFSETS: Readonly<Record<Zone, number>> = { 'Asia/Jakarta': 7, 'Asia/Makassar': 8, 'Asia/Jayapura': 9 }
const HOUR_MS = 3_600_000

export interface Calendar {
  isWorkingDay(day: Day): boolean
  /** The n-th working day behind this one; n is 1 or more. */
  workingDayAfter(day: Day, n: number): Day
  /** So that of the working days up to and including `last` n are left, no earlier than `first`. */
  firstOfLast(last: Day, n: number, first: Day): Day
  /** Of this year Saturdays and Sundays are known, and no more. */
  isUnknown(year: number): boolean
}

export function openCalendar(years: readonly CalendarYear[]): Calendar {
  const off = new Set(years.flatMap(({ daysOff }) => daysOff.map(({ date }) => dayOf(date))))
  const known = new Set(years.map(({ year }) => year))
  const isWorkingDay = (day: Day): boolean => {
    // 1970-01-01 was a Thursday.
    const weekday = (day + 4) % 7
    return weekday !== 0 && weekday !== 6 && !off.has(day)
  }
  return {
    isWorkingDay,
    workingDayAfter(day, n) {
      let at = day
      for (let left = n; left > 0; ) if (isWorkingDay(++at)) left -= 1
      return at
    },
    firstOfLast(last, n, first) {
      let at = last + 1
      for (let left = n; left > 0 && at > first; ) if (isWorkingDay(--at)) left -= 1
      return at
    },
    isUnknown: (year) => !known.has(year),
  }
}

/** '2026-11-21' */
export function dayOf(date: string): Day {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS)
}

export function dateOf(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** The day that it is in a zone at a moment. */
export function dayAt(at: Date, zone: Zone): Day {
  return Math.floor((at.getTime() + OFFSETS[zone] * HOUR_MS) / DAY_MS)
}

/** Its midnight. */
export function startOf(day: Day, zone: Zone): Date {
  return new Date(day * DAY_MS - OFFSETS[zone] * HOUR_MS)
}
