import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Alphabet, alphabetOf, decodeText } from './coding.ts'
import { encodeGsm7, fillBitsAfter, packSeptets } from './gsm7.ts'
import { readUserDataHeader, writeConcatenation } from './user-data-header.ts'

const CODINGS: readonly [number, Alphabet | null][] = [
  [0x00, 'gsm7'],
  [0x01, 'ascii'],
  [0x02, null],
  [0x03, 'latin1'],
  [0x04, null],
  [0x06, 'cyrillic'],
  [0x08, 'ucs2'],
  [0x10, 'gsm7'],
  [0x14, null],
  [0x18, 'ucs2'],
  [0x20, null],
  [0xc8, 'gsm7'],
  [0xe0, 'ucs2'],
  [0xf1, 'gsm7'],
  [0xf5, null],
  [0xff, null],
]
for (const [coding, alphabet] of CODINGS) {
  test(`data_coding 0x${coding.toString(16).padStart(2, '0')} is ${alphabet ?? 'no text'}`, () => {
    assert.equal(alphabetOf(coding, 'gsm7'), alphabet)
  })
}

test('the default alphabet is what the SMSC says it is', () => {
  assert.equal(alphabetOf(0, 'latin1'), 'latin1')
  assert.deepEqual(decodeText({ alphabet: 'latin1', octets: Buffer.from('café', 'latin1') }), { text: 'café', exact: true })
  assert.deepEqual(decodeText({ alphabet: 'ascii', octets: Buffer.from('Jalan “rusak”') }), { text: 'Jalan “rusak”', exact: true })
  assert.deepEqual(decodeText({ alphabet: 'ascii', octets: Buffer.from([0x41, 0xff]) }), { text: 'A�', exact: false })
  assert.deepEqual(decodeText({ alphabet: 'cyrillic', octets: Buffer.from([0xbf]) }), { text: 'П', exact: true })
})

const SAID = 'LAPOR jalan rusak di Cikajang'
const DECLARED: readonly (readonly [name: string, alphabet: 'gsm7' | 'ucs2' | 'latin1', octets: Buffer, text: string, exact: boolean])[] = [
  ['UTF-8 as septets', 'gsm7', Buffer.from('Jalan di Café 🚧'), 'Jalan di Café 🚧', true],
  ['Latin-1 as septets', 'gsm7', Buffer.from('Jalan di Café', 'latin1'), 'Jalan di Café', false],
  ['UCS-2 as septets', 'gsm7', Buffer.from(SAID, 'utf16le').swap16(), SAID, true],
  ['a zero behind septets', 'gsm7', Buffer.from(`${SAID}\0`), SAID, true],
  ['septets with an @', 'gsm7', Buffer.from('surel budi\0contoh.id'), 'surel budi@contoh.id', true],
  ['letters as UCS-2', 'ucs2', Buffer.from(SAID), SAID, true],
  ['UCS-2 with the small end first', 'ucs2', Buffer.from(SAID, 'utf16le'), SAID, true],
  ['half a zero behind UCS-2', 'ucs2', Buffer.from('004a006100', 'hex'), 'Ja', true],
  ['Chinese in UCS-2', 'ucs2', Buffer.from('道路损坏', 'utf16le').swap16(), '道路损坏', true],
  ['Windows as Latin-1', 'latin1', Buffer.from([0x93, 0x41, 0x94, 0x80]), '“A”€', true],
]
for (const [name, alphabet, octets, text, exact] of DECLARED) {
  test(`octets that are not what they are said to be: ${name}`, () => assert.deepEqual(decodeText({ alphabet, octets }), { text, exact }))
}

test('a NUL is left out', () => {
  for (const alphabet of ['ucs2', 'latin1', 'utf8'] as const) {
    const octets = alphabet === 'ucs2' ? Buffer.from('004100000042', 'hex') : Buffer.from('A\0B')
    assert.equal(decodeText({ alphabet, octets }).text, 'AB')
  }
})

test('packed septets begin behind the fill bits of their header', () => {
  const header = writeConcatenation(7, 1, 2)
  const octets = packSeptets(encodeGsm7('Jalan rusak [RT 5]') ?? new Uint8Array(), fillBitsAfter(header.length))
  assert.equal(decodeText({ alphabet: 'gsm7-packed', octets, headerBytes: header.length }).text, 'Jalan rusak [RT 5]')
})

const HEADERS: readonly { name: string; octets: string; header: object | null }[] = [
  {
    name: 'an 8-bit reference',
    octets: '050003ff0302',
    header: { bytes: 6, concatenation: { reference: '8:255', total: 3, part: 2 }, port: false },
  },
  {
    name: 'a 16-bit reference',
    octets: '0608040102ff01',
    header: { bytes: 7, concatenation: { reference: '16:258', total: 255, part: 1 }, port: false },
  },
  {
    name: 'shift tables',
    octets: '06240101250103',
    header: { bytes: 7, concatenation: null, port: false, singleLanguage: 1, lockingLanguage: 3 },
  },
  { name: 'a port', octets: '0605040b8423f0', header: { bytes: 7, concatenation: null, port: true } },
  { name: 'an unknown element', octets: '0370010a', header: { bytes: 4, concatenation: null, port: false } },
  { name: 'a reference of a wrong length', octets: '04000207 02'.replace(' ', ''), header: { bytes: 5, concatenation: null, port: false } },
  { name: 'no header at all', octets: '00', header: { bytes: 1, concatenation: null, port: false } },
  { name: 'a length beyond the message', octets: 'ff0003', header: null },
  { name: 'an element beyond the header', octets: '050009010203', header: null },
  { name: 'half an element', octets: '0100', header: null },
  { name: 'nothing', octets: '', header: null },
]
for (const { name, octets, header } of HEADERS) {
  test(`a header with ${name}`, () => assert.deepEqual(readUserDataHeader(Buffer.from(octets, 'hex')), header))
}

test('any octets give a header or none, in any coding a text or none', () => {
  const alphabets: Alphabet[] = ['gsm7', 'gsm7-packed', 'ascii', 'latin1', 'cyrillic', 'hebrew', 'shift-jis', 'euc-kr', 'ucs2', 'utf8']
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 260 }), fc.constantFrom(...alphabets), fc.nat(255), (octets, alphabet, coding) => {
      const header = readUserDataHeader(octets)
      assert.ok(header === null || header.bytes <= octets.length)
      assert.equal(typeof decodeText({ alphabet, octets }).text, 'string')
      alphabetOf(coding, 'gsm7')
    }),
  )
})
