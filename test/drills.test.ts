import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DRILLS } from '../src/drill/drills/index.ts'
import { runDrills } from '../src/drill/run-drills.ts'
import { isGood, tableHead, tableRow } from '../src/drill/table.ts'

/** The most telling of them, small. All of them: npm run drill. */
const CHOSEN = ['gateway-killed', 'redis-flushed', 'centre-commits-and-hangs-up']

test('parts are killed and emptied, and the centre hangs up: nothing that was accepted is lost or doubled, and the balance holds', async (t) => {
  const stopping = new AbortController()
  t.after(() => stopping.abort())
  const rows = await runDrills({
    drills: DRILLS.filter(({ name }) => CHOSEN.includes(name)),
    size: { long: false, reports: 24, kills: 2, awayMs: 1_500 },
    // What one drill waits for, the other tests use.
    benches: 1,
    say: (line) => t.diagnostic(line),
    signal: stopping.signal,
  })
  assert.equal(rows.length, CHOSEN.length)
  assert.deepEqual(
    rows.filter((row) => !isGood(row)).map((row) => `\n${tableHead()}\n${tableRow(row)}`),
    [],
  )
})
