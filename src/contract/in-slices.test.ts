import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mapInSlices } from './in-slices.ts'

test('all of it is done in order, and what waits has its turn between', async () => {
  const done: (number | string)[] = []
  setImmediate(() => done.push('another'))
  const results = await mapInSlices([1, 2, 3, 4, 5], 2, (item) => {
    done.push(item)
    return 10 * item
  })
  assert.deepEqual(results, [10, 20, 30, 40, 50])
  assert.deepEqual(done, [1, 2, 'another', 3, 4, 5])
  assert.deepEqual(await mapInSlices([], 2, () => 1), [])
})

test('what fails ends it', async () => {
  const fails = mapInSlices([1, 2, 3], 1, (item) => {
    if (item === 2) throw new Error('two')
    return item
  })
  await assert.rejects(fails, /two/)
})
