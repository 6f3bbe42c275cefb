import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Item } from './items.ts'
import { passNew } from './recent.ts'

const item = (key: string | null, hash: string): Item => ({ value: {}, raw: new Uint8Array(), hash, key, fault: null })
const hashes = (items: readonly Item[]) => items.map(({ hash }) => hash)

test('an item is passed when it is new, and each time it changes', () => {
  let recent: readonly string[] = []
  const passed: string[] = []
  for (const hash of ['a', 'a', 'b', 'b', 'a']) {
    const result = passNew([item('1', hash)], recent)
    recent = result.recent
    passed.push(...hashes(result.fresh))
  }
  assert.deepEqual(passed, ['a', 'b', 'a'])
})

test('an item without an id is always passed', () => {
  assert.deepEqual(hashes(passNew([item(null, 'a'), item(null, 'a')], []).fresh), ['a', 'a'])
})

test('what is remembered is bounded, and what is seen again is remembered longest', () => {
  const first = passNew(
    Array.from({ length: 500 }, (_, index) => item(`k${index}`, 'a')),
    [],
  )
  const again = passNew([item('k0', 'a'), item('new', 'a')], first.recent)
  assert.equal(again.recent.length, 500)
  assert.deepEqual(hashes(passNew([item('k0', 'a')], again.recent).fresh), [])
  assert.equal(passNew([item('k1', 'a')], again.recent).fresh.length, 1)
})
