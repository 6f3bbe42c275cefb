import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openFairTurns } from './fair-turns.ts'
import { openPace } from './pace.ts'

/** A process whose load the test says; each reading is a new one. */
function openProcess() {
  let [now, reading] = [0, 0]
  const state = { load: 0 }
  const senses = {
    now: () => now,
    load: () => {
      reading += 1e-9
      return state.load + reading
    },
  }
  const pass = (ms: number) => {
    now += ms
  }
  return { state, senses, pass }
}

test('one that crowds is held back while the process is busy, ever further up to the limit, and let go when it is not', () => {
  const { state, senses, pass } = openProcess()
  const pace = openPace({ mostGapMs: 20, ...senses })
  pace.gapAfter('quiet')
  pass(1_000)
  state.load = 0.9
  const gaps = Array.from({ length: 40 }, () => pace.gapAfter('flood'))
  assert.equal(gaps[0], 0)
  assert.equal(gaps.at(-1), 20)
  assert.equal(pace.gapAfter('quiet'), 0)
  state.load = 0.1
  const easier = Array.from({ length: 40 }, () => pace.gapAfter('flood'))
  assert.equal(easier.at(-1), 0)
})

test('of two that crowd at the same time both are known to, for a while', () => {
  const { senses, pass } = openProcess()
  const pace = openPace({ mostGapMs: 20, ...senses })
  pace.gapAfter('quiet')
  pass(1_000)
  for (let turn = 0; turn < 20; turn += 1) for (const who of ['flood', 'storm']) pace.gapAfter(who)
  assert.deepEqual(['flood', 'storm', 'quiet', null].map(pace.crowded), [true, true, false, true])
  pass(3_000)
  assert.deepEqual(['flood', 'storm', null].map(pace.crowded), [false, false, false])
})

test('where all send alike nobody is held back, however busy the process is', () => {
  const { state, senses, pass } = openProcess()
  const pace = openPace({ mostGapMs: 20, ...senses })
  state.load = 1
  for (let round = 0; round < 200; round += 1) {
    pass(20)
    assert.equal(pace.gapAfter('one'), 0)
    assert.equal(pace.gapAfter('two'), 0)
  }
})

test('what is held back is served in its order, and others in between', async () => {
  const { state, senses, pass } = openProcess()
  const turns = openFairTurns({ alone: 9, together: 9, mostGapMs: 5 }, senses)
  const served: string[] = []
  const serve = (who: string, name: string) => turns.take(who, async () => void served.push(name))
  await serve('quiet', 'first')
  pass(1_000)
  state.load = 1
  const flood = Array.from({ length: 30 }, (_, at) => serve('flood', `f${at}`))
  await serve('quiet', 'other')
  const before = served.indexOf('other')
  assert.ok(before < 30, `${before} of the flood were served first`)
  const moving = setInterval(() => pass(5), 1)
  await Promise.all(flood)
  clearInterval(moving)
  assert.deepEqual(
    served.filter((name) => name.startsWith('f') && name !== 'first'),
    Array.from({ length: 30 }, (_, at) => `f${at}`),
  )
})
