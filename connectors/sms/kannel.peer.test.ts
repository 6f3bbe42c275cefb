import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { GatewayError } from '../../src/contract/errors.ts'
import { openTestChannel } from '../../test/peers/channel.ts'
import { startKannel } from '../../test/peers/kannel.ts'
import { openTestPeople } from '../../test/peers/people.ts'
import { eventually } from '../../test/support/eventually.ts'
import type { Config, Secret } from './config.ts'
import { connector } from './index.ts'
import { get, PHONE, SECRET } from './test-channel.ts'

const LONG = `LAPOR jalan rusak parah ${'di Cikajang, '.repeat(20)}tolong diperbaiki`

/** Kannel with its phones on one side, the connector behind HTTP on the other. */
async function openLine(t: TestContext, core: Readonly<Record<string, boolean>> = {}) {
  const people = openTestPeople()
  const logged: unknown[] = []
  const server = createServer(
    (request, response) => void serve(request.url ?? '').then(({ status, body }) => response.writeHead(status).end(body)),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in/sms-1708`
  const kannel = await startKannel(t, {
    core,
    getUrl: `${url}?from=%p&to=%P&text=%b&id=%I&smsc=%i&coding=%c&charset=%C&udh=%u&time=%T&secret=${SECRET}`,
  })
  const channel = openTestChannel<Config, Secret>(t, {
    config: { provider: { kind: 'kannel', sendUrl: kannel.sendUrl, username: kannel.username }, publicUrl: url },
    secrets: { secret: SECRET, sendSecret: kannel.password },
    people,
    logged,
  })
  async function serve(path: string): Promise<{ status: number; body: string }> {
    try {
      const reception = await connector.receive?.({ ...get('', {}), url: path }, channel)
      const answer = reception?.outcome === 'message' ? await connector.converse?.(reception.message, channel) : undefined
      return { status: answer?.status ?? 200, body: answer?.body ?? '' }
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      return { status: error.code === 'ledger_unavailable' ? 503 : 400, body: error.code }
    }
  }
  return { kannel, people, channel, phones: kannel.phones, tell: () => people.tell(connector, channel) }
}

test('a phone reports through Kannel, has its receipt with a delivery receipt for us, and asks for its case', async (t) => {
  const { phones, people, tell } = await openLine(t)
  phones.write(PHONE, 'LAPOR jalan rusak di Cikajang')
  const filed = await eventually('the complaint', () => people.filed[0])
  assert.equal(filed.words, 'jalan rusak di Cikajang')
  await tell()
  const [receipt] = await phones.receive(1)
  assert.equal(receipt?.text, `Jawa Barat: laporan Anda kami terima dengan nomor ${filed.reference}. Cek: STATUS ${filed.reference}`)
  assert.deepEqual([receipt.from, receipt.to], ['1708', PHONE])
  await eventually('the delivery receipt', () => people.deliveries.find(({ outcome }) => outcome === 'delivered'))
  phones.write(PHONE, `status ${filed.reference.toLowerCase()}`)
  assert.match((await phones.receive(2))[1]?.text ?? '', /sudah kami terima dan menunggu pemeriksaan/)
})

test('a text in UCS-2 with pairs, and a long text in parts, come in whole', async (t) => {
  const { phones, people } = await openLine(t)
  phones.writeUcs2(PHONE, 'LAPOR jalan rusak 🚧 ꦗꦭꦤ꧀')
  const first = await eventually('the first', () => people.filed[0])
  assert.equal(first.words, 'jalan rusak 🚧 ꦗꦭꦤ꧀')
  const halves = [LONG.slice(0, 153), LONG.slice(153)] as const
  phones.writePart(PHONE, Buffer.from('050003070202', 'hex'), halves[1])
  phones.writePart(PHONE, Buffer.from('050003070201', 'hex'), halves[0])
  const long = await eventually('the long one', () => people.filed[1])
  assert.equal(long.words, LONG.slice('LAPOR '.length))
})

test('parts that Kannel does not put together are put together here', async (t) => {
  const { phones, people } = await openLine(t, { 'sms-combine-concatenated-mo': false })
  phones.writePart(PHONE, Buffer.from('050003090303', 'hex'), 'putus')
  phones.writePart(PHONE, Buffer.from('050003090301', 'hex'), 'LAPOR jalan rusak ')
  phones.writePart(PHONE, Buffer.from('050003090302', 'hex'), 'dan jembatan ')
  const filed = await eventually('the complaint', () => people.filed[0])
  assert.equal(filed.words, 'jalan rusak dan jembatan putus')
})

test('while the ledger is away Kannel keeps the message and brings it again, and it is one complaint', async (t) => {
  const { phones, people, kannel } = await openLine(t)
  people.away = true
  phones.write(PHONE, 'LAPOR jalan rusak di Cikajang')
  await eventually('Kannel was refused', () => /503/.test(kannel.log()) || undefined)
  people.away = false
  await eventually('the complaint', () => people.filed[0])
  assert.equal(people.filed.length, 1)
})

test('an answer beyond the GSM alphabet goes out in UCS-2, a long one in parts', async (t) => {
  const { phones, people, tell } = await openLine(t)
  phones.write(PHONE, 'LAPOR jalan rusak di Cikajang')
  const filed = await eventually('the complaint', () => people.filed[0])
  await tell()
  await phones.receive(1)
  const answer = (text: string) => ({ kind: 'answer' as const, answer: { text, from: null, attachments: [] } })
  people.changeStatus(filed.id, 'answered', answer('sudah beres 🚧'))
  await tell()
  const [, unicode] = await phones.receive(2)
  assert.match(new TextDecoder('utf-16be').decode(unicode?.bytes), /: sudah beres 🚧$/)
  people.changeStatus(filed.id, 'resolved', answer('Sudah diperbaiki kemarin. '.repeat(10).trim()))
  await tell()
  const parts = (await phones.receive(4)).slice(2)
  assert.ok(parts.every(({ udh }) => udh?.length === 6))
  assert.match(parts.map(({ bytes }) => Buffer.from(bytes).toString()).join(''), /Sudah diperbaiki kemarin\.$/)
})

test('the probe knows Kannel, and a wrong password', async (t) => {
  const { kannel, channel } = await openLine(t)
  assert.deepEqual(Object(await connector.probe(channel)).healthy, true)
  const refused = await connector.probe({ ...channel, secrets: { secret: SECRET, sendSecret: 'kata-sandi-yang-salah' } })
  assert.deepEqual([refused.healthy, refused.reachable], [false, true])
  assert.ok(kannel.sendUrl)
})
