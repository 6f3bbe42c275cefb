import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeText } from '../../src/contract/short-message/coding.ts'
import { encodeUcs2 } from '../../src/contract/short-message/ucs2.ts'
import { readIncoming } from './incoming.ts'
import { type Pdu, TAG } from './pdu.ts'
import { answerId, receiptId } from './receipt.ts'

const pdu = (fields: object, options: readonly [number, string][] = []): Pdu => ({
  command: 'deliver_sm',
  status: 0,
  sequence: 1,
  fields: { source_addr_ton: 1, source_addr: '6281234567890', dest_addr_ton: 3, destination_addr: '1708', ...fields },
  options: new Map(options.map(([tag, hex]) => [tag, Buffer.from(hex, 'hex')])),
})
const read = (...[fields, options]: Parameters<typeof pdu>) =>
  readIncoming(pdu(fields, options), { defaultAlphabet: 'gsm7', messageIdTag: 0x1401 })
const hexOf = (text: string) => Buffer.from(text).toString('hex')

test('a text: from whom, to which number, and its words', () => {
  const incoming = read({ short_message: Buffer.from('Jalan rusak') })
  assert.ok(incoming.kind === 'message')
  assert.deepEqual([incoming.from, incoming.to, incoming.part, incoming.smscId], ['+6281234567890', '1708', null, null])
  assert.equal(decodeText(incoming.text).text, 'Jalan rusak')
})

const TEXTS: readonly { name: string; fields: object; options?: [number, string][]; text: string; part?: object; damaged?: boolean }[] = [
  { name: 'UCS-2', fields: { data_coding: 8, short_message: Buffer.from(encodeUcs2('Jalan 😀')) }, text: 'Jalan 😀' },
  { name: 'message_payload', fields: {}, options: [[TAG.messagePayload, hexOf('panjang')]], text: 'panjang' },
  {
    name: 'both: the short message',
    fields: { short_message: Buffer.from('pendek') },
    options: [[TAG.messagePayload, hexOf('panjang')]],
    text: 'pendek',
  },
  {
    name: 'a header in message_payload',
    fields: { esm_class: 0x40 },
    options: [[TAG.messagePayload, `0500030702${'01'}${hexOf('dua')}`]],
    text: 'dua',
    part: { reference: '8:7', total: 2, part: 1 },
  },
  {
    name: 'a header of parts that esm_class does not tell',
    fields: { short_message: Buffer.concat([Buffer.from('06080400070201', 'hex'), Buffer.from('jalan ')]) },
    text: 'jalan ',
    part: { reference: '16:7', total: 2, part: 1 },
  },
  { name: 'accents where such a header would be', fields: { short_message: Buffer.from('0500034a616c616e', 'hex') }, text: 'é@¥Jalan' },
  {
    name: 'optional parameters of parts',
    fields: { short_message: Buffer.from('x') },
    options: [
      [TAG.sarReference, '0105'],
      [TAG.sarTotal, '03'],
      [TAG.sarPart, '02'],
    ],
    text: 'x',
    part: { reference: 'sar:261', total: 3, part: 2 },
  },
  {
    name: 'a header wins over them',
    fields: { esm_class: 0x40, short_message: Buffer.from('05000307020141', 'hex') },
    options: [
      [TAG.sarReference, '0105'],
      [TAG.sarTotal, '03'],
      [TAG.sarPart, '02'],
    ],
    text: 'A',
    part: { reference: '8:7', total: 2, part: 1 },
  },
  {
    name: 'parts without their total',
    fields: { short_message: Buffer.from('x') },
    options: [
      [TAG.sarReference, '0105'],
      [TAG.sarPart, '02'],
    ],
    text: 'x',
  },
  { name: 'Turkish by a header', fields: { esm_class: 0x40, short_message: Buffer.from('03240101531b53', 'hex') }, text: 'SŞ' },
  {
    name: 'a header with a byte too many',
    fields: { esm_class: 0x40, short_message: Buffer.from('0600030702010041', 'hex') },
    text: 'A',
    part: { reference: '8:7', total: 2, part: 1 },
  },
  { name: 'a header that lies', fields: { esm_class: 0x40, short_message: Buffer.from('ABC') }, text: 'ABC', damaged: true },
  { name: 'words as 8-bit data', fields: { data_coding: 4, short_message: Buffer.from('Jalan rusak \u20ac') }, text: 'Jalan rusak \u20ac' },
  { name: 'words as data of a class', fields: { data_coding: 0xf5, short_message: Buffer.from('Caf\u00e9', 'latin1') }, text: 'Caf\u00e9' },
  { name: 'a reply path', fields: { esm_class: 0x80, short_message: Buffer.from('A') }, text: 'A' },
]
for (const { name, fields, options, text, part = null, damaged = false } of TEXTS) {
  test(`a text with ${name}`, () => {
    const incoming = read(fields, options)
    assert.ok(incoming.kind === 'message', incoming.kind)
    assert.deepEqual([decodeText(incoming.text).text, incoming.part, incoming.damaged], [text, part, damaged])
  })
}

const LEFT: readonly [string, object][] = [
  ['binary data', { data_coding: 4, short_message: Buffer.from([1, 2]) }],
  ['a message for a port', { esm_class: 0x40, short_message: Buffer.from('0605040b8423f041', 'hex') }],
  ['an acknowledgement of the phone', { esm_class: 0x08, short_message: Buffer.from('x') }],
  ['a receipt that says nothing', { esm_class: 0x04, short_message: Buffer.from('apa ini') }],
]
for (const [name, fields] of LEFT) {
  test(`${name} is no text`, () => assert.equal(read(fields).kind, 'other'))
}

const RECEIPTS: readonly { name: string; fields: object; options?: [number, string][]; receipt: object }[] = [
  {
    name: 'text',
    fields: {
      esm_class: 0x04,
      short_message: Buffer.from(
        'id:c449ab9744f47b6af1879e49e75e4f40 sub:001 dlvrd:001 submit date:2611211015 done date:2611211016 stat:DELIVRD err:000 text:Jawa Barat',
      ),
    },
    receipt: { id: 'c449ab9744f47b6af1879e49e75e4f40', outcome: 'delivered', detail: 'DELIVRD' },
  },
  {
    name: 'text with an error',
    fields: { esm_class: 0x04, short_message: Buffer.from('id:0012 stat:UNDELIV err:01B') },
    receipt: { id: '0012', outcome: 'failed', detail: 'UNDELIV, error 01B' },
  },
  {
    name: 'a text in capitals',
    fields: { esm_class: 0x04, short_message: Buffer.from('ID: 9 STAT: Expired ERR: 1') },
    receipt: { id: '9', outcome: 'failed', detail: 'EXPIRED, error 1' },
  },
  {
    name: 'another dialect',
    fields: { esm_class: 0x04, short_message: Buffer.from('Id=77; State=UNDELIVERABLE; Error=5') },
    receipt: { id: '77', outcome: 'failed', detail: 'UNDELIVERA, error 5' },
  },
  {
    name: 'its text, where nothing says so',
    fields: {
      short_message: Buffer.from('id:77 sub:001 dlvrd:001 submit date:2611211015 done date:2611211016 stat:DELIVRD err:000 text:x'),
    },
    receipt: { id: '77', outcome: 'delivered', detail: 'DELIVRD' },
  },
  {
    name: 'an id that is another in the parameters',
    fields: { esm_class: 4, short_message: Buffer.from('id:0000000171 stat:DELIVRD err:0') },
    options: [[TAG.receiptedMessageId, '616200']],
    receipt: { id: '0000000171', otherId: 'ab', outcome: 'delivered', detail: 'DELIVRD' },
  },
  {
    name: 'parameters alone, and no esm_class',
    fields: {},
    options: [
      [TAG.receiptedMessageId, '6d3700'],
      [TAG.messageState, '02'],
    ],
    receipt: { id: 'm7', outcome: 'delivered', detail: 'DELIVRD' },
  },
  {
    name: 'parameters of a failure',
    fields: { esm_class: 4 },
    options: [
      [TAG.receiptedMessageId, '6d3700'],
      [TAG.messageState, '05'],
      [TAG.networkErrorCode, '03001b'],
    ],
    receipt: { id: 'm7', outcome: 'failed', detail: 'UNDELIV, error 1b' },
  },
  {
    name: 'news that decides nothing',
    fields: { esm_class: 0x20, short_message: Buffer.from('id:5 stat:ENROUTE') },
    receipt: { id: '5', outcome: 'underway', detail: 'ENROUTE' },
  },
  {
    name: 'a state beyond the list',
    fields: { esm_class: 4 },
    options: [
      [TAG.receiptedMessageId, '35'],
      [TAG.messageState, 'ff'],
    ],
    receipt: { id: '5', outcome: 'underway', detail: 'no state' },
  },
]
for (const { name, fields, options, receipt } of RECEIPTS) {
  test(`a receipt by ${name}`, () => {
    const incoming = read(fields, options)
    assert.ok(incoming.kind === 'receipt')
    assert.deepEqual(incoming.receipt, { ...receipt, of: '+6281234567890' })
  })
}

test("the SMSC's own id of a message is read, as text or as octets", () => {
  const id = (hex: string) => {
    const incoming = read({ short_message: Buffer.from('x') }, [[0x1401, hex]])
    return incoming.kind === 'message' ? incoming.smscId : undefined
  }
  assert.deepEqual([id(hexOf('abc-1\0')), id('00ff'), id(''), id('41'.repeat(65))], ['abc-1', '00ff', null, null])
})

test('an id that is answered in one base and reported in the other is the same', () => {
  assert.equal(answerId('00Ab12', 'hex-in-answer'), receiptId(String(0xab12), 'hex-in-answer'))
  assert.equal(answerId('0043794', 'decimal-in-answer'), receiptId('ab12', 'decimal-in-answer'))
  assert.equal(answerId('x-1', 'hex-in-answer'), 'x-1')
  assert.equal(receiptId('m1'), answerId('m1'))
  assert.equal(receiptId('0000000ab1'), answerId('AB1'), 'zeros before it, and small letters')
})

test('any fields give something', () => {
  fc.assert(
    fc.property(
      fc.nat(255),
      fc.nat(255),
      fc.uint8Array({ maxLength: 260 }),
      fc.array(fc.tuple(fc.constantFrom(...Object.values(TAG)), fc.uint8Array({ maxLength: 6 }))),
      (esm_class, data_coding, octets, options) => {
        const incoming = read(
          { esm_class, data_coding, short_message: Buffer.from(octets) },
          options.map(([tag, value]) => [tag, Buffer.from(value).toString('hex')]),
        )
        if (incoming.kind === 'message') assert.equal(typeof decodeText(incoming.text).text, 'string')
      },
    ),
  )
})
