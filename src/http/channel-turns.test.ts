import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChannelTurns } from './channel-turns.ts'

test('a channel has so many turns at once, in order; another does not wait for it; one that fails gives its turn on', async () => {
  const turns = openChannelTurns(2)
  const begun: string[] = []
  const open = new Map<string, PromiseWithResolvers<void>>()
  const send = (channel: string, name: string): Promise<string> =>
    turns.take(channel, async () => {
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
