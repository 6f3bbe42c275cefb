import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Assembly, finish, isAssembly, type Joined, joinPart, type Part, partsKey, readIncomplete } from './parts.ts'
import { segmentText } from './segments.ts'
import { encodeUcs2 } from './ucs2.ts'

const NOW = new Date('2026-11-21T01:00:00Z')
const part = (number: number, total: number, text: string, reference = '8:7'): Part => ({ reference, part: number, total, body: { text } })
const mark = (missing: readonly number[], total: number) => `[${missing.join(', ')} dari ${total}]`

/** As a connector does it: what is remembered goes through JSON. */
function joinAll(parts: readonly Part[], assembly: Assembly | null = null): { assembly: Assembly | null; outcomes: Joined[] } {
  const outcomes: Joined[] = []
  let kept = assembly
  for (const each of parts) {
    const joined = joinPart(kept, each, NOW)
    outcomes.push(joined)
    if (joined.outcome === 'waiting') kept = JSON.parse(JSON.stringify(joined.assembly))
    if (joined.outcome === 'whole') kept = JSON.parse(JSON.stringify(finish(joined.assembly)))
  }
  return { assembly: kept, outcomes }
}

const longText = fc
  .string({ unit: fc.constantFrom('a', 'b', '€', '{', '😀', '漢', ' '), minLength: 161, maxLength: 900 })
  .filter((text) => segmentText(text).parts.length > 1)

test('the parts of a text, in any order and with repetitions, give it once', () => {
  fc.assert(
    fc.property(longText, fc.infiniteStream(fc.nat()), (text, random) => {
      const { alphabet, parts } = segmentText(text)
      const all: Part[] = parts.map(({ octets }, index) => ({
        reference: '16:300',
        part: index + 1,
        total: parts.length,
        body: { coded: { alphabet, octets, headerBytes: 7 } },
      }))
      const order = [...all, ...all].map((each) => ({ each, key: Number(random.next().value) })).toSorted((a, b) => a.key - b.key)
      const { outcomes } = joinAll(order.map(({ each }) => each))
      const whole = outcomes.filter(({ outcome }) => outcome === 'whole')
      assert.equal(whole.length, 1)
      assert.equal(whole[0]?.outcome === 'whole' && whole[0].text, parts.map((each) => each.text).join(''))
      assert.ok(outcomes.every(({ outcome }) => outcome === 'whole' || outcome === 'waiting' || outcome === 'repeated'))
    }),
    { numRuns: 60 },
  )
})

test('UTF-16 and septets that were cut anywhere, in a pair or behind an escape, become whole again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 19 }), (at) => {
      const octets = encodeUcs2('Halo 😀 😀.')
      const halves = [octets.subarray(0, at), octets.subarray(at)]
      const parts = halves.map(
        (half, index): Part => ({ reference: '8:1', part: index + 1, total: 2, body: { coded: { alphabet: 'ucs2', octets: half } } }),
      )
      const last = joinAll(parts).outcomes[1]
      assert.equal(last?.outcome === 'whole' && last.text, 'Halo 😀 😀.')
    }),
  )
  const cut = [Buffer.from('411b', 'hex'), Buffer.from('6542', 'hex')]
  const parts = cut.map(
    (octets, index): Part => ({ reference: '8:2', part: index + 1, total: 2, body: { coded: { alphabet: 'gsm7', octets } } }),
  )
  assert.deepEqual(
    joinAll(parts).outcomes.map((each) => each.outcome === 'whole' && [each.text, each.exact]),
    [false, ['A€B', true]],
  )
})

test('a pair that an aggregator cut between two texts becomes whole again', () => {
  const { outcomes } = joinAll([part(1, 2, 'Halo \ud83d'), part(2, 2, '\ude00!')])
  assert.equal(outcomes[1]?.outcome === 'whole' && outcomes[1].text, 'Halo 😀!')
})

test('parts in different alphabets are read each in its own', () => {
  const coded = (number: number, alphabet: 'gsm7' | 'ucs2', octets: Uint8Array): Part => ({
    reference: '8:3',
    part: number,
    total: 3,
    body: { coded: { alphabet, octets } },
  })
  const { outcomes } = joinAll([
    coded(1, 'gsm7', Buffer.from('Jalan ')),
    coded(2, 'ucs2', encodeUcs2('漢字 ')),
    coded(3, 'gsm7', Buffer.from('rusak')),
  ])
  assert.equal(outcomes[2]?.outcome === 'whole' && outcomes[2].text, 'Jalan 漢字 rusak')
})

const IMPOSSIBLE: readonly [number, number][] = [
  [0, 3],
  [5, 3],
  [1, 1],
  [1, 0],
  [1, 255],
  [-1, 2],
  [1.5, 2],
]
for (const [number, total] of IMPOSSIBLE) {
  test(`part ${number} of ${total} is a message of its own`, () => {
    assert.deepEqual(joinPart(null, part(number, total, 'isi'), NOW), { outcome: 'alone', text: 'isi', exact: true })
  })
}

test('a part as long as a book is a message of its own', () => {
  assert.equal(joinPart(null, part(1, 2, 'a'.repeat(2000)), NOW).outcome, 'alone')
})

test('a reference that the network uses again gives the old parts up', () => {
  const { assembly } = joinAll([part(1, 2, 'lama')])
  for (const other of [part(1, 2, 'baru'), part(1, 3, 'lama'), part(2, 3, 'baru')]) {
    const joined = joinPart(assembly, other, NOW)
    assert.equal(joined.outcome, 'reference_reused')
    assert.equal(joined.outcome === 'reference_reused' && readIncomplete(joined.previous, mark).text, 'lama [2 dari 2]')
  }
})

test('when it is done, its parts are known, and other ones are another message with another id', () => {
  const { assembly } = joinAll([part(1, 2, 'satu '), part(2, 2, 'dua')])
  assert.equal(assembly?.done, true)
  assert.ok(!JSON.stringify(assembly).includes('dua'), 'the words are forgotten')
  assert.equal(joinPart(assembly, part(2, 2, 'dua'), NOW).outcome, 'repeated')
  assert.equal(joinPart(assembly, part(2, 2, 'tiga'), NOW).outcome, 'reference_reused')
  const next = joinPart(null, part(2, 2, 'tiga'), new Date(NOW.getTime() + 1000))
  assert.notEqual(next.outcome === 'waiting' && next.assembly.id, assembly.id)
})

test('a message that was whole when the gateway died is whole again with its last part, under the same id', () => {
  const first = joinPart(null, part(1, 2, 'satu '), NOW)
  assert.ok(first.outcome === 'waiting')
  const whole = joinPart(first.assembly, part(2, 2, 'dua'), NOW)
  assert.ok(whole.outcome === 'whole')
  const again = joinPart(JSON.parse(JSON.stringify(whole.assembly)), part(2, 2, 'dua'), new Date(NOW.getTime() + 5000))
  assert.equal(again.outcome === 'whole' && again.text, 'satu dua')
  assert.equal(again.outcome === 'whole' && again.assembly.id, whole.assembly.id)
})

test('what came is read with its gaps marked, and a whole one without', () => {
  const read = (...numbers: number[]) => {
    const { assembly } = joinAll(numbers.map((number) => part(number, 4, `bagian${number}`)))
    assert.ok(assembly)
    return readIncomplete(assembly, mark)
  }
  assert.deepEqual(read(1, 2), { text: 'bagian1bagian2 [3, 4 dari 4]', exact: true, missing: [3, 4] })
  assert.deepEqual(read(2), { text: '[1 dari 4] bagian2 [3, 4 dari 4]', exact: true, missing: [1, 3, 4] })
  assert.deepEqual(read(4, 1, 3), { text: 'bagian1 [2 dari 4] bagian3bagian4', exact: true, missing: [2] })
})

test('forty full parts fit into what the hub remembers', () => {
  const parts = Array.from({ length: 39 }, (_, index) => part(index + 1, 40, '漢'.repeat(1600)))
  const { assembly } = joinAll(parts)
  assert.ok(isAssembly(assembly))
  assert.ok(Buffer.byteLength(JSON.stringify(assembly)) < 256 * 1024)
})

test('any numbers give an outcome, and what is remembered stays bounded', () => {
  const numbers = fc.record({
    part: fc.integer({ min: -2, max: 260 }),
    total: fc.integer({ min: -2, max: 260 }),
    text: fc.string({ maxLength: 5 }),
  })
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 60 }), (sent) => {
      let assembly: Assembly | null = null
      for (const { part: number, total, text } of sent) {
        const joined: Joined = joinPart(assembly, part(number, total, text), NOW)
        if ('assembly' in joined) assembly = joined.assembly
        if (joined.outcome === 'reference_reused') assembly = null
        assert.ok(assembly === null || Object.keys(assembly.parts).length <= 40)
      }
    }),
  )
})

test('a sender stands alone in the key, whatever it is written with', () => {
  assert.equal(partsKey('+62812', '1708', { reference: '8:7' }), 'parts:+62812:1708:8:7')
  assert.notEqual(partsKey('a:b', 'c', { reference: '8:7' }), partsKey('a', 'b:c', { reference: '8:7' }))
})
