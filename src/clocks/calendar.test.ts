import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ZONES } from '../contract/access.ts'
import type { CalendarYear } from '../contract/clock-settings.ts'
import { type Calendar, dateOf, dayAt, dayOf, openCalendar, startOf } from './calendar.ts'

const day = fc.integer({ min: dayOf('2024-06-01'), max: dayOf('2028-06-01') })
const zone = fc.constantFrom(...ZONES)

/** Any days off in 2025 to 2027. */
const calendar: fc.Arbitrary<Calendar> = fc
  .array(fc.integer({ min: dayOf('2025-01-01'), max: dayOf('2027-12-31') }), { maxLength: 90 })
  .map((days) => openCalendar([2025, 2026, 2027].map((year) => yearWith(year, days))))

function yearWith(year: number, days: readonly number[]): CalendarYear {
  const dates = [...new Set(days)].map(dateOf).filter((date) => date.startsWith(String(year)))
  return { year, source: 'test', daysOff: dates.map((date) => ({ date, name: 'libur', kind: 'holiday', certain: true })) }
}

test('the n-th working day is a working day, later than the day, and with n - 1 working days between', () => {
  fc.assert(
    fc.property(calendar, day, fc.integer({ min: 1, max: 60 }), (calendar, from, n) => {
      const last = calendar.workingDayAfter(from, n)
      let between = 0
      for (let at = from + 1; at <= last; at += 1) if (calendar.isWorkingDay(at)) between += 1
      assert.ok(last > from && calendar.isWorkingDay(last))
      assert.equal(between, n)
    }),
  )
})

test('a later beginning, a longer limit or one more day off never makes a clock end earlier', () => {
  fc.assert(
    fc.property(calendar, day, fc.nat(20), fc.integer({ min: 1, max: 60 }), fc.nat(5), (calendar, from, later, n, more) => {
      assert.ok(calendar.workingDayAfter(from + later, n) >= calendar.workingDayAfter(from, n))
      assert.ok(calendar.workingDayAfter(from, n + more) >= calendar.workingDayAfter(from, n) + more)
      assert.ok(calendar.workingDayAfter(from, n) >= openCalendar([]).workingDayAfter(from, n))
    }),
  )
})

test('from the first of the last n working days to the last there are n, or as many as fit', () => {
  fc.assert(
    fc.property(calendar, day, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 10 }), (calendar, from, length, n) => {
      const first = calendar.firstOfLast(from + length, n, from)
      let within = 0
      for (let at = first; at <= from + length; at += 1) if (calendar.isWorkingDay(at)) within += 1
      assert.ok(first >= from && (within === n || first === from))
    }),
  )
})

test('a day begins at midnight in its zone, and a moment belongs to the day whose midnight it is behind', () => {
  fc.assert(
    fc.property(day, zone, fc.nat(86_399_999), (one, zone, ms) => {
      const at = new Date(startOf(one, zone).getTime() + ms)
      assert.equal(dayAt(at, zone), one)
      assert.equal(new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at), dateOf(one))
    }),
  )
})

test('the three zones cut the same moment into different days', () => {
  const at = new Date('2026-11-26T16:30:00Z')
  assert.deepEqual(
    ZONES.map((zone) => dateOf(dayAt(at, zone))),
    ['2026-11-26', '2026-11-27', '2026-11-27'],
  )
})
