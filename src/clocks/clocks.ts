import type { Zone } from '../contract/access.ts'
import type { CaseFacts } from '../contract/case-facts.ts'
import type { ClockLimit, ClockName, ClockRules, ClockSettings, WarnSettings } from '../contract/clock-settings.ts'
import { type Day, dateOf, dayAt, openCalendar, startOf } from './calendar.ts'
import { type CaseTimes, caseTimes } from './case-times.ts'

export interface Clock {
  readonly name: ClockName
  readonly limit: ClockLimit
  /** The regulation that it is of. */
  readonly rules: string
  readonly startedAt: Date
  /** From then on it is about to be missed. */
  readonly warnAt: Date
  /** The end of the last day: it is missed when nothing stopped it before. */
  readonly dueAt: Date
  readonly stoppedAt: Date | null
}

/** met, late: stopped before, or behind its time. soon: about to be missed. */
export type ClockState = 'running' | 'soon' | 'missed' | 'met' | 'late'

export interface Clocks {
  /** Those that have begun. `zone` is the region's. */
  of(facts: CaseFacts, zone: Zone): { readonly times: CaseTimes; readonly clocks: readonly Clock[] }
  /** Of this year Saturdays and Sundays are known, and no more. */
  isUnknown(year: number): boolean
}

export function openClocks({ rules, calendar: years }: ClockSettings, warn: WarnSettings): Clocks {
  const calendar = openCalendar(years)
  const spans = new Map<string, readonly [warn: Day, end: Day]>()

  /** The first day of the warning, and the day behind the last one. */
  function spanOf(day: Day, { limit, unit }: ClockLimit): readonly [Day, Day] {
    const key = `${day} ${limit} ${unit}`
    const known = spans.get(key)
    if (known) return known
    const after = (n: number) => (unit === 'days' ? day + n : calendar.workingDayAfter(day, n))
    const last = after(limit)
    const byDays = warn.workingDays === 0 ? last + 1 : calendar.firstOfLast(last, warn.workingDays, day)
    const byShare = after(Math.max(1, Math.ceil(limit * warn.share))) + 1
    const span = [Math.min(byDays, byShare), last + 1] as const
    if (spans.size > MOST_SPANS) spans.clear()
    spans.set(key, span)
    return span
  }

  return {
    of(facts, zone) {
      const times = caseTimes(facts)
      const inForce = rulesAt(rules, dateOf(dayAt(facts.acceptedAt, zone)))
      if (!inForce) return { times, clocks: [] }
      const clocks = begun(facts, times, inForce).map(({ name, startedAt, stoppedAt }): Clock => {
        const limit = inForce.clocks[name]
        const [warnDay, endDay] = spanOf(dayAt(startedAt, zone), limit)
        const warnAt = startOf(warnDay, zone)
        return {
          name,
          limit,
          rules: inForce.title,
          startedAt,
          warnAt: warnAt < startedAt ? startedAt : warnAt,
          dueAt: startOf(endDay, zone),
          stoppedAt,
        }
      })
      return { times, clocks }
    },
    isUnknown: calendar.isUnknown,
  }
}

const MOST_SPANS = 20_000

export function clockState({ warnAt, dueAt, stoppedAt }: Clock, now: Date): ClockState {
  if (stoppedAt !== null) return stoppedAt < dueAt ? 'met' : 'late'
  if (now >= dueAt) return 'missed'
  return now >= warnAt ? 'soon' : 'running'
}

/** When its state changes by itself; null: never. */
export function nextChange({ warnAt, dueAt, stoppedAt }: Clock, now: Date): Date | null {
  if (stoppedAt !== null || now >= dueAt) return null
  return now >= warnAt ? dueAt : warnAt
}

/** A case that is not closed after an answer closes by itself: nobody misses a duty. */
export const isDuty = (name: ClockName): boolean => name !== 'closeAfterAnswer'

/** What was taken before the first day of a regulation keeps the older one; null: there was none. */
export function rulesAt(rules: readonly ClockRules[], date: string): ClockRules | null {
  return rules.findLast(({ effectiveFrom }) => effectiveFrom <= date) ?? null
}

interface Begun {
  readonly name: ClockName
  readonly startedAt: Date
  readonly stoppedAt: Date | null
}

function begun(facts: CaseFacts, times: CaseTimes, rules: ClockRules): Begun[] {
  const { verifiedAt, followedUpAt, answeredAt, settledAt, completeAt, reopenedAt } = times
  const clocks: Begun[] = [{ name: 'verify', startedAt: facts.acceptedAt, stoppedAt: verifiedAt ?? settledAt }]
  if (verifiedAt !== null) clocks.push({ name: 'firstFollowup', startedAt: verifiedAt, stoppedAt: followedUpAt ?? settledAt })
  if (answeredAt !== null) {
    const stoppedAt = CLOSED.includes(facts.status) ? settledAt : facts.discardedAt
    clocks.push({ name: 'closeAfterAnswer', startedAt: answeredAt, stoppedAt })
  }
  const byClass = classClock(facts, rules)
  if (byClass) clocks.push({ name: byClass, startedAt: latest(facts.acceptedAt, reopenedAt), stoppedAt: settledAt })
  if (completeAt !== null) clocks.push({ name: 'ceiling', startedAt: latest(completeAt, reopenedAt), stoppedAt: settledAt })
  return clocks
}

const CLOSED: readonly string[] = ['resolved', 'closed', 'rejected', 'not_authority', 'duplicate']

/** An aspiration has no limit of its own. */
function classClock({ class: given, tags, category }: CaseFacts, { supervisory }: ClockRules): ClockName | null {
  if (given === null || given === 'aspiration') return null
  if (given === 'information') return 'information'
  const weighs = tags.some((tag) => supervisory.tags.includes(tag)) || (category !== null && supervisory.categories.includes(category))
  return weighs ? 'supervisoryComplaint' : 'complaint'
}

function latest(time: Date, other: Date | null): Date {
  return other !== null && other > time ? other : time
}
