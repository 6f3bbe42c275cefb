import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openFairTurns } from './fair-turns.ts'

test('beside others one has so many turns at once, in order; nobody waits for it; one that fails gives its turn on', async () => {
  const turns = openFairTurns({ alone: 9, together: 2 })
  await turns.take('quiet', async () => {})
  const begun: string[] = []
  const open = new Map<string, PromiseWithResolvers<void>>()
  const send = (who: string, name: string): Promise<string> =>
    turns.take(who, async () => {
      begun.push(name)
      const gate = Promise.withResolvers<void>()
      open.set(name, gate)
      await gate.promise
      return name
    })
  const [a, b, c] = [send('flood', 'a'), send('flood', 'b'), send('flood', 'c')]
  const other = send('quiet', 'x')
  await Promise.resolve()
  assert.deepEqual(begun, ['a', 'b', 'x'])
  open.get('x')?.resolve()
  assert.equal(await other, 'x')
  open.get('a')?.reject(new Error('refused'))
  await assert.rejects(a, /refused/)
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(begun, ['a', 'b', 'x', 'c'])
  for (const name of ['b', 'c']) open.get(name)?.resolve()
  assert.deepEqual(await Promise.all([b, c]), ['b', 'c'])
})

test('one that comes alone has more turns, also for those that wait already', async () => {
  let now = 0
  const turns = openFairTurns({ alone: 3, together: 1 }, { now: () => now, load: () => 0 })
  await turns.take('quiet', async () => {})
  let begun = 0
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
  const all = gates.map((gate) =>
    turns.take('flood', async () => {
      begun += 1
      await gate.promise
    }),
  )
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(begun, 1)
  now += 60_000
  gates[0]?.resolve()
  await all[0]
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(begun, 4)
  for (const gate of gates) gate.resolve()
  await Promise.all(all)
})
