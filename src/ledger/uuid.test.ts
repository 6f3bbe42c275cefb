import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isUuid, newId } from './uuid.ts'

test('ids are UUIDv7 of now, and each is greater than the one before', () => {
  const before = Date.now()
  const ids = Array.from({ length: 20_000 }, newId)
  assert.deepEqual(ids, ids.toSorted())
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.ok(Number.parseInt((ids[0] ?? '').replace('-', '').slice(0, 12), 16) >= before)
})

test('what is no UUID is told apart', () => {
  assert.ok(isUuid(newId()))
  for (const text of ['', 'JQR-1', `${newId()}0`, `${newId()}\n`]) assert.equal(isUuid(text), false)
})
