import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { encodeUcs2 } from '../../src/contract/short-message/ucs2.ts'
import { eventually } from '../../test/support/eventually.ts'
import type { Config } from './config.ts'
import { connector } from './index.ts'
import { openRawSmsc, openSmppChannel, septets } from './test-smsc.ts'

// An SMSC written by hand, without the package: its own way to write PDUs, so that one misreading is not shared by both sides.

const DELIVER = 0x05
const RESPONSE = 0x80000000

interface Frame {
  readonly id: number
  readonly status: number
  readonly sequence: number
  readonly body: Buffer
}

interface Submitted {
  readonly sequence: number
  readonly to: string
  readonly octets: Buffer
}

function frame(id: number, sequence: number, body: Buffer | string = '', status = 0): Buffer {
  const octets = Buffer.concat([Buffer.alloc(16), typeof body === 'string' ? Buffer.from(body, 'latin1') : body])
  for (const [at, value] of [octets.length, id, status, sequence].entries()) octets.writeUInt32BE(value >>> 0, at * 4)
  return octets
}

interface Sms {
  readonly from?: string
  readonly ton?: number
  readonly esm?: number
  readonly coding?: number
  readonly octets?: Buffer
  readonly tlvs?: readonly (readonly [tag: number, value: Buffer])[]
}

function deliver(
  sequence: number,
  { from = '6281234567890', ton = 1, esm = 0, coding = 0, octets = Buffer.alloc(0), tlvs = [] }: Sms,
): Buffer {
  const options = tlvs.map(([tag, value]) => {
    const head = Buffer.alloc(4)
    head.writeUInt16BE(tag, 0)
    head.writeUInt16BE(value.length, 2)
    return Buffer.concat([head, value])
  })
  const head = Buffer.concat([
    Buffer.of(0, ton, 1),
    Buffer.from(`${from}\0`),
    Buffer.of(3, 1),
    Buffer.from('1708\0'),
    Buffer.of(esm, 0, 0, 0, 0, 0, 0, coding, 0, octets.length),
  ])
  return frame(DELIVER, sequence, Buffer.concat([head, octets, ...options]))
}

/** A phone's part: header, then octets. */
const part = (reference: number, total: number, number: number, octets: Buffer): Sms => ({
  esm: 0x40,
  octets: Buffer.concat([Buffer.of(5, 0, 3, reference, total, number), octets]),
})

async function openRaw(t: TestContext, options: { config?: Config; now?: () => Date; bindStatus?: () => number } = {}) {
  const got: Frame[] = []
  const submitted: Submitted[] = []
  const sockets: Socket[] = []
  const server = await openRawSmsc(t, (socket) => {
    sockets.push(socket)
    let kept = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      kept = Buffer.concat([kept, chunk])
      while (kept.length >= 16 && kept.length >= kept.readUInt32BE(0)) {
        const one = kept.subarray(0, kept.readUInt32BE(0))
        kept = kept.subarray(one.length)
        take(socket, { id: one.readUInt32BE(4), status: one.readUInt32BE(8), sequence: one.readUInt32BE(12), body: one.subarray(16) })
      }
    })
  })
  function take(socket: Socket, one: Frame): void {
    got.push(one)
    if (one.id === 9) socket.write(frame(9 + RESPONSE, one.sequence, 'raw\0', options.bindStatus?.() ?? 0))
    if (one.id === 6) socket.end(frame(6 + RESPONSE, one.sequence))
    if (one.id === 4) submitted.push(readSubmit(one))
  }
  const { channel, people, logged, stop } = openSmppChannel(t, server, options)
  const ended = connector.listen?.(() => Promise.reject(new Error('nothing goes by store()')), channel) ?? Promise.resolve()
  ended.catch(() => undefined)
  t.after(async () => {
    stop.abort()
    await ended.catch(() => undefined)
  })
  const bound = () =>
    eventually('bound', async () => logged.some((line) => JSON.stringify(line).includes('bound to the SMSC')) || undefined)
  return {
    channel,
    people,
    logged,
    got,
    submitted,
    sockets,
    ended,
    bound,
    write: (octets: Buffer) => void sockets.at(-1)?.write(octets),
    answers: (count: number) =>
      eventually('answers', async () => {
        const found = got.filter(({ id }) => id === DELIVER + RESPONSE)
        return found.length >= count ? found : undefined
      }),
    tell: () => people.tell(connector, channel),
    texts: () => people.filed.map(({ words }) => words),
  }
}

function readSubmit({ sequence, body }: Frame): Submitted {
  // service_type, two numbers, source, two numbers, destination.
  let at = body.indexOf(0) + 3
  at = body.indexOf(0, at) + 3
  const end = body.indexOf(0, at)
  const to = body.toString('latin1', at, end)
  at = end + 4
  at = body.indexOf(0, at) + 1
  at = body.indexOf(0, at) + 5
  return { sequence, to, octets: body.subarray(at, at + (body[at - 1] ?? 0)) }
}

test('raw: one write of many PDUs, cut byte by byte, sequence numbers used again: each is answered and filed', async (t) => {
  const smsc = await openRaw(t)
  await smsc.bound()
  const stream = Buffer.concat([
    deliver(7, { octets: septets('Jalan rusak di Garut') }),
    frame(0x15, 7),
    deliver(7, { from: '081234567891', ton: 2, octets: septets('Lampu mati di Cimahi') }),
    deliver(0, { from: '+6281234567892', ton: 0, coding: 8, octets: Buffer.from(encodeUcs2('Banjir di Bekasi 🌊')) }),
    deliver(9, { from: '81234567893', ton: 2, coding: 0xf1, octets: septets('Sampah menumpuk di pasar') }),
    deliver(10, { from: '081234567894', ton: 1, coding: 0x11, octets: septets('Pohon tumbang di jalan raya') }),
    deliver(11, { from: 'TELKOMSEL', ton: 5, octets: septets('Beli paket murah sekarang juga') }),
    deliver(12, { from: '6281234567895', coding: 3, octets: Buffer.from('Café tanpa izin di Dago', 'latin1') }),
    deliver(13, { from: '6281234567896', tlvs: [[0x0424, septets('Parkir liar di trotoar')]] }),
    deliver(14, { from: '6281234567897', coding: 4, octets: septets('Jembatan putus di desa') }),
  ])
  for (let at = 0; at < stream.length; at += 1) smsc.write(stream.subarray(at, at + 1))
  assert.ok((await smsc.answers(9)).every(({ status }) => status === 0))
  assert.ok(smsc.got.some(({ id, sequence }) => id === 0x15 + RESPONSE && sequence === 7))
  assert.deepEqual(
    smsc.people.filed
      .filter(({ sender }) => sender.startsWith('+'))
      .map(({ sender, words }) => [sender, words])
      .sort(),
    [
      ['+6281234567890', 'Jalan rusak di Garut'],
      ['+6281234567891', 'Lampu mati di Cimahi'],
      ['+6281234567892', 'Banjir di Bekasi 🌊'],
      ['+6281234567893', 'Sampah menumpuk di pasar'],
      ['+6281234567894', 'Pohon tumbang di jalan raya'],
      ['+6281234567895', 'Café tanpa izin di Dago'],
      ['+6281234567896', 'Parkir liar di trotoar'],
      ['+6281234567897', 'Jembatan putus di desa'],
    ],
  )
  assert.doesNotMatch(JSON.stringify(smsc.logged), /8123456|Garut|Cimahi/)
})

test('raw: parts out of order, twice, of two senders with one number, a pair cut between two; the same number an hour later', async (t) => {
  let now = new Date('2026-11-21T03:00:00Z')
  const smsc = await openRaw(t, { now: () => now })
  await smsc.bound()
  const whole = Buffer.from(encodeUcs2(`Jalan rusak di desa kami 🚧 tolong diperbaiki`))
  const cut = encodeUcs2('Jalan rusak di desa kami ').length + 2
  const [one, two] = [whole.subarray(0, cut), whole.subarray(cut)]
  const other = { from: '6281299999999' }
  const sent = [
    { ...part(9, 2, 2, two), coding: 8 },
    { ...part(9, 2, 2, septets('kedua di Bandung')), ...other },
    { ...part(9, 2, 2, two), coding: 8 },
    { ...part(9, 2, 1, septets('Lampu mati yang ')), ...other },
    { ...part(9, 2, 1, one), coding: 8 },
    { ...part(9, 2, 1, one), coding: 8 },
  ]
  for (const [index, sms] of sent.entries()) smsc.write(deliver(index + 1, sms))
  assert.ok((await smsc.answers(6)).every(({ status }) => status === 0))
  assert.deepEqual(smsc.texts().sort(), ['Jalan rusak di desa kami 🚧 tolong diperbaiki', 'Lampu mati yang kedua di Bandung'])
  now = new Date('2026-11-21T04:00:00Z')
  smsc.write(deliver(20, part(9, 2, 1, septets('Laporan lain lagi, '))))
  smsc.write(deliver(21, part(9, 2, 2, septets('satu jam kemudian'))))
  await smsc.answers(8)
  assert.equal(smsc.texts()[2], 'Laporan lain lagi, satu jam kemudian')
})

test('raw: letters of a long message that cannot be read are noted for staff', async (t) => {
  const smsc = await openRaw(t)
  await smsc.bound()
  smsc.write(deliver(1, part(5, 2, 1, Buffer.concat([septets('Jalan rusak '), Buffer.of(0xff)]))))
  smsc.write(deliver(2, part(5, 2, 2, septets(' di Garut'))))
  await smsc.answers(2)
  assert.match(JSON.stringify(smsc.people.filed[0]?.payload), /tidak terbaca/)
})

test('raw: answers out of order, a refusal and a receipt in another base, while unknown receipts pour in', async (t) => {
  const smsc = await openRaw(t, { config: { receiptIds: 'hex-in-answer' } })
  await smsc.bound()
  smsc.write(deliver(1, { octets: septets('Jalan rusak di Garut') }))
  smsc.write(deliver(2, { from: '6281299999999', octets: septets('Lampu mati di Cimahi') }))
  await smsc.answers(2)
  const told = Promise.all([smsc.tell()])
  const [first] = await eventually('the first', async () => (smsc.submitted.length > 0 ? smsc.submitted : undefined))
  smsc.write(frame(4 + RESPONSE, 999_999, 'nobody\0'))
  smsc.write(frame(4 + RESPONSE, first?.sequence ?? 0, '00ab01\0'))
  const [, second] = await eventually('the second', async () => (smsc.submitted.length > 1 ? smsc.submitted : undefined))
  smsc.write(frame(4 + RESPONSE, second?.sequence ?? 0, 'ab02\0'))
  await told
  for (let n = 0; n < 40; n += 1) smsc.write(deliver(100 + n, { esm: 4, octets: septets(`id:${7_000_000 + n} stat:DELIVRD err:000`) }))
  smsc.write(deliver(3, { from: '6281277777777', octets: septets('Sampah menumpuk di pasar') }))
  const receipt = (from: string, id: string, tlv: string): Sms => ({
    from,
    esm: 4,
    octets: septets(`id:${id} sub:001 stat:delivrd err:000`),
    tlvs: [[0x001e, Buffer.from(`${tlv}\0`)]],
  })
  smsc.write(deliver(4, receipt(first?.to ?? '', String(0xab01).padStart(10, '0'), 'ab01')))
  // The parameter alone, as it was answered: digits that must not be read as decimal.
  smsc.write(
    deliver(5, {
      from: second?.to ?? '',
      esm: 4,
      tlvs: [
        [0x001e, Buffer.from('ab02\0')],
        [0x0427, Buffer.of(2)],
      ],
    }),
  )
  await smsc.answers(45)
  assert.equal(smsc.people.deliveries.length, 2)
  assert.equal(smsc.texts().length, 3)
})

test('raw: a bind or a message answered by generic_nack without a status is not taken for done', async (t) => {
  const smsc = await openRaw(t)
  await smsc.bound()
  smsc.write(deliver(1, { octets: septets('Jalan rusak di Garut') }))
  await smsc.answers(1)
  const told = assert.rejects(smsc.tell(), { code: 'partner_unavailable' })
  const [first] = await eventually('submitted', async () => (smsc.submitted.length > 0 ? smsc.submitted : undefined))
  smsc.write(frame(RESPONSE, first?.sequence ?? 0))
  await told
  assert.equal(smsc.people.waiting.length, 1)
})

test('raw: refused later and taken again; an unbind in the middle of a message; a length that lies', async (t) => {
  let refuse = 0
  const smsc = await openRaw(t, { bindStatus: () => refuse })
  await smsc.bound()
  refuse = 0x08
  smsc.write(Buffer.concat([deliver(1, { octets: septets('Jalan rusak di Garut') }), frame(6, 2)]))
  await eventually('it came back twice', async () => (smsc.sockets.length >= 3 ? true : undefined))
  refuse = 0
  await eventually('bound again', async () =>
    smsc.logged.filter((line) => JSON.stringify(line).includes('bound to the SMSC')).length >= 2 ? true : undefined,
  )
  const before = smsc.sockets.length
  smsc.write(deliver(3, { octets: septets('Jalan rusak di Garut') }))
  await eventually('filed', async () => (smsc.people.filed.length === 1 ? true : undefined))
  const lie = deliver(4, { from: '6281211111111', octets: septets('Lampu mati di Cimahi') })
  lie.writeUInt32BE(lie.length - 9, 0)
  smsc.write(Buffer.concat([deliver(5, { from: '6281222222222', octets: septets('Banjir di Bekasi timur') }), lie, frame(0x15, 6)]))
  await eventually('a new session', async () => (smsc.sockets.length > before ? true : undefined))
  assert.deepEqual(smsc.texts().sort(), ['Banjir di Bekasi timur', 'Jalan rusak di Garut'])
})
