import { date } from './date.ts'
import { FAULT, NOTHING, testRows } from './rows-of-cases.ts'

testRows('date', date, [
  ['2026-11-18', '2026-11-18'],
  ['18 November 2026', '2026-11-18'],
  ['18/11/2026 23:59', '2026-11-18'],
  ['2026-11-18T20:00:00Z', '2026-11-19'],
  ['2026-11-18T20:00:00Z', '2026-11-18', { zone: 'UTC' }],
  ['', NOTHING],
  ['2026-02-29', FAULT],
])
