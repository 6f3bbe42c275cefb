import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../support/eventually.ts'
import { startKannel, startKannelOverSmpp } from './kannel.ts'
import { openPartner, type PartnerRequest } from './partner.ts'
import { openRelaySmsc } from './relay-smsc.ts'

const PHONE = '+628123456789'

test('Kannel brings what a phone writes, again until it is taken, and carries an answer to the phone with its delivery receipt', async (t) => {
  let away = true
  const hub = await openPartner(t, ({ url }) => {
    const status = away && !url.startsWith('/dlr') ? 503 : 200
    away = false
    return { status }
  })
  const kannel = await startKannel(t, { getUrl: `${hub.url}/in/sms-1708?from=%p&to=%P&text=%b&id=%I&smsc=%i&coding=%c&charset=%C` })
  kannel.phones.write(PHONE, 'LAPOR jalan rusak di Cikajang, parah sekali é')
  const again = await eventually('the message came again', () => hub.requests[1])
  assert.equal(again.query.get('text'), 'LAPOR jalan rusak di Cikajang, parah sekali é')
  assert.equal(again.query.get('smsc'), 'telco-a')
  assert.equal(again.query.get('id'), hub.requests[0]?.query.get('id'), 'the same id')

  assert.match(
    await kannel.send({ from: '1708', to: PHONE, text: 'Terima kasih', 'dlr-mask': '31', 'dlr-url': `${hub.url}/dlr?type=%d` }),
    /^0:/,
  )
  const [thanks] = await kannel.phones.receive(1)
  assert.deepEqual([thanks?.from, thanks?.to, thanks?.text], ['1708', PHONE, 'Terima kasih'])
  await eventually('the delivery receipt', () => hub.requests.find(({ url }) => url === '/dlr?type=1'))
})

test('Kannel hands over UCS-2, and puts the parts of a long text together', async (t) => {
  const hub = await openPartner(t, () => ({}))
  const kannel = await startKannel(t, { getUrl: `${hub.url}/?text=%b&coding=%c&charset=%C&udh=%u` })
  kannel.phones.writeUcs2(PHONE, 'Jalan rusak 🚧')
  const first = await eventually('the first', () => hub.requests[0])
  assert.deepEqual([first.query.get('coding'), textOf(first)], ['2', 'Jalan rusak 🚧'], first.url)
  kannel.phones.writePart(PHONE, Buffer.from('050003070202', 'hex'), 'rusak parah')
  kannel.phones.writePart(PHONE, Buffer.from('050003070201', 'hex'), 'jalan ')
  const long = await eventually('the long one', () => hub.requests[1])
  assert.equal(long.query.get('text'), 'jalan rusak parah', long.url)
})

test('two Kannels talk over SMPP, through an SMSC of the test', async (t) => {
  const hub = await openPartner(t, () => ({}))
  const smsc = await openRelaySmsc(t, { lapor: 'rahasia1', kannel: 'rahasia2' })
  const one = await startKannelOverSmpp(t, {
    port: smsc.port,
    systemId: 'kannel',
    password: 'rahasia2',
    getUrl: `${hub.url}/kannel?text=%b`,
  })
  await startKannelOverSmpp(t, {
    port: smsc.port,
    systemId: 'lapor',
    password: 'rahasia1',
    getUrl: `${hub.url}/lapor?from=%p&to=%P&text=%b&charset=%C`,
  })
  const text = `LAPOR jalan rusak 🚧 ${'di Cikajang '.repeat(20)}`.trim()
  assert.match(await one.send({ from: PHONE, to: '1708', text, coding: '2', charset: 'UTF-8' }), /^0:/)
  const heard = await eventually('the other has it', () => hub.requests[0])
  assert.deepEqual([heard.query.get('from'), heard.query.get('to'), textOf(heard)], [PHONE, '1708', text], heard.url)
})

/** As Kannel encodes it: octets in the charset that it names. */
function textOf({ url, query }: PartnerRequest): string {
  const [, encoded = ''] = /[?&]text=([^&]*)/.exec(url) ?? []
  const octets = encoded.replaceAll('+', ' ').replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return new TextDecoder(query.get('charset') ?? 'utf-8').decode(Buffer.from(octets, 'latin1'))
}
