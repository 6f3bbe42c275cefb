import assert from 'node:assert/strict'
import { test } from 'node:test'
import { watchClock } from './clock-watch.ts'

test('a clock that goes back is noticed, one that goes forward or on is not', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  let wall = 1_800_000_000_000
  t.mock.method(Date, 'now', () => wall)
  t.mock.method(performance, 'now', () => 0)
  const jumps: number[] = []
  const watch = watchClock((byMs) => jumps.push(byMs))
  t.after(() => watch.close())
  const look = (change: number): void => {
    wall += change
    t.mock.timers.tick(500)
  }
  look(0)
  look(3_600_000)
  assert.deepEqual(jumps, [])
  look(-3_600_000)
  look(0)
  assert.deepEqual(jumps, [3_600_000])
})
