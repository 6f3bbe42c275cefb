import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { FieldError } from './errors.ts'
import { GatewayError } from './errors.ts'
import { readRetryAfter } from './http-headers.ts'
import { readJson } from './json.ts'

const read = (text: string) => readJson(new TextEncoder().encode(text))

test('any JSON value is read as JSON.parse reads it', () => {
  const value = fc.jsonValue({ maxDepth: 6 })
  fc.assert(
    fc.property(value, fc.nat(3), (written, spaces) => {
      const text = JSON.stringify(written, null, spaces)
      // Large numbers and prototype keys are read in another way, on purpose.
      fc.pre(!/"__proto__"|"constructor"|\d{16}|e\+/.test(text))
      assert.equal(JSON.stringify(read(text)), JSON.stringify(JSON.parse(text)))
    }),
  )
})

test('any text at all gives a value, or request_unreadable, as JSON.parse does', () => {
  const pieces = fc.array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-',
      '0',
      '.5',
      'e3',
      'true',
      'null',
      ' ',
      '\n',
      '\\',
      '"',
      '\u0001',
      'x',
    ),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join('')
      let valid = true
      try {
        JSON.parse(text)
      } catch {
        valid = false
      }
      try {
        read(text)
        assert.ok(valid, `read though it is not JSON: ${text}`)
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error
        assert.equal(error.code, 'request_unreadable')
        assert.ok(!valid || error.message.startsWith('the key comes twice'), `refused though it is JSON: ${text}: ${error.message}`)
      }
    }),
    { numRuns: 2000 },
  )
})

const REFUSED: [string, string, string, RegExp][] = [
  ['nothing', '', '', /empty \(line 1, column 1\)/],
  ['a broken object', '{"a": {"b": }}', '/a/b', /a value was expected, '}' was found \(line 1, column 13\)/],
  ['a trailing comma', '[1,\n 2,\n]', '/2', /line 3, column 1/],
  ['two values', '{} {}', '', /the end was expected/],
  ['a key twice', '{"a":{"b/c":1,"b/c":2}}', '/a/b~1c', /the key comes twice/],
  ['__proto__', '{"a":[{"__proto__":{"x":1}}]}', '/a/0/__proto__', /not allowed/],
  ['__proto__ in escapes', '{"\\u005f_proto__":1}', '/__proto__', /not allowed/],
  ['constructor.prototype', '{"constructor":{"prototype":{"x":1}}}', '/constructor/prototype', /not allowed/],
  ['a number beyond all measure', '{"n":1e999}', '/n', /beyond all measure/],
  ['NaN', '[NaN]', '/0', /a value was expected, 'N'/],
  ['a leading zero', '[01]', '/1', /',' or ']' was expected/],
  ['a raw newline in a string', '["a\nb"]', '/0', /control character/],
  ['a string without end', '["abc', '/0', /does not end/],
  ['a wrong escape', '["\\x"]', '/0', /escape/],
  ['65 levels', '['.repeat(65), '/0'.repeat(64), /deeper than 64/],
  ['a million levels', '[{"a":'.repeat(1_000_000), '/0/a'.repeat(32), /deeper than 64/],
]
for (const [name, text, at, message] of REFUSED) {
  test(`${name} is refused, with its place`, () => {
    assert.throws(
      () => read(text),
      (error: unknown) => {
        assert.ok(error instanceof GatewayError)
        assert.equal(error.code, 'request_unreadable')
        assert.match(error.message, message)
        assert.deepEqual(
          error.errors.map((each) => each.at),
          [at],
        )
        return true
      },
    )
  })
}

test('a constructor that is no trap is a key like any other', () => {
  assert.deepEqual(read('{"constructor":"PT Maju"}'), { constructor: 'PT Maju' })
})

test('bytes that are no UTF-8 are refused; a byte order mark is not', () => {
  assert.throws(() => readJson(Uint8Array.of(0x22, 0xc3, 0x28, 0x22)), { code: 'request_unreadable', message: /UTF-8/ })
  assert.throws(() => readJson(Buffer.from('{"a":1}', 'utf16le')), { code: 'request_unreadable' })
  assert.deepEqual(readJson(Buffer.from('\ufeff{}')), {})
})

test('numbers that a double cannot hold stay text', () => {
  const text =
    '[1, -0, 1.50, 9007199254740991, 9007199254740993, -9007199254740993, 107.638600000000000, -6.12345678901234567890, 1E2, 0.000, 1e-400, 123456789012345678]'
  assert.deepEqual(read(text), [
    1,
    -0,
    1.5,
    9007199254740991,
    '9007199254740993',
    '-9007199254740993',
    107.6386,
    '-6.12345678901234567890',
    100,
    0,
    '1e-400',
    '123456789012345678',
  ])
})

test('half a surrogate pair becomes the replacement character', () => {
  assert.deepEqual(read('["\\ud800", "\\ud83d\\ude00"]'), ['\ufffd', '😀'])
})

test('with faults noted, a bad member costs only itself', () => {
  const faults: FieldError[] = []
  const value = readJson(new TextEncoder().encode('[{"a":1},{"a":1,"a":2},{"n":1e999},{"__proto__":1,"b":2}]'), { faults })
  assert.deepEqual(value, [{ a: 1 }, { a: 2 }, { n: null }, { b: 2 }])
  assert.deepEqual(
    faults.map(({ at }) => at),
    ['/1/a', '/2/n', '/3/__proto__'],
  )
})

test('a megabyte of what costs most is read', () => {
  const keys = Array.from({ length: 30_000 }, (_, index) => `"k${index}":1`).join()
  const value = read(
    `{"escapes":"${'\\n'.repeat(500_000)}","numbers":[${'1,'.repeat(500_000)}1],"digits":${'9'.repeat(300)},"keys":{${keys}}}`,
  )
  assert.ok(typeof value === 'object' && value !== null)
  assert.deepEqual(Object.keys(value), ['escapes', 'numbers', 'digits', 'keys'])
})

const NOW = new Date('2026-11-21T00:00:00Z')
for (const [value, expected] of [
  ['120', 120_000],
  ['0', 1000],
  ['999999999', 86_400_000],
  ['Sat, 21 Nov 2026 00:01:00 GMT', 60_000],
  ['Sat, 21 Nov 2020 00:01:00 GMT', 1000],
  ['besok', undefined],
  ['-5', undefined],
  ['2026', 2_026_000],
  ['', undefined],
] as const) {
  test(`Retry-After '${value}' → ${expected} ms`, () => assert.equal(readRetryAfter({ 'retry-after': value }, NOW), expected))
}

test('whatever way a text is read, it is read alike', () => {
  const number = fc.constantFrom(
    '0',
    '-0',
    '0.0',
    '1e400',
    '1e-400',
    '0e5',
    '-6.9147440000000002',
    '12345678901234567',
    '1.50',
    '7E2',
    '9'.repeat(15),
  )
  const string = fc.constantFrom(
    '""',
    '"a"',
    '"b:1"',
    '"\\u00e9"',
    '"\\uD83D"',
    '"\\ud83d\\ude00"',
    '"\\\\ud83d"',
    '"{\\"x\\": ["',
    '"\\ud7ff"',
    '"🌿"',
  )
  const key = fc.oneof(string, fc.constantFrom('"constructor"', '"prototype"', '"7"', '"\\u0061"', '"__proto__"', '"\\u005f_proto__"'))
  const { value } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      number,
      string,
      fc.constantFrom('true', 'null', '{', ']', '"', '1-2', '{"a" 1}'),
      fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
      fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((members) => `{${members.map((member) => member.join(':')).join(' ,')}}`),
    ),
  }))
  const outcome = (text: string, pick: (value: unknown) => unknown): unknown => {
    try {
      return { value: pick(read(text)) }
    } catch {
      return 'refused'
    }
  }
  const first = (list: unknown) => (list as unknown[])[0]
  fc.assert(
    // A number that stays text lets no text be read by JSON.parse.
    fc.property(value, (text) =>
      assert.deepStrictEqual(
        outcome(text, (read) => read),
        outcome(`[${text},12345678901234567890]`, first),
      ),
    ),
    { numRuns: 3000 },
  )
})
