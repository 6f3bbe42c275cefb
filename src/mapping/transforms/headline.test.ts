import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headline, shortenLine } from './headline.ts'
import { FAULT, NOTHING, testRows } from './rows-of-cases.ts'

const words = 'kata '.repeat(60).trim()

testRows('headline', headline, [
  ['Jalan\nrusak', 'Jalan rusak'],
  ['x'.repeat(255), 'x'.repeat(255)],
  ['x'.repeat(256), `${'x'.repeat(254)}…`],
  [words, `${'kata '.repeat(51).trim()}…`],
  ['', NOTHING],
  [[1], FAULT],
])

const family = '👨‍👩‍👧‍👦'
for (const [what, long] of [
  ['families', family.repeat(40)],
  ['flags', '🇮🇩'.repeat(100)],
  ['accents', 'e\u0323\u0301'.repeat(120)],
  ['one stack of accents', `e${'\u0301'.repeat(400)}`],
  ['astral letters', '𝒳'.repeat(200)],
] as const) {
  test(`a headline of ${what} ends between graphemes, within 255 units`, () => {
    const short = shortenLine(long, 255)
    assert.ok(short.length <= 255 && short.endsWith('…') && short.isWellFormed())
    if (what === 'one stack of accents') return
    const whole = new Set([...new Intl.Segmenter('id').segment(long)].map(({ segment }) => segment))
    for (const { segment } of new Intl.Segmenter('id').segment(short.slice(0, -1))) assert.ok(whole.has(segment))
  })
}
