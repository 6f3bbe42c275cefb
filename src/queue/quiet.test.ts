import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openQuiet } from './quiet.ts'

test('what nobody waits for is done in quiet moments, gives way in the middle, and is whole every minute however busy it is', async () => {
  let now = 0
  let load = 0
  const quiet = openQuiet(
    () => load,
    () => now,
  )
  /** How many of three parts are done; it becomes busy behind the first. */
  const round = async (loads: readonly number[]): Promise<number> => {
    let parts = 0
    load = loads[0] ?? 0
    await quiet.run(async ({ goesOn }) => {
      do {
        parts += 1
        load = loads[parts] ?? 0
      } while (parts < 3 && goesOn())
    })
    return parts
  }
  assert.equal(await round([0.1, 0.1, 0.1]), 3)
  now += 20_000
  assert.equal(await round([0.95]), 0)
  now += 20_000
  assert.equal(await round([0.1, 0.95]), 1, 'it gives way')
  now += 20_000
  assert.equal(await round([0.95, 0.95, 0.95]), 3, 'a minute after it was whole it is late')
  now += 1_000
  assert.equal(await round([0.95]), 0)
})
