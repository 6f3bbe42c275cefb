import type { FollowSettings } from '../contract/settings.ts'

/** When a case is asked for the next time: often while something happened lately, seldom when it is old. */
export function nextFollow(settings: FollowSettings, lastChangeAt: Date, now: Date): Date {
  const ageMs = now.getTime() - lastChangeAt.getTime()
  const row = settings.schedule.find(({ untilAgeMs }) => untilAgeMs === null || ageMs < untilAgeMs) ?? settings.schedule.at(-1)
  return new Date(now.getTime() + (row?.everyMs ?? 3_600_000))
}
