import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PackagePdu } from 'smpp'
import type { Feedback } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { FEEDBACK } from '../../test/peers/channel.ts'
import { eventually } from '../../test/support/eventually.ts'
import { connector } from './index.ts'
import { CITIZEN, openRawSmsc, openSmppChannel, openTestSmsc, startListening } from './test-smsc.ts'

const news = (more: Partial<Feedback> = {}): Feedback => ({
  ...FEEDBACK,
  kind: 'status',
  answer: null,
  institution: null,
  trackingId: null,
  recipient: { sender: CITIZEN, replyTo: { language: 'id', to: '1708' }, reference: 'ABCDE-12345', title: 'Jalan rusak' },
  ...more,
})
const answer = (text: string, more: Partial<Feedback> = {}) =>
  news({ kind: 'answer', answer: { text, from: null, attachments: [] }, ...more })
const reply = async (...given: Parameters<NonNullable<typeof connector.reply>>) => connector.reply?.(...given)
const failure = (work: Promise<unknown>) =>
  work.then(
    () => assert.fail('it should have failed'),
    (error: unknown) => {
      assert.ok(error instanceof GatewayError, String(error))
      return error
    },
  )
const octetsOf = (pdu: PackagePdu | undefined): { udh: number[][]; message: string } => {
  const { udh = [], message } = Object(pdu?.short_message)
  return { udh: udh.map((element: Buffer) => [...element]), message: String(message) }
}

test('a process that does not listen binds a transmitter, uses it for all that comes together, and unbinds when idle', async (t) => {
  const smsc = await openTestSmsc(t)
  const { channel, people } = openSmppChannel(t, smsc, { config: { idleSeconds: 0.1 } })
  const given = await Promise.all(['a', 'b', 'c'].map((id) => reply(news({ id }), channel)))
  assert.deepEqual(given.map((each) => each?.reference).toSorted(), ['m1', 'm2', 'm3'])
  assert.deepEqual(smsc.binds, ['bind_transmitter'])
  assert.equal(people.turns, 3)
  await eventually('it unbound', () => (smsc.bound.length === 0 ? true : undefined))
  await reply(news({ id: 'd' }), channel)
  assert.equal(smsc.binds.length, 2)
})

test("a process that listens uses the listener's session, and another one when that is lost", async (t) => {
  const { smsc, channel } = await startListening(t, { config: { reconnectMs: 60_000 } })
  await reply(news(), channel)
  assert.deepEqual(smsc.binds, ['bind_transceiver'])
  ;(await smsc.session()).destroy()
  await eventually('it is lost', () => (smsc.bound.length === 0 ? true : undefined))
  await reply(news({ id: 'b' }), channel)
  assert.deepEqual(smsc.binds, ['bind_transceiver', 'bind_transmitter'])
})

test('one short message: who, from which number, in which alphabet, and a receipt is asked for', async (t) => {
  const smsc = await openTestSmsc(t)
  const { channel } = openSmppChannel(t, smsc)
  assert.deepEqual(await reply(news(), channel), { reference: 'm1' })
  const [sent] = smsc.submitted
  assert.deepEqual(
    [
      sent?.source_addr,
      sent?.source_addr_ton,
      sent?.destination_addr,
      sent?.dest_addr_ton,
      sent?.data_coding,
      sent?.esm_class,
      sent?.registered_delivery,
    ],
    ['1708', 3, '6281234567890', 1, 0, 0, 1],
  )
  assert.match(octetsOf(sent).message, /^Jawa Barat: laporan ABCDE-12345 selesai/)
})

test('a name of the channel is the sender when one is configured', async (t) => {
  const smsc = await openTestSmsc(t)
  const { channel } = openSmppChannel(t, smsc, { config: { source: { address: 'LAPOR-JABAR' } } })
  await reply(news(), channel)
  assert.deepEqual(
    [smsc.submitted[0]?.source_addr, smsc.submitted[0]?.source_addr_ton, smsc.submitted[0]?.source_addr_npi],
    ['LAPOR-JABAR', 5, 0],
  )
})

test('a long answer goes in parts with one reference, the same in each try; a receipt is asked for the last', async (t) => {
  const smsc = await openTestSmsc(t)
  const { channel } = openSmppChannel(t, smsc)
  const text = 'Jembatan [Cikajang] sudah diperbaiki. '.repeat(9)
  const feedback = answer(text)
  assert.deepEqual(await reply(feedback, channel), { reference: 'm3' })
  const headers = smsc.submitted.map((pdu) => octetsOf(pdu).udh[0] ?? [])
  assert.deepEqual(
    headers.map(([element, length, , total, part]) => [element, length, total, part]),
    [
      [0, 3, 3, 1],
      [0, 3, 3, 2],
      [0, 3, 3, 3],
    ],
  )
  assert.equal(new Set(headers.map((header) => header[2])).size, 1)
  assert.deepEqual(
    smsc.submitted.map((pdu) => pdu.registered_delivery),
    [0, 0, 1],
  )
  assert.ok(smsc.submitted.every((pdu) => Number(pdu.esm_class) === 0x40))
  const words = smsc.submitted.map((pdu) => octetsOf(pdu).message).join('')
  assert.ok(words.endsWith(text.trim()), words)
  const before = headers[0]
  smsc.submitted.length = 0
  await reply(feedback, channel)
  assert.deepEqual(octetsOf(smsc.submitted[0]).udh[0], before)
})

test('what GSM 7-bit lacks goes in UCS-2, in parts of 67', async (t) => {
  const smsc = await openTestSmsc(t)
  const { channel } = openSmppChannel(t, smsc)
  await reply(answer('漢'.repeat(60)), channel)
  assert.deepEqual(
    smsc.submitted.map((pdu) => pdu.data_coding),
    [8, 8],
  )
  assert.ok(
    smsc.submitted
      .map((pdu) => octetsOf(pdu).message)
      .join('')
      .endsWith('漢'.repeat(60)),
  )
})

test('an SMSC whose default is Latin-1 gets Latin-1, and UCS-2 for the euro', async (t) => {
  const smsc = await openTestSmsc(t)
  const { channel } = openSmppChannel(t, smsc, { config: { defaultAlphabet: 'latin1' } })
  await reply(answer('Surel: warga@jabar [1]'), channel)
  await reply(answer('5 €', { id: 'b' }), channel)
  assert.deepEqual(
    smsc.submitted.map((pdu) => pdu.data_coding),
    [0, 8],
  )
})

const REFUSALS: readonly [number, string][] = [
  [0x58, 'throttled'],
  [0x14, 'throttled'],
  [0x0b, 'recipient_gone'],
  [0x01, 'refused_by_partner'],
  [0x0a, 'refused_by_partner'],
  [0x66, 'refused_by_partner'],
  [0x08, 'partner_unavailable'],
  [0x45, 'partner_unavailable'],
  [0x64, 'partner_unavailable'],
  [0x0455, 'partner_unavailable'],
]
for (const [status, code] of REFUSALS) {
  test(`submit_sm refused with 0x${status.toString(16)} is ${code}`, async (t) => {
    const smsc = await openTestSmsc(t)
    const { channel } = openSmppChannel(t, smsc)
    smsc.onSubmit = () => status
    const error = await failure(reply(news(), channel))
    assert.equal(error.code, code)
    assert.equal(error.retryAfterMs !== undefined, code === 'throttled')
    assert.ok(!error.message.includes(CITIZEN.slice(1)))
  })
}

test('a long message that was told to wait half way goes on behind the part that was taken last', async (t) => {
  const smsc = await openTestSmsc(t)
  const { channel, people } = openSmppChannel(t, smsc)
  smsc.onSubmit = (_, count) => (count === 3 ? 0x58 : 0)
  const feedback = answer('Jembatan sudah diperbaiki. '.repeat(14))
  assert.equal((await failure(reply(feedback, channel))).code, 'throttled')
  assert.deepEqual(await reply(feedback, channel), { reference: 'm4' })
  assert.deepEqual(
    smsc.submitted.map((pdu) => octetsOf(pdu).udh[0]?.[4]),
    [1, 2, 3, 3],
  )
  assert.deepEqual(people.memory.entries, [])
})

test('no answer to submit_sm, or a session that ends before it: answer_lost', async (t) => {
  const smsc = await openTestSmsc(t)
  const { channel } = openSmppChannel(t, smsc, { config: { answerTimeoutMs: 100 } })
  smsc.onSubmit = () => null
  assert.equal((await failure(reply(news(), channel))).code, 'answer_lost')
  smsc.onSubmit = () => {
    smsc.bound.at(-1)?.session.destroy()
    return null
  }
  assert.equal((await failure(reply(news(), channel))).code, 'answer_lost')
  smsc.onSubmit = () => 0
  assert.ok(await reply(news(), channel))
})

test('stopping the gateway ends what waits for its answer', async (t) => {
  const smsc = await openTestSmsc(t)
  const { channel, stop } = openSmppChannel(t, smsc)
  smsc.onSubmit = () => {
    stop.abort()
    return null
  }
  assert.equal((await failure(reply(news(), channel))).code, 'answer_lost')
  await eventually('nothing is open', () => (smsc.bound.length === 0 ? true : undefined))
  assert.equal((await failure(reply(news(), channel))).code, 'connection_failed')
})

test('never more than the window waits for its answers', async (t) => {
  const smsc = await openTestSmsc(t)
  const { channel } = openSmppChannel(t, smsc, { config: { window: 3 } })
  const held: PackagePdu[] = []
  let most = 0
  smsc.onSubmit = (pdu) => {
    most = Math.max(most, held.push(pdu))
    setImmediate(() => {
      held.splice(held.indexOf(pdu), 1)
      smsc.bound[0]?.session.send(pdu.response({ message_id: `x${pdu.sequence_number}` }))
    })
    return null
  }
  const references = await Promise.all(Array.from({ length: 40 }, (_, index) => reply(news({ id: String(index) }), channel)))
  assert.equal(new Set(references.map((each) => each?.reference)).size, 40)
  assert.ok(most <= 3 && most > 1, `${most} waited`)
})

const BINDS: readonly [number, string][] = [
  [0x0e, 'credentials_refused'],
  [0x0d, 'credentials_refused'],
  [0x05, 'throttled'],
  [0x58, 'throttled'],
]
for (const [status, code] of BINDS) {
  test(`a transmitter refused with 0x${status.toString(16)}: ${code}, and nothing was sent`, async (t) => {
    const smsc = await openTestSmsc(t)
    smsc.refuseBinds = status
    const { channel } = openSmppChannel(t, smsc)
    assert.equal((await failure(reply(news(), channel))).code, code)
    assert.deepEqual(smsc.submitted, [])
  })
}

test('an SMSC that is away, or hangs up: connection_failed', async (t) => {
  assert.equal((await failure(reply(news(), openSmppChannel(t, { url: 'smpp://lapor:x@127.0.0.1:1' }).channel))).code, 'connection_failed')
  const raw = await openRawSmsc(t, (socket) => void socket.destroy())
  assert.equal((await failure(reply(news(), openSmppChannel(t, raw).channel))).code, 'connection_failed')
})

test('news waits for the end of the quiet hours in the zone of the region; a receipt does not', async (t) => {
  const smsc = await openTestSmsc(t)
  const now = () => new Date('2026-11-21T16:00:00Z')
  const { channel } = openSmppChannel(t, smsc, { now, config: { quietHours: { from: '21:00', to: '06:00' } } })
  const error = await failure(reply(news(), channel))
  assert.deepEqual([error.code, error.retryAfterMs], ['throttled', 7 * 3_600_000])
  await reply(news({ kind: 'receipt', status: 'received' }), channel)
  assert.equal(smsc.submitted.length, 1)
})

test('who was erased is not told', async (t) => {
  const smsc = await openTestSmsc(t)
  assert.equal((await failure(reply(news({ recipient: null }), openSmppChannel(t, smsc).channel))).code, 'recipient_gone')
  assert.deepEqual(smsc.binds, [])
})

test('probe: bound by the listener, by a session of its own, in use elsewhere, refused, away', async (t) => {
  const smsc = await openTestSmsc(t)
  const { channel } = openSmppChannel(t, smsc)
  assert.deepEqual((await connector.probe(channel)).healthy, true)
  assert.deepEqual(smsc.binds, ['bind_transmitter'])
  smsc.refuseBinds = 0x05
  assert.equal((await connector.probe(channel)).healthy, true)
  smsc.refuseBinds = 0x0e
  const refused = await connector.probe(channel)
  assert.deepEqual([refused.healthy, refused.reachable], [false, true])
  assert.deepEqual([(await connector.probe(openSmppChannel(t, { url: 'smpp://lapor:x@127.0.0.1:1' }).channel)).reachable], [false])
  const listening = await startListening(t)
  assert.match((await connector.probe(listening.channel)).detail, /transceiver/)
  assert.deepEqual(listening.smsc.binds, ['bind_transceiver'])
  assert.deepEqual(smsc.submitted, [])
})
