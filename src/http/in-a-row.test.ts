import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { openRow } from './in-a-row.ts'

test('those who came in one turn of the loop go on in the order in which they came, stage by stage, each in its own context', async () => {
  const inRow = openRow()
  const context = new AsyncLocalStorage<string>()
  const seen: string[] = []
  const work = async () => {
    await inRow()
    seen.push(`map ${context.getStore()}`)
    await null
    seen.push(`store ${context.getStore()}`)
  }
  const first = [context.run('a', work), context.run('b', work)]
  await Promise.resolve()
  assert.deepEqual(seen, [])
  await Promise.all(first)
  assert.deepEqual(seen, ['map a', 'map b', 'store a', 'store b'])
})

test('who comes while others go on is in the next row; one alone goes on with the next turn', async () => {
  const inRow = openRow()
  const seen: string[] = []
  const late = inRow().then(() => {
    seen.push('first')
    return inRow().then(() => seen.push('second'))
  })
  await nextTurn()
  assert.deepEqual(seen, ['first'])
  await late
  assert.deepEqual(seen, ['first', 'second'])
})
