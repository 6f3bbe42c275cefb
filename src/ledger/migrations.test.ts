import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

test('no two migrations have one number: the second would never run', () => {
  const names = readdirSync(join(import.meta.dirname, 'migrations')).filter((name) => name.endsWith('.sql'))
  const twice = [...Map.groupBy(names, (name) => Number(name.split('.')[0]))].filter(([, of]) => of.length > 1)
  assert.deepEqual(twice, [])
})
