import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openPartner } from '../../test/peers/partner.ts'
import type { Config } from './config.ts'
import { connector } from './index.ts'
import { get, NOON, openSms, PHONE } from './test-channel.ts'

/** A phone that writes to the channel, and what it gets. */
async function openPhone(
  t: TestContext,
  more: Partial<Config> = {},
  options: { now?: () => Date; messages?: number; reject?: () => boolean } = {},
) {
  const partner = await openPartner(t, () => (options.reject?.() ? { status: 503 } : { status: 202, body: '0: Accepted for delivery' }))
  const sms = openSms(t, { provider: { kind: 'kannel', sendUrl: `${partner.url}/cgi-bin/sendsms` }, ...more }, options)
  let last = 0
  const next = () => {
    last += 1
    return last
  }
  return {
    ...sms,
    partner,
    write: (text: string, from = PHONE, more = '') =>
      sms.receive(get(`from=${encodeURIComponent(from)}&to=1708&id=m${next()}&text=${encodeURIComponent(text)}${more}`)),
    /** One part, in the header that phones write. */
    writePart: (text: string, part: number, total: number, reference = 7) =>
      sms.receive(
        get(
          `from=${encodeURIComponent(PHONE)}&to=1708&id=p${next()}&text=${encodeURIComponent(text)}&udh=%05%00%03%0${reference}%0${total}%0${part}`,
        ),
      ),
    tell: () => sms.people.tell(connector, sms.channel),
    /** What the phone got since it was asked last. */
    got: () => partner.requests.splice(0).map(({ query }) => query.get('text') ?? ''),
  }
}

test('conversation: from the complaint to its end', async (t) => {
  const phone = await openPhone(t)
  await phone.write('STATUS')
  assert.match(phone.got()[0] ?? '', /^Jawa Barat: belum ada laporan dari nomor ini/)
  await phone.write('LAPOR jalan rusak di Cikajang')
  assert.deepEqual(phone.got(), [], 'the receipt comes by the hub')
  await phone.tell()
  const [filed] = phone.people.filed
  const reference = filed?.reference ?? ''
  assert.match(phone.got()[0] ?? '', new RegExp(`nomor ${reference}`))
  await phone.write('STATUS')
  assert.equal(phone.got()[0], `Jawa Barat, laporan Anda:\n${reference} diterima`)
  await phone.write(`tambah ${reference.toLowerCase().replace('-', ' ')} di depan pasar`)
  assert.match(phone.got()[0] ?? '', new RegExp(`ditambahkan ke laporan ${reference}`))
  assert.deepEqual(
    phone.people.added.map(({ caseId, text }) => [caseId, text]),
    [[filed?.id, 'di depan pasar']],
  )
  phone.people.changeStatus(filed?.id ?? '', 'in_progress', { institution: 'Dinas Bina Marga' })
  await phone.tell()
  assert.equal(phone.got()[0], `Jawa Barat: laporan ${reference} sedang dikerjakan. Instansi: Dinas Bina Marga. No. LAPOR!: 9911.`)
  await phone.write(`STATUS ${reference}`)
  assert.match(phone.got()[0] ?? '', /sedang dikerjakan/)
  await phone.write(`STATUS ${reference}`, '+6281299998888')
  assert.match(phone.got()[0] ?? '', /tidak ditemukan untuk nomor ini/, "somebody else's is not shown")
  await phone.write('status jalan rusak')
  assert.equal(phone.people.filed.at(-1)?.words, 'status jalan rusak', 'it had the form of a ticket number')
})

test('conversation: after STOP nothing is told until MULAI or a new complaint', async (t) => {
  const phone = await openPhone(t)
  await phone.write('LAPOR jalan rusak')
  await phone.tell()
  await phone.write('STOP')
  assert.match(phone.got().at(-1) ?? '', /tidak mengirim SMS lagi/)
  phone.people.changeStatus(phone.people.filed[0]?.id ?? '', 'resolved')
  await assert.rejects(phone.tell(), { code: 'recipient_gone' })
  await phone.write('halo')
  assert.deepEqual(phone.got(), [])
  await phone.write('MULAI')
  assert.match(phone.got()[0] ?? '', /kami kirim lagi/)
  await phone.tell()
  assert.match(phone.got()[0] ?? '', /selesai ditangani/)
})

test('conversation: a flood is answered once, politely, and what came before is kept', async (t) => {
  const phone = await openPhone(t, {}, { messages: 2 })
  for (const text of ['LAPOR jalan rusak', 'LAPOR lampu mati', 'LAPOR pohon tumbang', 'LAPOR banjir besar']) await phone.write(text)
  assert.equal(phone.people.filed.length, 2)
  const told = phone.got()
  assert.equal(told.length, 1)
  assert.match(told[0] ?? '', /sesudah pukul 11:00 WIB/)
})

test('conversation: unknown words are answered with help once, an English word in English', async (t) => {
  const phone = await openPhone(t)
  for (const text of ['halo', 'saldo', 'HELP', 'STATUS']) await phone.write(text)
  const told = phone.got()
  assert.equal(told.length, 3)
  assert.match(told[0] ?? '', /^Jawa Barat: LAPOR/)
  assert.match(told[1] ?? '', /^Jawa Barat: REPORT/)
  assert.match(told[2] ?? '', /no report from this number/)
})

test('conversation: services are never answered; what they hand on is kept for staff', async (t) => {
  const phone = await openPhone(t)
  for (const from of ['TELKOMSEL', '1717', '110', '0262231234', '']) {
    await phone.write('STATUS', from)
    await phone.write('BANTUAN', from)
    await phone.write('halo', from)
  }
  await phone.write('LAPOR jalan rusak di Garut', '1717')
  assert.deepEqual(phone.got(), [])
  assert.deepEqual(
    phone.people.filed.map(({ payload }) => [Object(payload).wanted, 'text' in Object(payload)]).at(-1),
    [true, false],
    'without a text and a phone the mapping parks it',
  )
  await assert.rejects(phone.tell(), { code: 'recipient_gone' })
})

test('conversation: an aggregator that takes no answers does not hold up what comes', async (t) => {
  const phone = await openPhone(t, {}, { reject: () => true })
  assert.deepEqual(await phone.write('BANTUAN'), { status: 200, body: '' })
  assert.deepEqual(await phone.write('LAPOR jalan rusak'), { status: 200, body: '' })
  assert.equal(phone.people.filed.length, 1)
})

test('conversation: while the ledger is away nothing is acknowledged, and the message comes in when it comes again', async (t) => {
  const { channel, people, receive } = openSms(t, { provider: { kind: 'kannel', sendUrl: 'http://127.0.0.1:1/' } })
  const message = get(`from=${encodeURIComponent(PHONE)}&to=1708&id=1&text=LAPOR+jalan+rusak`)
  people.away = true
  await assert.rejects(receive(message), { code: 'ledger_unavailable' })
  people.away = false
  await receive(message)
  await receive(message)
  assert.equal(people.filed.length, 1)
  assert.ok(channel)
})

test('conversation: parts in any order, each twice, are one complaint', async (t) => {
  const phone = await openPhone(t)
  for (const [text, part] of [
    ['jembatan putus', 3],
    ['LAPOR jalan ', 1],
    ['LAPOR jalan ', 1],
    ['rusak dan ', 2],
    ['jembatan putus', 3],
    ['rusak dan ', 2],
  ] as const) {
    assert.deepEqual(await phone.writePart(text, part, 3), { status: 200, body: '' })
  }
  assert.deepEqual(
    phone.people.filed.map(({ words }) => words),
    ['jalan rusak dan jembatan putus'],
  )
  assert.match(phone.people.filed[0]?.ticket ?? '', /^parts-/)
})

test('conversation: parts that came at once are one complaint', async (t) => {
  const phone = await openPhone(t)
  await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((part) => phone.writePart(`bagian ${part} `, part, 8)))
  assert.deepEqual(
    phone.people.filed.map(({ words }) => words),
    ['bagian 1 bagian 2 bagian 3 bagian 4 bagian 5 bagian 6 bagian 7 bagian 8'],
  )
})

test('conversation: what came is used when the time is over, marked, once, and the person is told that a part is missing', async (t) => {
  let now = NOON
  const phone = await openPhone(t, { partsWithinSeconds: 60 }, { now: () => now })
  await phone.writePart('LAPOR jalan rusak di ', 1, 3)
  await phone.writePart('Garut', 3, 3)
  assert.equal(phone.people.memory.due(new Date(NOON.getTime() + 59_000)).length, 0)
  now = new Date(NOON.getTime() + 60_000)
  for (const remembered of phone.people.memory.due(now)) await connector.wake?.(remembered, phone.channel)
  assert.equal(phone.people.memory.due(new Date(now.getTime() + 3_600_000)).length, 0, 'nothing is due again')
  assert.equal(phone.people.filed[0]?.words, 'jalan rusak di  [bagian 2 dari 3 tidak diterima] Garut')
  assert.deepEqual(
    [Object(phone.people.filed[0]?.payload).incomplete, Object(phone.people.filed[0]?.payload).tags],
    [true, ['sms', 'sms-tidak-lengkap']],
  )
  await phone.tell()
  assert.match(phone.got()[0] ?? '', /sebagian SMS tidak sampai\. Balas TAMBAH/)
})

test('conversation: a gateway that dies after the last part was written hands the message on, once', async (t) => {
  const phone = await openPhone(t)
  await phone.writePart('LAPOR jalan ', 1, 2)
  const { report } = phone.people
  phone.people.report = async () => assert.fail('died')
  await assert.rejects(phone.writePart('rusak parah', 2, 2))
  phone.people.report = report
  await phone.writePart('rusak parah', 2, 2)
  for (const remembered of phone.people.memory.due(new Date(NOON.getTime() + 3_600_000))) await connector.wake?.(remembered, phone.channel)
  assert.deepEqual(
    phone.people.filed.map(({ words }) => words),
    ['jalan rusak parah'],
  )
})

test('conversation: a UCS-2 pair that is cut between two parts is whole again', async (t) => {
  const { people, receive } = openSms(t, { provider: { kind: 'kannel', sendUrl: 'http://127.0.0.1:1/' } })
  const octets = Buffer.from('LAPOR jalan rusak 🚧 parah', 'utf16le').swap16()
  const at = octets.indexOf(Buffer.from('d83d', 'hex')) + 2
  const escaped = (bytes: Uint8Array) => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  const part = (bytes: Uint8Array, number: number) =>
    get(`from=08123456789&to=1708&id=u${number}&coding=2&charset=UTF-16BE&udh=%05%00%03%07%02%0${number}&text=${escaped(bytes)}`)
  await receive(part(octets.subarray(at), 2))
  await receive(part(octets.subarray(0, at), 1))
  assert.equal(people.filed[0]?.words, 'jalan rusak 🚧 parah')
})

test('conversation: each message out waits for a turn, a long answer for one a part', async (t) => {
  const phone = await openPhone(t)
  await phone.write('LAPOR jalan rusak')
  await phone.tell()
  assert.equal(phone.people.turns, 1)
  phone.people.changeStatus(phone.people.filed[0]?.id ?? '', 'answered', {
    kind: 'answer',
    answer: { text: 'Sudah kami perbaiki. '.repeat(20), from: null, attachments: [] },
  })
  await phone.tell()
  assert.equal(phone.people.turns, 1 + 4)
  assert.equal(phone.partner.requests.length, 2, 'Kannel cuts it')
})

test('conversation: nothing of a person and no secret is logged', async (t) => {
  const phone = await openPhone(t, {}, { reject: () => true })
  for (const text of ['LAPOR jalan rusak di rumah Budi', 'BANTUAN', 'STOP']) await phone.write(text)
  const logged = JSON.stringify(phone.logged)
  for (const personal of ['8123456789', 'Budi', 'rahasia-sms']) assert.ok(!logged.includes(personal), personal)
})
