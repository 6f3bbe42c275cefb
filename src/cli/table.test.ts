import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localTime, oneLine, table } from './table.ts'

test('columns are as wide as they must be, numbers stand to the right, nothing is a dash', () => {
  assert.equal(
    table(
      ['channel', 'count'],
      [
        ['jaki', 7],
        ['qlue', 12],
      ],
    ),
    'CHANNEL  COUNT\njaki         7\nqlue        12',
  )
  assert.equal(table(['a', 'b'], [[null, 'x']]), 'A  B\n-  x')
})

test('what came from outside cannot steer a terminal', () => {
  assert.equal(oneLine('a\u001b[31mb\r\n\u202ec'), 'a [31mb c')
})

test('times are told in WIB', () => {
  assert.equal(localTime(new Date('2026-11-21T18:00:00Z')), '2026-11-22 01:00:00 WIB')
})
