import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { GatewayError } from '../../src/contract/errors.ts'
import { eventually } from '../../test/support/eventually.ts'
import { connector } from './index.ts'
import { CITIZEN, openRawSmsc, openSmppChannel, openTestSmsc, PASSWORD, septets, startListening } from './test-smsc.ts'

const header = (length: number, id: number, sequence = 7) => {
  const octets = Buffer.alloc(16)
  for (const [index, value] of [length, id, 0, sequence].entries()) octets.writeUInt32BE(value, index * 4)
  return octets
}
const pdu = (id: number, body: Buffer, sequence = 7) => Buffer.concat([header(16 + body.length, id, sequence), body])

/** All before the length of the short message. */
const FIELDS = Buffer.from('\0\x01\x016\0\x03\x0117\0\0\0\0\0\0\0\0\0\0', 'latin1')

/** Bad in itself, with lengths that can be followed: it is refused with this status, and the session goes on. */
const REFUSED: readonly { name: string; octets: Buffer; command: string; status: number }[] = [
  { name: 'a deliver_sm of nothing', octets: pdu(5, Buffer.alloc(0)), command: 'deliver_sm_resp', status: 0x02 },
  { name: 'an address without its end', octets: pdu(5, Buffer.from('0001013632', 'hex')), command: 'deliver_sm_resp', status: 0x02 },
  {
    name: 'a short message longer than its PDU',
    octets: pdu(5, Buffer.concat([FIELDS, Buffer.from('ff41', 'hex')])),
    command: 'deliver_sm_resp',
    status: 0x02,
  },
  {
    name: 'an optional parameter longer than its PDU',
    octets: pdu(5, Buffer.concat([FIELDS, Buffer.from('01410424ffff', 'hex')])),
    command: 'deliver_sm_resp',
    status: 0xc0,
  },
  {
    name: 'a submit_sm to us',
    octets: pdu(4, Buffer.concat([FIELDS, Buffer.from('0141', 'hex')])),
    command: 'submit_sm_resp',
    status: 0x04,
  },
  { name: 'a bind to us', octets: pdu(9, Buffer.from('610062000034000000', 'hex')), command: 'bind_transceiver_resp', status: 0x04 },
  { name: 'a command nobody knows', octets: pdu(0x777, Buffer.from('ffff', 'hex')), command: 'generic_nack', status: 0x03 },
]
for (const { name, octets, command, status } of REFUSED) {
  test(`${name} is refused, and the next message is taken`, async (t) => {
    const { smsc, people } = await startListening(t)
    const session = await smsc.session()
    const answer = once(session, command)
    session.socket.write(octets)
    const [{ command_status, sequence_number }] = await answer
    assert.deepEqual([command_status, sequence_number], [status, 7])
    assert.equal(await smsc.deliver({ short_message: septets('LAPOR jalan rusak di Garut') }), 0)
    assert.equal(people.filed.length, 1)
    assert.equal(smsc.binds.length, 1)
  })
}

/** After these nothing in the stream has a meaning: a new session is bound. */
const ENDING: readonly { name: string; octets: Buffer }[] = [
  { name: 'a length of zero', octets: header(0, 5) },
  { name: 'a length below the header', octets: header(15, 5) },
  { name: 'a length of four gigabytes', octets: header(0xffffffff, 5) },
  { name: 'a line of HTTP', octets: Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n') },
]
for (const { name, octets } of ENDING) {
  test(`${name} ends the session, and another is bound`, async (t) => {
    const { smsc, people } = await startListening(t)
    const first = await smsc.session()
    first.socket.write(octets)
    await eventually('another session', () => smsc.bound.find(({ session }) => session !== first))
    assert.equal(await smsc.deliver({ short_message: septets('LAPOR jalan rusak di Garut') }), 0)
    assert.equal(people.filed.length, 1)
  })
}

test('an SMSC that sends nothing but faults is left, and bound again', async (t) => {
  const { smsc, logged } = await startListening(t)
  const first = await smsc.session()
  first.socket.write(Buffer.concat(Array.from({ length: 5000 }, () => pdu(5, Buffer.alloc(0)))))
  await eventually('another session', () => smsc.bound.find(({ session }) => session !== first))
  assert.ok(logged.length < 150, `${logged.length} lines`)
})

test('an SMSC that asks for ever and never reads is left', async (t) => {
  const closed = Promise.withResolvers<void>()
  const raw = await openRawSmsc(t, (socket) => {
    socket.once('data', () => {
      socket.pause()
      socket.write(Buffer.from('0000001180000009000000000000000100', 'hex'))
      const more = Buffer.concat(Array.from({ length: 4096 }, () => header(16, 0x15)))
      const flood = () => {
        while (socket.writable && socket.write(more));
      }
      socket.on('drain', flood)
      flood()
    })
    socket.once('close', closed.resolve)
  })
  const { channel, stop } = openSmppChannel(t, raw)
  const listening = connector.listen?.(() => Promise.reject(), channel)
  await closed.promise
  stop.abort()
  await listening
})

test('answers that nobody asked for are passed over', async (t) => {
  const { smsc, people } = await startListening(t)
  const session = await smsc.session()
  for (const id of [0x80000004, 0x80000015, 0x80000000, 0x80000009, 0x80000fff])
    session.socket.write(pdu(id, Buffer.from('ff'.repeat(9), 'hex'), 12345))
  assert.equal(await smsc.deliver({ short_message: septets('LAPOR jalan rusak di Garut') }), 0)
  assert.equal(people.filed.length, 1)
})

test('a message in single bytes, slowly, with another behind it in one piece', async (t) => {
  const { smsc, people } = await startListening(t)
  const session = await smsc.session()
  const one = (from: string, text: string, sequence: number) =>
    pdu(
      5,
      Buffer.concat([Buffer.from(`\0\x01\x01${from}\0\x03\x011708\0\0\0\0\0\0\0\0\0\0`, 'latin1'), Buffer.of(text.length), septets(text)]),
      sequence,
    )
  const all = Buffer.concat([one('6281234567890', 'LAPOR jalan rusak di Garut', 1), one('6281234567891', 'LAPOR lampu mati di Garut', 2)])
  for (const octet of all.subarray(0, 60)) session.socket.write(Buffer.of(octet))
  session.socket.write(all.subarray(60))
  await eventually('both are filed', () => (people.filed.length === 2 ? true : undefined))
})

/** Servers at the bind. */
const AT_BIND: readonly { name: string; serve: (socket: Socket) => void; code: string }[] = [
  { name: 'says nothing', serve: () => undefined, code: 'connection_failed' },
  { name: 'hangs up', serve: (socket) => void socket.destroy(), code: 'connection_failed' },
  { name: 'speaks HTTP', serve: (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), code: 'connection_failed' },
  {
    name: 'answers with generic_nack',
    serve: (socket) => void socket.on('data', () => socket.write(Buffer.from('00000010800000000000000300000001', 'hex'))),
    code: 'partner_unavailable',
  },
  {
    name: 'answers another bind',
    serve: (socket) => void socket.on('data', () => socket.write(Buffer.from('00000010800000020000000000000001', 'hex'))),
    code: 'connection_failed',
  },
  {
    name: 'answers with half a PDU',
    serve: (socket) => void socket.on('data', () => socket.write(Buffer.from('000000408000000900000000', 'hex'))),
    code: 'connection_failed',
  },
]
for (const { name, serve, code } of AT_BIND) {
  test(`an SMSC that ${name} at the bind: ${code}, and no word of the password`, async (t) => {
    const raw = await openRawSmsc(t, serve)
    const { channel, logged } = openSmppChannel(t, raw, { config: { answerTimeoutMs: 200 } })
    const error = await (connector.listen?.(() => Promise.reject(), channel) ?? Promise.resolve()).then(
      () => assert.fail('it bound'),
      (thrown: unknown) => thrown,
    )
    assert.ok(error instanceof GatewayError)
    assert.equal(error.code, code)
    assert.ok(!inspect([error, logged], { depth: 20 }).includes(PASSWORD))
  })
}

test('nothing of a person and no password is in what is logged', async (t) => {
  const smsc = await openTestSmsc(t)
  const { people, logged, channel } = await startListening(t, { smsc })
  people.away = true
  await smsc.deliver({ short_message: septets('LAPOR rahasia tetangga') })
  people.away = false
  smsc.onSubmit = () => 0x0b
  await smsc.deliver({ short_message: septets('STATUS') })
  await smsc.deliver({ data_coding: 4, short_message: septets('tetangga') })
  ;(await smsc.session()).socket.write(pdu(5, Buffer.from('tetangga')))
  await eventually('a refused answer is logged', () => (inspect(logged).includes('recipient_gone') ? true : undefined))
  const probe = await connector.probe(channel)
  const all = inspect([logged, probe], { depth: 20 })
  for (const word of [PASSWORD, CITIZEN.slice(1), 'tetangga', 'rahasia t']) assert.ok(!all.includes(word), word)
})
