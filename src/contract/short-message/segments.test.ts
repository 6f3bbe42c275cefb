import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeGsm7, encodeGsm7, writePlainly } from './gsm7.ts'
import { ESCAPE } from './gsm7-tables.ts'
import { countParts, segmentText, shortenToParts } from './segments.ts'
import { decodeUcs2, encodeUcs2 } from './ucs2.ts'

const any = fc.string({
  unit: fc.oneof(fc.constantFrom('a', '€', '{', '@', ' ', '’'), fc.constantFrom('😀', '漢', 'ç', 'e')),
  maxLength: 700,
})
const gsm = fc.string({ unit: fc.constantFrom('a', '€', '{', '~', '@', '\n'), maxLength: 700 })

test('the parts together are the text, each fits, and none cuts an escape or a pair', () => {
  fc.assert(
    fc.property(fc.oneof(any, gsm), (text) => {
      const { alphabet, parts } = segmentText(text)
      const expected = alphabet === 'gsm7' ? writePlainly(text) : text
      assert.equal(parts.map((part) => part.text).join(''), expected)
      for (const part of parts) {
        if (alphabet === 'gsm7') {
          assert.ok(part.octets.length <= (parts.length === 1 ? 160 : 153))
          assert.notEqual(part.octets.at(-1), ESCAPE)
          assert.equal(decodeGsm7(part.octets).text, part.text)
        } else {
          assert.ok(part.octets.length <= (parts.length === 1 ? 140 : 134))
          assert.deepEqual(decodeUcs2(part.octets), { text: part.text, exact: true })
        }
      }
    }),
  )
})

const COUNTS: readonly [string, number, 'gsm7' | 'ucs2'][] = [
  ['', 1, 'gsm7'],
  ['a'.repeat(160), 1, 'gsm7'],
  ['a'.repeat(161), 2, 'gsm7'],
  ['a'.repeat(306), 2, 'gsm7'],
  ['a'.repeat(307), 3, 'gsm7'],
  ['€'.repeat(80), 1, 'gsm7'],
  [`${'a'.repeat(159)}€`, 2, 'gsm7'],
  [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 3, 'gsm7'],
  ['漢'.repeat(70), 1, 'ucs2'],
  ['漢'.repeat(71), 2, 'ucs2'],
  ['😀'.repeat(35), 1, 'ucs2'],
  [`${'漢'.repeat(66)}😀${'漢'.repeat(66)}`, 3, 'ucs2'],
  [`“${'a'.repeat(158)}”`, 1, 'gsm7'],
]
for (const [text, parts, alphabet] of COUNTS) {
  test(`${text.length} units of ${alphabet}, beginning with '${text.slice(0, 2)}', take ${parts}`, () => {
    assert.equal(countParts(text), parts)
    assert.equal(segmentText(text).alphabet, alphabet)
  })
}

test('a text is shortened to so many parts and says that it was', () => {
  fc.assert(
    fc.property(any, fc.integer({ min: 1, max: 4 }), (text, most) => {
      const short = shortenToParts(text, most, '... (dipotong)')
      assert.ok(countParts(short) <= most)
      assert.equal(short === text, countParts(text) <= most)
    }),
  )
})

test('half a pair in a text is told as such, and does not break the octets', () => {
  assert.deepEqual(segmentText('a\ud83d').parts[0]?.text, 'a�')
})

test('every text comes back from UTF-16, also little end first with its mark', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.equal(decodeUcs2(encodeUcs2(text)).text, text.replace(/^\ufeff/, ''))),
  )
  assert.equal(decodeUcs2(Buffer.from('\ufeffhalo', 'utf16le')).text, 'halo')
  assert.deepEqual(decodeUcs2(Buffer.from('d83d', 'hex')), { text: '�', exact: false })
  assert.deepEqual(decodeUcs2(Buffer.from('004100', 'hex')), { text: 'A', exact: false })
})

test('an accent written as a sign of its own is one letter of GSM', () => {
  assert.equal(segmentText('cafe\u0301').alphabet, 'gsm7')
  assert.deepEqual(encodeGsm7('café'), segmentText('cafe\u0301').parts[0]?.octets)
})
