import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openStrain } from './strain.ts'

function work(strain: ReturnType<typeof openStrain>, ms: number, crowded: boolean, times: number): void {
  for (let time = 0; time < times; time += 1) strain.took(ms, crowded)
}

test('while work takes longer than it did before anybody crowded the process is strained, however much or little its thread does; then no more', () => {
  const strain = openStrain(() => 0.9)
  work(strain, 20, false, 100)
  assert.ok(strain.load() < 0.1)
  work(strain, 35, true, 60)
  assert.ok(strain.load() >= 1)
  work(strain, 20, true, 200)
  assert.ok(strain.load() < 0.1)
})

test('what is usual is not learned from a crowd, nor from a few', () => {
  const strain = openStrain(() => 0)
  work(strain, 20, false, 5)
  work(strain, 90, true, 50)
  assert.equal(strain.load(), 0)
  work(strain, 20, false, 100)
  work(strain, 90, true, 5_000)
  assert.ok(strain.load() >= 1)
})

test('a centre that became slow for everybody is the usual after a while, and one call that waited for its limit is no strain', () => {
  const strain = openStrain(() => 0)
  work(strain, 20, false, 100)
  strain.took(90_000, false)
  assert.ok(strain.load() < 0.5)
  work(strain, 200, false, 2_000)
  assert.ok(strain.load() < 0.5)
})
