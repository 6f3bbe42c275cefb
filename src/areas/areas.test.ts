import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codesUnder, findArea, PROVINCES, zoneOf } from './areas.ts'

test('there are 38 provinces with 514 regencies and cities, each with a code of its province', () => {
  assert.equal(PROVINCES.length, 38)
  const parts = PROVINCES.flatMap((province) => province.parts)
  assert.equal(parts.length, 514)
  assert.deepEqual([parts.filter(({ level }) => level === 'kota').length, new Set(parts.map(({ code }) => code)).size], [98, 514])
  assert.deepEqual(findArea('32.73'), { code: '32.73', name: 'Kota Bandung', level: 'kota' })
  assert.ok(parts.every(({ code, name }) => /^\d\d\.\d\d$/.test(code) && /^(Kota|Kabupaten) \S/.test(name)))
})

test('a province stands for itself and its parts, a city for itself, and an unknown code for nothing else', () => {
  assert.equal(codesUnder('32').length, 28)
  assert.deepEqual([codesUnder('32.73'), codesUnder('00')], [['32.73'], ['00']])
})

test('each province has the zone of the law', () => {
  assert.deepEqual(
    ['11', '32.73', '61', '64.72', '51', '73.71', '82', '94'].map((code) => zoneOf(code).slice(5)),
    ['Jakarta', 'Jakarta', 'Jakarta', 'Makassar', 'Makassar', 'Makassar', 'Jayapura', 'Jayapura'],
  )
})
