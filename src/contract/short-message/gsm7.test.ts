import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeGsm7, encodeGsm7, fillBitsAfter, packSeptets, unpackSeptets, writePlainly } from './gsm7.ts'
import { chooseTables, ESCAPE } from './gsm7-tables.ts'

const ALPHABET = [...chooseTables().locking.filter((_, septet) => septet !== ESCAPE), ...chooseTables().single.values()]
const text = fc.string({ unit: fc.constantFrom(...ALPHABET), maxLength: 400 })
const septets = fc.uint8Array({ max: 127, maxLength: 200 })

test('every text of the alphabet comes back as it was, and nothing else is taken', () => {
  fc.assert(
    fc.property(text, (written) => {
      const octets = encodeGsm7(written)
      assert.ok(octets)
      assert.deepEqual(decodeGsm7(octets), { text: written, exact: true })
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (written) => {
      const foreign = [...written].some((character) => !ALPHABET.includes(character))
      assert.equal(encodeGsm7(written) === null, foreign)
    }),
  )
})

test('septets are packed and unpacked behind a header of any length', () => {
  fc.assert(
    fc.property(septets, fc.integer({ min: 0, max: 6 }), (given, fillBits) => {
      assert.deepEqual(unpackSeptets(packSeptets(given, fillBits), fillBits, given.length), given)
    }),
  )
})

test('any octets are read as something, and never longer than they are', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 20 }),
      (given, one, other) => {
        assert.ok([...decodeGsm7(given, chooseTables(one, other)).text].length <= given.length)
        assert.ok(unpackSeptets(given).every((septet) => septet < 128))
      },
    ),
  )
})

const NATIONAL: readonly (readonly [language: number, hex: string, text: string])[] = [
  [4, '44504c5f2750201b1a1b1c', 'রাস্তা ১২'],
  [5, '444c5f275d201b1d1b1e', 'રસ્તો ૧૨'],
  [6, '4c244e152022542252201b1d1b1e1b19', 'सड़क टूटी १२।'],
  [7, '444c5f2758201b1d1b1e', 'ರಸ್ತೆ ೧೨'],
  [8, '455d245f201b2e1b301b31', 'റോഡ് ൺൻർ'],
  [9, '44504c5f2750201b1d', 'ରାସ୍ତା ୧'],
  [10, '4c1b2b15201b1d', 'ਸੜਕ ੧'],
  [11, '1a50465a201b1d', 'சாலை ௧'],
  [12, '445d245f2453201b1d', 'రోడ్డు ౧'],
  [13, '3d2647200b530b59201b1d1b1e1b3f', 'سڑک ٹوٹی ۱۲۔'],
]
for (const [language, hex, text] of NATIONAL) {
  test(`national language ${language}: ${text}`, () =>
    assert.deepEqual(decodeGsm7(Buffer.from(hex, 'hex'), chooseTables(language, language)), { text: text.normalize('NFC'), exact: true }))
}

test('each national table has its letters, its digits and what is the same in all; a language that does not exist is told', () => {
  for (let language = 4; language <= 13; language += 1) {
    const { locking, single, known } = chooseTables(language, language)
    assert.ok(known)
    assert.equal(locking.length, 128)
    assert.equal(locking.slice(0x30, 0x3a).join(''), '0123456789')
    assert.equal(locking.slice(0x61, 0x7b).join(''), 'abcdefghijklmnopqrstuvwxyz')
    assert.deepEqual([0x00, 0x28, 0x2f, 0x3d, 0x41, 0x65].map((septet) => single.get(septet)).join(''), '@{\\~A€')
  }
  assert.equal(chooseTables(14).known, false)
})

// Vectors that others published, not made by the code above.
test('hellohello is E8329BFD4697D9EC37 when it is packed', () => {
  assert.equal(Buffer.from(packSeptets(encodeGsm7('hellohello') ?? new Uint8Array())).toString('hex'), 'e8329bfd4697d9ec37')
  assert.equal(decodeGsm7(unpackSeptets(Buffer.from('e8329bfd4697d9ec37', 'hex'))).text, 'hellohello')
})

test('after a header of six bytes one bit is filled, so that the first septet begins on its border', () => {
  assert.deepEqual([0, 1, 4, 5, 6, 7, 8].map(fillBitsAfter), [0, 6, 3, 2, 1, 0, 6])
  const packed = packSeptets(encodeGsm7('Halo') ?? new Uint8Array(), fillBitsAfter(6))
  assert.equal(decodeGsm7(unpackSeptets(packed, fillBitsAfter(6), 4)).text, 'Halo')
})

test('seven and eight septets in seven bytes are told apart by the padding', () => {
  for (const written of ['1234567', '12345678']) {
    assert.equal(decodeGsm7(unpackSeptets(packSeptets(encodeGsm7(written) ?? new Uint8Array()))).text, written)
  }
})

const READ: readonly { name: string; octets: string; locking?: number; single?: number; text: string; exact: boolean }[] = [
  { name: 'the euro and the brackets', octets: '1b651b3c411b3e', text: '€[A]', exact: true },
  { name: 'an escape at the end', octets: '411b', text: 'A', exact: false },
  { name: 'an escape before an escape is a space', octets: '1b1b41', text: ' A', exact: false },
  { name: 'an unknown sign after the escape is read without it', octets: '1b41', text: 'A', exact: false },
  { name: 'a byte of eight bits', octets: '41c1', text: 'A�', exact: false },
  { name: 'Turkish, locking', octets: '0b0c1c1d400760', locking: 1, text: 'ĞğŞşİıç', exact: true },
  { name: 'Turkish, single', octets: '1b471b491b531b631b671b691b731b65', single: 1, text: 'ĞİŞçğış€', exact: true },
  { name: 'Spanish, single', octets: '1b091b411b491b4f1b551b611b691b6f1b75', single: 2, text: 'çÁÍÓÚáíóú', exact: true },
  {
    name: 'Portuguese, locking',
    octets: '04060708090b0c0e0f12131415161718191a5b5c7b7c',
    locking: 3,
    text: 'êúíóçÔôÁáªÇÀ∞^\\€Ó|ÃÕãõ',
    exact: true,
  },
  { name: 'Portuguese, single', octets: '1b051b0b1b0e1b121b131b191b1f1b5b1b611b7b1b7f', single: 3, text: 'êÔÁΦΓΘÊÃÂãâ', exact: true },
  { name: 'a language nobody knows is read as the default', octets: '404142', locking: 99, single: 99, text: '¡AB', exact: false },
]

for (const { name, octets, locking, single, text: expected, exact } of READ) {
  test(`read: ${name}`, () => {
    assert.deepEqual(decodeGsm7(Buffer.from(octets, 'hex'), chooseTables(locking, single)), { text: expected, exact })
  })
}

test('typographic signs are written plainly, and what would be lost stays', () => {
  assert.equal(writePlainly('“Jalan” – rusak… ’98\u00a0km'), '"Jalan" - rusak... \'98 km')
  assert.equal(writePlainly('ç ḥ 漢 😀'), 'ç ḥ 漢 😀')
  fc.assert(fc.property(text, (written) => assert.equal(writePlainly(written), written.normalize('NFC'))))
})
