import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import fc from 'fast-check'
import { ComplaintSchema } from '../src/contract/complaint.ts'
import type { Mapped } from '../src/contract/mapping.ts'
import { loadMappings } from '../src/mapping/load-mappings.ts'
import { readSamples } from '../src/mapping/samples.ts'

const folder = join(import.meta.dirname, '../mappings')
const { mappings } = await loadMappings(folder)
const samples = await readSamples(folder)
const ajv = new Ajv2020({ strict: false })
addFormatsModule.default(ajv)
const isComplaint = ajv.compile(ComplaintSchema)

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(
      '\0',
      '\ud83d',
      '\udc4d',
      '<',
      '>',
      '&',
      ';',
      'p',
      '!',
      '-',
      '\u202e',
      '\u200d',
      '👨‍👩‍👧',
      ' ',
      '\n',
      '1',
      ':',
      '/',
      '#',
    ),
    maxLength: 80,
  }),
  fc.constantFrom(
    '__proto__',
    '<script>',
    '<!--',
    '&#0;',
    '&#xD800;',
    '2026-02-30',
    '0,0',
    '-6,9',
    '0812-3456-7890',
    'https://a b/c',
    'file-part:7',
    '[[[[',
    'e\u0301'.repeat(400),
    ' '.repeat(3000),
  ),
)
const hostileValue = fc.oneof(
  hostileText,
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 3 }),
) as fc.Arbitrary<Json>

/** A real payload in which some places hold something else. */
const disturbed = fc
  .tuple(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(), hostileValue), { minLength: 1, maxLength: 4 }))
  .map(([sample, changes]) => ({
    source: sample.source,
    payload: changes.reduce((payload, [place, value]) => replaceAt(payload, place, value), structuredClone(sample.payload) as Json),
  }))

const anything = fc
  .tuple(fc.constantFrom(...samples), fc.oneof(hostileValue, fc.dictionary(hostileText, hostileValue)))
  .map(([{ source }, payload]) => ({ source, payload: payload as Json }))
const arrivals = fc.oneof({ weight: 4, arbitrary: disturbed }, { weight: 1, arbitrary: anything })

test('any payload through any mapping gives a valid complaint, or a coded error whose places are JSON Pointers', () => {
  check(arrivals, ({ source, payload }) => {
    const mapped = map(source, payload)
    if (mapped.outcome === 'complaint') {
      assert.ok(isComplaint(mapped.complaint), JSON.stringify(isComplaint.errors))
      assert.match(mapped.ticket, /^[^\0]{1,200}$/u)
      assert.ok(mapped.complaint.title.length <= 255)
    } else if (mapped.outcome === 'failed') {
      assert.ok(['mapping_failed', 'schema_violation'].includes(mapped.code))
      assert.ok(mapped.errors.length > 0 && mapped.errors.length <= 50)
      for (const { at, message } of mapped.errors) {
        assert.match(at, /^(\/([^~/]|~[01])*)*$/)
        assert.ok(message.length > 10 && message.length < 400, message)
        assert.notEqual(message, 'the payload cannot be read by this mapping', 'something threw')
      }
    } else assert.ok(mapped.why.length > 0)
  })
})

test('no text that comes out holds NUL or half a surrogate pair', () => {
  check(arrivals, ({ source, payload }) => {
    const mapped = map(source, payload)
    for (const text of textsOf(mapped as unknown as Json)) assert.ok(!text.includes('\0') && text.isWellFormed(), JSON.stringify(text))
  })
})

test('an origin that a payload claims comes out nowhere', () => {
  const claimed = 'claimed-by-the-payload'
  const origin = { region: claimed, app: claimed, channel: claimed, connector: claimed, ticket: claimed, link: `https://${claimed}/` }
  check(fc.constantFrom(...samples), (sample) => {
    if (typeof sample.payload !== 'object' || sample.payload === null || Array.isArray(sample.payload)) return
    const own = Object.fromEntries(Object.entries({ ...origin, origin }).filter(([key]) => key !== 'ticket' && key !== 'channel'))
    const mapped = map(sample.source, { ...own, ...sample.payload } as Json)
    assert.ok(!JSON.stringify(mapped).includes(claimed))
  })
})

test('the order of keys changes nothing, and the same payload has the same ticket', () => {
  check(arrivals, ({ source, payload }) => {
    assert.deepEqual(map(source, turnKeys(payload)), map(source, payload))
  })
})

test('what is said of a person is in no message, wherever a partner writes it', () => {
  const persons = [
    'Zulkarnaen Xaverius',
    'zul.xaverius@example.id',
    '081234567890',
    '+62 812-3456-7890',
    'Zulkarnaen 081234567890',
    '3273140101900001',
  ]
  check(fc.tuple(fc.constantFrom(...samples), fc.constantFrom(...persons)), ([{ source, payload }, person]) => {
    const isPlain = (value: unknown) => value === null || typeof value !== 'object'
    const filled = JSON.parse(JSON.stringify(payload), (_key, value: unknown) => (isPlain(value) ? person : value)) as Json
    const mapped = map(source, filled)
    if (mapped.outcome !== 'failed') return
    for (const { message } of mapped.errors) assert.ok(!message.includes(person), message)
  })
})

test('plenty of anything is answered: deep, wide and long payloads', () => {
  let deep: Json = 'x'
  for (let depth = 0; depth < 20_000; depth++) deep = depth % 2 ? [deep] : { judul: deep }
  const hostile: Json[] = [
    ...[
      '<',
      '<a ',
      '<!--',
      '<script>',
      '&',
      '&amp;',
      '&#1;',
      ' ',
      '\n',
      '\n ',
      ' \n',
      '<p',
      '-',
      '1-',
      '//',
      'https://a,',
      'e\u0301',
      '\u0301',
      '🇮🇩',
      '{',
      '[',
    ].map((unit) => unit.repeat(100_000 / unit.length)),
    Array.from({ length: 20_000 }, () => 'https://a.example/1.jpg'),
    Array.from({ length: 20_000 }, (_, index) => ({ url: `nowhere ${index}` })),
    deep,
  ]
  for (const { source, payload } of samples.filter(({ name }) => /report|street-light|damaged|bank|pavement|flood|river/.test(name))) {
    for (const value of hostile) {
      const filled = Object.fromEntries(Object.keys(payload as object).map((key) => [key, value]))
      assert.ok(map(source, filled).outcome)
    }
  }
})

function map(source: string, payload: Json): Mapped {
  const mapping = mappings.get(`${source}/v1`)
  assert.ok(mapping)
  return mapping.map(payload)
}

function check<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, holds), { numRuns: 400 })
}

function replaceAt(payload: Json, place: number, value: Json): Json {
  const places: [Record<string, Json>, string][] = []
  collect(payload)
  const chosen = places[place % Math.max(1, places.length)]
  if (!chosen) return value
  chosen[0][chosen[1]] = value
  return payload

  function collect(node: Json): void {
    if (typeof node !== 'object' || node === null) return
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, Json>, key])
      collect((node as Record<string, Json>)[key] ?? null)
    }
  }
}

function turnKeys(node: Json): Json {
  if (Array.isArray(node)) return node.map(turnKeys)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node)
      .reverse()
      .map(([key, value]) => [key, turnKeys(value)]),
  )
}

function* textsOf(node: Json | undefined): Generator<string> {
  if (typeof node === 'string') yield node
  else if (typeof node === 'object' && node !== null) for (const value of Object.values(node)) yield* textsOf(value)
}
