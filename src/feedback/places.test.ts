import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPlaces } from './places.ts'

test('one has so many places and no more; another has its own; a place that is left is free', () => {
  const enter = openPlaces(2)
  const [first, second] = [enter('a'), enter('a')]
  assert.ok(first && second)
  assert.equal(enter('a'), null)
  assert.ok(enter('b'))
  first()
  assert.ok(enter('a'))
  assert.equal(enter('a'), null)
})
