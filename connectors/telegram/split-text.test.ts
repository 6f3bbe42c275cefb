import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { splitText } from './split-text.ts'

test('any text comes in pieces that fit, none empty, no character cut, nothing but white space lost', () => {
  const texts = fc
    .array(fc.constantFrom('a', 'kata ', '\n', '\n\n', '😱', ' ', '🏳️‍🌈', 'panjangsekalitanpaspasi'), { maxLength: 60 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(texts, fc.integer({ min: 10, max: 40 }), (text, max) => {
      const pieces = splitText(text, max)
      for (const piece of pieces) assert.ok(piece.length > 0 && piece.length <= max && piece.isWellFormed() && piece === piece.trim())
      assert.equal(pieces.join('').replace(/\s/g, ''), text.replace(/\s/g, ''))
    }),
  )
})

test('a text of exactly 4096 units is one message, one more are two, cut between paragraphs where there are some', () => {
  assert.deepEqual(
    splitText('a'.repeat(4096)).map((piece) => piece.length),
    [4096],
  )
  assert.deepEqual(
    splitText('a'.repeat(4097)).map((piece) => piece.length),
    [4096, 1],
  )
  assert.deepEqual(
    splitText(`${'a'.repeat(3000)}\n\n${'b '.repeat(1000)}`).map((piece) => piece.length),
    [3000, 1999],
  )
})
