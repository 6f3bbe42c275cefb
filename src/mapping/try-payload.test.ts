import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { reportMapping } from '../../test/http/report-mapping.ts'
import { findPlaces } from './json-places.ts'
import { escapeStep } from './pointer.ts'
import { tryPayload } from './try-payload.ts'

test('every pointer into a payload finds the text of its value, however it is written', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      const pointers = [...pointersOf(JSON.parse(text), '')]
      const places = findPlaces(
        text,
        pointers.map(([pointer]) => pointer),
      )
      for (const [pointer, part] of pointers) {
        const place = places.get(pointer)
        assert.ok(place?.exact)
        assert.deepEqual(JSON.parse(text.slice(place.start, place.end)), part)
      }
    }),
  )
})

function* pointersOf(value: unknown, at: string): Generator<[string, unknown]> {
  yield [at, value]
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value)) yield* pointersOf(part, `${at}/${escapeStep(key)}`)
}

test('a fault is placed at its value, at what is around it when it is missing, and where JSON ends to be JSON', () => {
  const missing = tryPayload(reportMapping, '{\n  "ticket": "T-1"\n}')
  assert.equal(missing.outcome, 'failed')
  assert.ok('errors' in missing && missing.errors.length > 0)
  const [first] = missing.errors
  assert.deepEqual([first?.exact, first?.line, first?.start, first?.end], [false, 1, 0, 1])
  const broken = tryPayload(reportMapping, '{\n  "ticket": }')
  assert.ok('errors' in broken && broken.outcome === 'failed')
  assert.deepEqual(
    [broken.code, broken.errors[0]?.line, broken.errors[0]?.column, broken.errors[0]?.start],
    ['request_unreadable', 2, 13, 14],
  )
})
