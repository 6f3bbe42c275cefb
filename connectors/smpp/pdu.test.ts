import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import smpp from 'smpp'
import { Frames } from './frames.ts'
import { PduError, readPdu, responseTo, TAG, writePdu } from './pdu.ts'

const text = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'abcXYZ0189 +._'), maxLength })

test('what is written is read again, field by field', () => {
  fc.assert(
    fc.property(
      fc.record({ source_addr: text(20), destination_addr: text(20), esm_class: fc.nat(255), data_coding: fc.nat(255) }),
      fc.uint8Array({ maxLength: 254 }),
      fc.integer({ min: 1, max: 0x7fffffff }),
      (fields, octets, sequence) => {
        const short_message = Buffer.from(octets)
        const pdu = readPdu(writePdu('deliver_sm', { sequence }, { ...fields, short_message }))
        assert.equal(pdu.command, 'deliver_sm')
        assert.equal(pdu.sequence, sequence)
        assert.deepEqual({ ...pdu.fields, ...fields, short_message }, pdu.fields)
      },
    ),
  )
})

test('optional parameters are octets by their tags, known or not; of two the first holds', () => {
  const octets = writePdu('data_sm', { sequence: 1 }, { source_addr: '62812', message_payload: Buffer.from('isi'), sar_total_segments: 3 })
  const more = Buffer.from('1401000358595a' + '14010001ff', 'hex')
  const frame = Buffer.concat([octets, more])
  frame.writeUInt32BE(frame.length, 0)
  const { options } = readPdu(frame)
  assert.equal(options.get(TAG.messagePayload)?.toString(), 'isi')
  assert.deepEqual(options.get(TAG.sarTotal), Buffer.from([3]))
  assert.equal(options.get(0x1401)?.toString(), 'XYZ')
})

test('whatever is cut off, changed or added, it is read or refused, never thrown otherwise', () => {
  const good = writePdu(
    'deliver_sm',
    { sequence: 5 },
    { source_addr: '6281', destination_addr: '1708', short_message: Buffer.from('isi'), user_message_reference: 9 },
  )
  fc.assert(
    fc.property(
      fc.nat(good.length),
      fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 6 }),
      fc.uint8Array({ maxLength: 30 }),
      (cut, changes, tail) => {
        const frame = Buffer.concat([good.subarray(0, Math.max(16, cut)), tail])
        for (const [at, value] of changes) if (at < frame.length) frame[at] = value
        frame.writeUInt32BE(frame.length, 0)
        try {
          readPdu(frame)
        } catch (error) {
          assert.ok(error instanceof PduError, String(error))
        }
      },
    ),
    { numRuns: 2000 },
  )
})

const LYING: readonly { name: string; hex: string; status: number }[] = [
  { name: 'a short message longer than the PDU', hex: '00010136320000013137303800000000000000000000ff4142', status: 0x02 },
  { name: 'an address without its end', hex: '000101363238313233', status: 0x02 },
  { name: 'nothing but a header', hex: '', status: 0x02 },
  { name: 'an optional parameter longer than the PDU', hex: '0001013632000001313730380000000000000000000002414204240fff41', status: 0xc0 },
  { name: 'half an optional parameter', hex: '00010136320000013137303800000000000000000000024142042400', status: 0xc0 },
]
for (const { name, hex, status } of LYING) {
  test(`refused: a deliver_sm with ${name}`, () => {
    assert.throws(
      () => readPdu(frameOf(0x05, hex)),
      (error) => error instanceof PduError && error.status === status && error.header.sequence === 9,
    )
  })
}

test('a response may leave out what it has', () => {
  for (const hex of ['', '6d31', '6d3100', '6d310004']) assert.equal(readPdu(frameOf(0x80000004, hex)).command, 'submit_sm_resp')
  assert.equal(readPdu(frameOf(0x80000004, '6d31')).fields.message_id, 'm1')
})

test('every request has its answer, and one that nobody knows a generic_nack', () => {
  assert.equal(responseTo('deliver_sm'), 'deliver_sm_resp')
  assert.equal(responseTo('unknown'), 'generic_nack')
  assert.equal(readPdu(frameOf(0x00bada55, 'ff')).command, 'unknown')
  for (const command of Object.keys(smpp.commands)) assert.ok(smpp.commands[responseTo(command)])
})

test('a stream is cut into PDUs however it comes', () => {
  const pdus = ['a', 'bb', '', 'd'.repeat(200)].map((words, index) =>
    writePdu('deliver_sm', { sequence: index + 1 }, { short_message: Buffer.from(words) }),
  )
  const stream = Buffer.concat(pdus)
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 30 }), (cuts) => {
      const frames = new Frames(1000)
      const borders = [0, ...cuts.toSorted((a, b) => a - b), stream.length]
      const read = borders.flatMap((from, index) => [...frames.push(stream.subarray(from, borders[index + 1] ?? stream.length))])
      assert.deepEqual(
        read.map((frame) => frame.toString('hex')),
        pdus.map((pdu) => pdu.toString('hex')),
      )
    }),
  )
})

test('a length that cannot be ends the stream', () => {
  for (const length of ['00000000', '0000000f', '000003e9', 'ffffffff', '47455420']) {
    assert.throws(() => [...new Frames(1000).push(Buffer.from(`${length}00000000`.padEnd(32, '0'), 'hex'))], /was announced/)
  }
})

test('what stands before such a length is read', () => {
  const read = new Frames(1000).push(Buffer.concat([frameOf(0x15, ''), Buffer.alloc(16)]))
  assert.equal(read.next().value?.length, 16)
  assert.throws(() => read.next(), /was announced/)
})

function frameOf(id: number, hex: string): Buffer {
  const body = Buffer.from(hex, 'hex')
  const frame = Buffer.concat([Buffer.alloc(16), body])
  frame.writeUInt32BE(frame.length, 0)
  frame.writeUInt32BE(id, 4)
  frame.writeUInt32BE(9, 12)
  return frame
}
