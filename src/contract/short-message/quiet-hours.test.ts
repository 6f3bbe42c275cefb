import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endOfQuiet, type QuietHours } from './quiet-hours.ts'

const NIGHT: QuietHours = { from: '21:00', to: '06:00' }

const ROWS: readonly { at: string; zone: string; quiet?: QuietHours; until: string }[] = [
  { at: '2026-11-21T13:59:30Z', zone: 'Asia/Jakarta', quiet: NIGHT, until: '2026-11-21T13:59:30Z' },
  { at: '2026-11-21T14:00:00Z', zone: 'Asia/Jakarta', quiet: NIGHT, until: '2026-11-21T23:00:00Z' },
  { at: '2026-11-21T14:00:00Z', zone: 'Asia/Makassar', quiet: NIGHT, until: '2026-11-21T22:00:00Z' },
  { at: '2026-11-21T20:30:45Z', zone: 'Asia/Jayapura', quiet: NIGHT, until: '2026-11-21T21:00:00Z' },
  { at: '2026-11-21T21:00:00Z', zone: 'Asia/Jayapura', quiet: NIGHT, until: '2026-11-21T21:00:00Z' },
  { at: '2026-11-21T05:30:00Z', zone: 'Asia/Jakarta', quiet: { from: '12:00', to: '13:00' }, until: '2026-11-21T06:00:00Z' },
  { at: '2026-11-21T05:30:00Z', zone: 'Asia/Jakarta', quiet: { from: '12:00', to: '12:00' }, until: '2026-11-21T05:30:00Z' },
  { at: '2026-11-21T18:00:00Z', zone: 'Asia/Jakarta', until: '2026-11-21T18:00:00Z' },
]
for (const { at, zone, quiet, until } of ROWS) {
  test(`${at} in ${zone}, quiet ${quiet ? `${quiet.from} to ${quiet.to}` : 'never'}: write at ${until}`, () => {
    assert.equal(endOfQuiet(new Date(at), quiet, zone).toISOString(), new Date(until).toISOString())
  })
}
