import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../../src/contract/errors.ts'
import { packSeptets } from '../../src/contract/short-message/gsm7.ts'
import { encodeUcs2 } from '../../src/contract/short-message/ucs2.ts'
import { eventually } from '../../test/support/eventually.ts'
import { connector } from './index.ts'
import { CITIZEN, openTestSmsc, septets, startListening } from './test-smsc.ts'

const REPORT = 'LAPOR jalan rusak di Cikajang, Garut'
const OTHER = 'LAPOR lampu mati di Tarogong, Garut'
const RETRY_LATER = 0x64

test('a complaint is stored before it is acknowledged, and the receipt goes out over the same session', async (t) => {
  const { smsc, people, tell } = await startListening(t)
  assert.equal(await smsc.deliver({ short_message: septets(REPORT) }), 0)
  assert.deepEqual(
    people.filed.map(({ sender, words }) => [sender, words]),
    [[CITIZEN, 'jalan rusak di Cikajang, Garut']],
  )
  await tell()
  const [sent] = smsc.submitted
  assert.deepEqual([sent?.destination_addr, sent?.source_addr, sent?.registered_delivery], [CITIZEN.slice(1), '1708', 1])
  assert.deepEqual(smsc.binds, ['bind_transceiver'])
})

test('while the ledger is away the SMSC keeps the message; sent again, it is one complaint', async (t) => {
  const { smsc, people } = await startListening(t)
  people.away = true
  assert.equal(await smsc.deliver({ short_message: septets(REPORT) }), RETRY_LATER)
  people.away = false
  assert.equal(await smsc.deliver({ short_message: septets(REPORT) }), 0)
  assert.equal(people.filed.length, 1)
})

test('the gateway dies after storing and before answering: the same message again is the same complaint', async (t) => {
  const smsc = await openTestSmsc(t)
  const first = await startListening(t, { smsc, people: { sameWordsMs: 0 } })
  const report = first.people.report
  // Dies behind the ledger: what is stored is stored, the answer never goes.
  first.people.report = async (...given) => {
    await report(...given)
    smsc.bound.at(-1)?.session.destroy()
    throw new GatewayError('gateway_stopping', 'killed')
  }
  await assert.rejects(smsc.deliver({ short_message: septets(REPORT) }))
  first.people.report = report
  first.stop.abort()
  await first.ended
  const second = await startListening(t, { smsc, with: first.people })
  assert.equal(await smsc.deliver({ short_message: septets(REPORT) }), 0)
  assert.equal(second.people.filed.length, 1)
  assert.match(second.people.filed[0]?.ticket ?? '', /^sms-[0-9a-f]{18}$/)
})

test('the same words after the answer are a new message once ten minutes are over', async (t) => {
  let now = new Date('2026-11-21T03:00:00Z')
  const { smsc, people } = await startListening(t, { now: () => now, people: { sameWordsMs: 0 } })
  const deliver = () => smsc.deliver({ short_message: septets(REPORT) })
  const isAnswered = () =>
    eventually('the answer is noted', () =>
      people.memory.entries.some(({ key, expiresAt }) => key.startsWith('came:') && Number(expiresAt) - Number(now) <= 600_000)
        ? true
        : undefined,
    )
  await deliver()
  await isAnswered()
  now = new Date(now.getTime() + 9 * 60_000)
  await deliver()
  assert.equal(people.filed.length, 1)
  await isAnswered()
  now = new Date(now.getTime() + 11 * 60_000)
  await deliver()
  assert.equal(people.filed.length, 2)
})

test('whoever writes the same again and again is counted, and not answered for ever', async (t) => {
  const { smsc, people } = await startListening(t, { people: { messages: 3 } })
  for (let time = 0; time < 12; time += 1) {
    await smsc.deliver({ short_message: septets('STATUS') })
    await eventually('the answer is noted', () =>
      people.memory.entries.some(({ key, value }) => key.startsWith('came:') && Reflect.get(Object(value), 'answers') === time + 1)
        ? true
        : undefined,
    )
  }
  await smsc.deliver({ source_addr: '6281999999999', short_message: septets('STATUS') })
  await eventually('somebody else is answered', () => smsc.told().find(({ to }) => to === '+6281999999999'))
  // Two of the first id, two more, and the one polite word.
  assert.equal(smsc.told().length - 1, 5)
})

test("an SMSC's own id is the ticket", async (t) => {
  const { smsc, people } = await startListening(t, { config: { messageIdTag: 0x1401 }, people: { sameWordsMs: 0 } })
  const session = await smsc.session()
  const octets = Buffer.from('0000005400000005000000000000000900010136323831323334353637383930000301313730380000000000000000000019', 'hex')
  const words = septets(`${REPORT.slice(0, 25)}`)
  const frame = Buffer.concat([octets, words, Buffer.from('14010004', 'hex'), septets('ab-1')])
  frame.writeUInt32BE(frame.length, 0)
  session.socket.write(frame)
  await eventually('it is filed', () => people.filed[0])
  assert.equal(people.filed[0]?.ticket, 'smsc-ab-1')
})

test('data_sm brings messages too', async (t) => {
  const { smsc, people } = await startListening(t)
  assert.equal(await smsc.deliver({ message_payload: { message: septets(REPORT) } }, 'data_sm'), 0)
  assert.equal(people.filed.length, 1)
})

const udh = (part: number, total: number, reference = 9) => Buffer.of(5, 0, 3, reference, total, part)

test('parts in any order, one of them twice, are one complaint under one ticket', async (t) => {
  const { smsc, people } = await startListening(t)
  const words = [`${REPORT} `, 'dekat jembatan, ', 'sudah tiga bulan']
  for (const part of [3, 1, 3, 2, 2]) {
    const short_message = Buffer.concat([udh(part, 3), septets(words[part - 1] ?? '')])
    assert.equal(await smsc.deliver({ esm_class: 0x40, short_message }), 0)
  }
  assert.deepEqual(
    people.filed.map((report) => report.words),
    [words.join('').replace('LAPOR ', '')],
  )
})

test('parts by optional parameters, in UCS-2, with a pair cut between them', async (t) => {
  const { smsc, people } = await startListening(t)
  const octets = Buffer.from(encodeUcs2('LAPOR banjir 😀 di Garut kota'))
  for (const [index, short_message] of [octets.subarray(0, 28), octets.subarray(28)].entries()) {
    await smsc.deliver({ data_coding: 8, short_message, sar_msg_ref_num: 300, sar_total_segments: 2, sar_segment_seqnum: index + 1 })
  }
  assert.equal(people.filed[0]?.words, 'banjir 😀 di Garut kota')
})

test('when a part does not come, what came is used in time and marked, and a late part is no second complaint', async (t) => {
  let now = new Date('2026-11-21T03:00:00Z')
  const { smsc, people, channel, tell } = await startListening(t, { now: () => now, config: { partsMinutes: 5 } })
  await smsc.deliver({ esm_class: 0x40, short_message: Buffer.concat([udh(1, 2), septets(REPORT)]) })
  assert.equal(people.filed.length, 0)
  now = new Date(now.getTime() + 5 * 60_000)
  for (const remembered of people.memory.due(now)) await connector.wake?.(remembered, channel)
  assert.match(people.filed[0]?.words ?? '', /Garut \[bagian 2 dari 2 tidak diterima\]$/)
  assert.deepEqual(people.memory.due(new Date(now.getTime() + 120_000)), [], 'nothing is due any more')
  assert.equal(await smsc.deliver({ esm_class: 0x40, short_message: Buffer.concat([udh(1, 2), septets(REPORT)]) }), 0)
  assert.equal(people.filed.length, 1)
  await tell()
  assert.match(String(Reflect.get(Object(smsc.submitted.at(-1)?.short_message), 'message')), /TAMBAH/)
})

test('packed septets are read where the channel says that they are packed', async (t) => {
  const { smsc, people } = await startListening(t, { config: { defaultAlphabet: 'gsm7-packed' } })
  await smsc.deliver({ short_message: Buffer.from(packSeptets(septets(OTHER))) })
  assert.equal(people.filed[0]?.words, 'lampu mati di Tarogong, Garut')
})

test('STATUS is answered at once, after the acknowledgement, and asks for no receipt', async (t) => {
  const { smsc } = await startListening(t)
  await smsc.deliver({ short_message: septets('STATUS') })
  const answer = await eventually('the answer', () => smsc.submitted[0])
  assert.equal(answer.registered_delivery, 0)
  assert.match(String(Reflect.get(Object(answer.short_message), 'message')), /belum ada laporan/)
})

const SERVICES: readonly [string, object][] = [
  ['a short code', { source_addr: '110', source_addr_ton: 3 }],
  ['a name', { source_addr: 'TELKOMSEL', source_addr_ton: 5 }],
]
for (const [name, from] of SERVICES) {
  test(`what ${name} writes is acknowledged and never answered`, async (t) => {
    const { smsc, people, tell } = await startListening(t)
    assert.equal(await smsc.deliver({ ...from, short_message: septets('BANTUAN') }), 0)
    assert.equal(await smsc.deliver({ ...from, short_message: septets('Pulsa Anda habis, isi ulang segera di gerai') }), 0)
    await tell().catch(() => undefined)
    await smsc.deliver({ short_message: septets('STATUS') })
    await eventually('the answer to a person', () => smsc.submitted[0])
    assert.equal(smsc.submitted.length, 1)
    assert.ok(people.filed.every(({ payload }) => Reflect.get(Object(payload), 'wanted') === false))
  })
}

test('binary data is acknowledged and left', async (t) => {
  const { smsc, people } = await startListening(t)
  assert.equal(await smsc.deliver({ data_coding: 4, short_message: Buffer.from([0, 1, 2, 255]) }), 0)
  assert.equal(people.filed.length, 0)
})

test('a delivery receipt is noted in the case, though it is faster than the note of the message', async (t) => {
  const { smsc, people, tell } = await startListening(t)
  await smsc.deliver({ short_message: septets(REPORT) })
  const find = people.find
  let asked = 0
  people.find = async (...given) => {
    asked += 1
    if (asked === 1) await tell()
    return asked === 1 ? null : find(...given)
  }
  assert.equal(await smsc.deliver({ esm_class: 4, short_message: septets('id:m1 sub:001 dlvrd:001 stat:DELIVRD err:000') }), 0)
  assert.deepEqual(
    people.deliveries.map(({ message, outcome, detail }) => [message, outcome, detail]),
    [['m1', 'delivered', 'DELIVRD']],
  )
})

test('a burst of two hundred is taken, each once', async (t) => {
  const { smsc, people } = await startListening(t)
  const statuses = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      smsc.deliver({ source_addr: `62812345${String(10_000 + index)}`, short_message: septets(`${REPORT} nomor ${index}`) }),
    ),
  )
  assert.ok(statuses.every((status) => status === 0))
  assert.equal(people.filed.length, 200)
})

test('a message that is being stored when the gateway stops is stored and acknowledged; the next one is left to the SMSC', async (t) => {
  const { smsc, people, stop, ended } = await startListening(t)
  const [called, store] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const report = people.report
  people.report = async (given) => {
    called.resolve()
    await store.promise
    return report(given)
  }
  const first = smsc.deliver({ short_message: septets(REPORT) })
  await called.promise
  stop.abort()
  assert.equal(await smsc.deliver({ source_addr: '6281999999999', short_message: septets(OTHER) }), 0x58)
  store.resolve()
  assert.equal(await first, 0)
  await ended
  assert.equal(people.filed.length, 1)
})

test('a part of a message is taken by two gateways at once, and the message is one complaint', async (t) => {
  const smsc = await openTestSmsc(t)
  const first = await startListening(t, { smsc })
  const one = await smsc.session()
  const second = await startListening(t, { smsc, with: first.people })
  const other = await eventually('the second session', () => smsc.bound.find(({ session }) => session !== one)?.session)
  const parts = [1, 2, 3, 4].map((part) => ({
    esm_class: 0x40,
    short_message: Buffer.concat([udh(part, 4), septets(`LAPOR bagian ${part} jalan rusak. `)]),
  }))
  const sent = parts.flatMap((fields) =>
    [one, other].map(
      (session) =>
        new Promise<number>((resolve) =>
          session.deliver_sm(
            { source_addr: CITIZEN.slice(1), source_addr_ton: 1, destination_addr: '1708', data_coding: 0, ...fields },
            (pdu) => resolve(pdu.command_status),
          ),
        ),
    ),
  )
  assert.ok((await Promise.all(sent)).every((status) => status === 0))
  assert.equal(second.people.filed.length, 1)
})
