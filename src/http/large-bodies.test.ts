import assert from 'node:assert/strict'
import test from 'node:test'
import { openLargeBodies } from './large-bodies.ts'

test('bodies go in while there is room, in their order; one larger than all the room goes alone', async () => {
  const bodies = openLargeBodies({ mostBytes: () => 100, mostWaiting: 10 })
  const gates = [60, 60, 30, 500, 10].map((bytes) => ({ bytes, gate: Promise.withResolvers<void>() }))
  const started: number[] = []
  const done = gates.map(({ bytes, gate }) =>
    bodies.take(bytes, async () => {
      started.push(bytes)
      await gate.promise
    }),
  )
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  await settle()
  assert.deepEqual(started, [60])
  for (const [index, expected] of [
    [0, [60, 60, 30]],
    [1, [60, 60, 30]],
    [2, [60, 60, 30, 500]],
    [3, [60, 60, 30, 500, 10]],
  ] as const) {
    gates[index]?.gate.resolve()
    await settle()
    assert.deepEqual(started, expected)
  }
  gates[4]?.gate.resolve()
  await Promise.all(done)
})

test('a failure gives its room back, and too many waiting are told to come later', async () => {
  const bodies = openLargeBodies({ mostBytes: () => 1, mostWaiting: 1 })
  const gate = Promise.withResolvers<void>()
  const failing = bodies.take(1, () => gate.promise)
  const second = bodies.take(1, async () => 'second')
  await assert.rejects(
    bodies.take(1, async () => 'third'),
    { code: 'throttled' },
  )
  gate.reject(new Error('broken'))
  await assert.rejects(failing, /broken/)
  assert.equal(await second, 'second')
})
