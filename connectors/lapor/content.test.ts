import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isOurs, originPrefix, shortenTitle, splitContent, splitFollowup } from './content.ts'

const PREFIX = '[Jabar Quick Response JQR-2026-0001]'
const LIMITS = { contentChars: 10_000, followupChars: 1_000 }
const split = (text: string, limits = LIMITS) => splitContent(text, PREFIX, 'seed', limits)

test('content at the limit is not split; one unit more is', () => {
  const room = LIMITS.contentChars - PREFIX.length - 1
  assert.deepEqual(split('x'.repeat(room)), { content: `${PREFIX} ${'x'.repeat(room)}`, continued: [] })
  assert.equal(split('x'.repeat(room + 1)).continued.length, 1)
})

test('a long content is continued in numbered parts, each within its limit and with a mark of its own', () => {
  const { content, continued } = split('Kalimat yang cukup panjang untuk dipotong. '.repeat(400))
  assert.ok(content.length <= 10_000 && content.endsWith('dipotong. (bersambung)'))
  for (const [index, part] of continued.entries()) {
    assert.ok(part.length <= 1_000, `part ${index + 1} has ${part.length}`)
    assert.ok(part.startsWith(`${PREFIX} (lanjutan ${index + 1}/${continued.length}) Kalimat`), part.slice(0, 80))
    assert.ok(isOurs(part))
  }
  assert.equal(new Set(continued.map((part) => part.slice(-14))).size, continued.length)
})

test('a split comes at a paragraph before a sentence before a word', () => {
  const limits = { contentChars: 200, followupChars: 200 }
  const paragraph = `${'a'.repeat(90)}. Satu dua.\n\n${'b '.repeat(80)}`
  assert.ok(split(paragraph, limits).content.endsWith('Satu dua. (bersambung)'))
  const sentence = `${'a'.repeat(100)} selesai. ${'b '.repeat(80)}`
  assert.ok(split(sentence, limits).content.endsWith('selesai. (bersambung)'))
  const word = `${'kata '.repeat(60)}`
  assert.ok(split(word, limits).content.endsWith(' kata (bersambung)'))
})

test('nothing that was said is lost, no part is too long and no grapheme is split', () => {
  const family = '👨‍👩‍👧‍👦'
  const text = fc
    .array(fc.constantFrom('a', 'kata', ' ', '. ', '\n\n', family, '🇮🇩', 'é', '界'), { minLength: 100, maxLength: 900 })
    .map((parts) => parts.join(''))
  const bare = (part: string) =>
    part
      .replace(PREFIX, '')
      .replace(/\(lanjutan \d+\/\d+\)/, '')
      .replace(' (bersambung)', '')
      .replace(/\[ref [0-9a-f]{8}\]$/, '')
  fc.assert(
    fc.property(text, (said) => {
      const { content, continued } = split(said, { contentChars: 300, followupChars: 200 })
      assert.ok(content.length <= 300)
      for (const part of continued) assert.ok(part.length <= 200)
      const whole = [content, ...continued].map(bare).join('').replace(/\s+/g, '')
      assert.equal(whole, said.replace(/\s+/g, ''))
      for (const part of [content, ...continued])
        assert.equal(
          bare(part)
            .replaceAll(family, '')
            .match(/👨|👩|👧|👦|‍/u),
          null,
        )
    }),
    { numRuns: 100 },
  )
})

test('a single grapheme longer than a part is cut between whole characters', () => {
  const { continued } = split(`${'x'.repeat(400)}${'\u{1d165}'.repeat(2_000)}`, { contentChars: 300, followupChars: 200 })
  for (const part of continued) assert.ok(part.isWellFormed() && part.length <= 200)
})

test('a half character is mended, so that the JSON can be read anywhere', () => {
  assert.ok(split('rusak \ud800 di sini').content.isWellFormed())
})

test('a long title is shortened at a word, on one line', () => {
  assert.equal(shortenTitle('Jalan\n rusak  di\tsini', 255), 'Jalan rusak di sini')
  const title = shortenTitle('lubang besar '.repeat(40), 255)
  assert.ok(title.length <= 255 && /(lubang|besar)…$/.test(title))
  assert.ok(shortenTitle('👨‍👩‍👧‍👦'.repeat(60), 255).length <= 255)
})

test('a follow-up within the limit is one; a longer one is numbered', () => {
  const [single, ...none] = splitFollowup('Sudah diperbaiki.', PREFIX, 'seed', 1_000)
  assert.match(single ?? '', /^\[Jabar Quick Response JQR-2026-0001\] Sudah diperbaiki\. \[ref [0-9a-f]{8}\]$/)
  assert.equal(none.length, 0)
  const parts = splitFollowup('kata '.repeat(500), PREFIX, 'seed', 1_000)
  assert.equal(parts.length, 3)
  assert.ok(parts[2]?.includes('(bagian 3/3)'))
})

test('the same words in two updates have different marks', () => {
  assert.notEqual(splitFollowup('Halo', PREFIX, 'a', 1_000)[0], splitFollowup('Halo', PREFIX, 'b', 1_000)[0])
})

test('a ticket longer than a part leaves room for the text', () => {
  const parts = splitFollowup('kata '.repeat(300), `[Aplikasi ${'T'.repeat(2_000)}]`, 'seed', 1_000)
  for (const part of parts) assert.ok(part.length <= 1_000 && part.includes('kata kata'))
  assert.ok(parts.length < 10)
})

test('the prefix names the app, the ticket, the region, or the number that people are told', () => {
  const origin = { region: '32', app: 'SMS 1708', channel: 'sms-1708', connector: 'sms', ticket: 'a1@example.id', link: null }
  const id = '01970000-0000-7000-8000-000000000021'
  assert.equal(originPrefix({ prefix: '[{app} {reference}]' }, origin, id), '[SMS 1708 00000-00011]')
  assert.equal(originPrefix({ prefix: '[{region} {ticket}]' }, origin, id), '[32 a1@example.id]')
})
