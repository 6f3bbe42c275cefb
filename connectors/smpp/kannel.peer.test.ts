import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { GatewayError } from '../../src/contract/errors.ts'
import { freePort } from '../../src/setup/free-port.ts'
import { FEEDBACK } from '../../test/peers/channel.ts'
import { type Kannel, startKannelOverSmpp } from '../../test/peers/kannel.ts'
import { openPartner, type Partner } from '../../test/peers/partner.ts'
import { type Program, startProgram } from '../../test/peers/program.ts'
import { openRelaySmsc } from '../../test/peers/relay-smsc.ts'
import { eventually } from '../../test/support/eventually.ts'
import { connector } from './index.ts'
import { CITIZEN, openSmppChannel, openTestSmsc, PASSWORD } from './test-smsc.ts'

/** A phone that is Kannel, and the gateway, both bound to an SMSC that passes on what each submits. */
async function startCircle(t: TestContext) {
  const phone = await openPartner(t, () => ({}))
  const smsc = await openRelaySmsc(t, { kannel: 'rahasia2', lapor: 'rahasia1' })
  const kannel = await startKannelOverSmpp(t, {
    port: smsc.port,
    systemId: 'kannel',
    password: 'rahasia2',
    getUrl: `${phone.url}/?from=%p&text=%b&charset=%C&coding=%c`,
  })
  const { channel, people, stop } = openSmppChannel(t, { url: `smpp://lapor:rahasia1@127.0.0.1:${smsc.port}` })
  const listening = connector.listen?.(() => Promise.reject(), channel)
  t.after(async () => {
    stop.abort()
    await listening
  })
  await eventually('the gateway is bound', () => (smsc.bound().includes('lapor') ? true : undefined))
  return { phone, kannel, people, tell: () => people.tell(connector, channel) }
}

const WAYS: readonly { name: string; text: string; coding: string }[] = [
  { name: 'in GSM 7-bit', text: 'LAPOR jalan rusak di Cikajang, é à {1} [2] 5 €', coding: '0' },
  { name: 'in UCS-2', text: 'LAPOR jalan rusak 🚧 di Cikajang', coding: '2' },
  { name: 'in seven parts of GSM 7-bit', text: `LAPOR ${'jalan {rusak} di Cikajang €5, '.repeat(34)}selesai`, coding: '0' },
  { name: 'in parts of UCS-2', text: `LAPOR ${'jalan 漢 🚧 rusak '.repeat(20)}selesai`, coding: '2' },
]
for (const { name, text, coding } of WAYS) {
  test(`what Kannel submits ${name} is one complaint in the same words, and its receipt comes to Kannel`, async (t) => {
    const { phone, kannel, people, tell } = await startCircle(t)
    await send(kannel, text, coding)
    const filed = await eventually('the complaint', () => people.filed[0])
    assert.equal(filed.words, text.slice('LAPOR '.length))
    assert.equal(filed.sender, CITIZEN)
    await tell()
    const heard = await eventually('the receipt', () => phone.requests[0])
    assert.equal(textOf(heard), `Jawa Barat: laporan Anda kami terima dengan nomor ${filed.reference}. Cek: STATUS ${filed.reference}`)
  })
}

test('a long answer that we cut into parts is whole again at Kannel, in both alphabets', async (t) => {
  const { phone, kannel, people, tell } = await startCircle(t)
  await send(kannel, 'LAPOR jembatan putus di Garut', '0')
  const filed = await eventually('the complaint', () => people.filed[0])
  await tell()
  await eventually('the receipt', () => phone.requests[0])
  for (const [index, text] of [
    'Sudah [diperbaiki], biaya 5 € per meter. '.repeat(8).trim(),
    'Sudah 漢字 🚧 diperbaiki. '.repeat(7).trim(),
  ].entries()) {
    people.changeStatus(filed.id, 'resolved', {
      kind: 'answer',
      answer: { text, from: null, attachments: FEEDBACK.answer?.attachments ?? [] },
    })
    await tell()
    const heard = await eventually('the answer', () => phone.requests[index + 1])
    assert.equal(textOf(heard), `Jawa Barat: jawaban untuk laporan ${filed.reference}: ${text}`)
  }
})

test('Kannel binds to the SMSC of our own tests, so that it is one', async (t) => {
  const smsc = await openTestSmsc(t)
  const phone = await openPartner(t, () => ({}))
  const kannel = await startKannelOverSmpp(t, {
    port: smsc.port,
    systemId: 'lapor',
    password: PASSWORD,
    getUrl: `${phone.url}/?text=%b&charset=%C`,
  })
  await send(kannel, 'halo', '0')
  await eventually('what Kannel submitted', () => smsc.submitted[0])
  assert.equal(await smsc.deliver({ short_message: Buffer.from('apa kabar') }), 0)
  assert.equal(textOf(await eventually('what we delivered', () => phone.requests[0])), 'apa kabar')
})

test("bound to Kannel's own SMSC (drive_smpp), the gateway takes what it delivers, answers its enquire_link, and submits", async (t) => {
  const { program, url } = await startDriver(t, 3)
  const { channel, people, stop } = openSmppChannel(t, { url }, { config: { session: 'receiver' } })
  const listening = whenItListens(() => connector.listen?.(() => Promise.reject(), channel))
  t.after(async () => {
    stop.abort()
    await listening
  })
  await eventually('all three are stored', () => (people.filed.length === 3 ? true : undefined))
  await program.says(/(type deliver_sm_resp[\s\S]*){3}/)
  await program.says(/type enquire_link_resp/)
  // It writes from a short code: a service, which is never answered.
  assert.ok(people.filed.every(({ payload }) => Reflect.get(Object(payload), 'wanted') === false))
})

test("a message goes out by Kannel's own SMSC (drive_smpp)", async (t) => {
  const { program, url } = await startDriver(t, 0)
  const { channel } = openSmppChannel(t, { url })
  const recipient = { sender: CITIZEN, replyTo: { to: '1708' }, reference: 'ABCDE-12345', title: 'Jalan rusak' }
  await whenItListens(() => connector.reply?.({ ...FEEDBACK, kind: 'status', answer: null, recipient }, channel))
  await program.says(/type submit_sm\b/)
})

/** The driver does not say when its port is open. */
async function whenItListens<T>(work: () => Promise<T> | undefined): Promise<T | undefined> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== 'connection_failed') throw error
    }
  }
}

/** Kannel's driver of SMPP: an SMSC with receivers and transmitters, which delivers so many messages to who binds. It gives up seconds after the bind, as it finds no bearerbox. */
async function startDriver(t: TestContext, messages: number): Promise<{ program: Program; url: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'lapor-driver-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const port = await freePort()
  const file = join(folder, 'driver.conf')
  const lines = [
    'group = core',
    'admin-port = 1',
    'admin-password = x',
    '',
    'group = smsc',
    'smsc = smpp',
    'host = 127.0.0.1',
    `port = ${port}`,
    'smsc-username = foo',
    'smsc-password = bar',
    'system-type = ""',
    '',
  ]
  writeFileSync(file, lines.join('\n'))
  const program = startProgram(
    t,
    'drive_smpp',
    '/usr/lib/kannel/test/drive_smpp',
    ['-v', '0', '-p', String(port), '-m', String(messages), '-c', file],
    folder,
  )
  await program.says(/Starting drive_smpp test[\s\S]*accept_thread\) maps/)
  return { program, url: `smpp://foo:bar@127.0.0.1:${port}` }
}

async function send(kannel: Kannel, text: string, coding: string): Promise<void> {
  assert.match(await kannel.send({ from: CITIZEN, to: '1708', text, coding, charset: 'UTF-8' }), /^0:/)
}

/** As Kannel encodes it: octets in the charset that it names. */
function textOf({ url, query }: Partner['requests'][number]): string {
  const [, encoded = ''] = /[?&]text=([^&]*)/.exec(url) ?? []
  const octets = encoded.replaceAll('+', ' ').replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return new TextDecoder(query.get('charset') ?? 'utf-8').decode(Buffer.from(octets, 'latin1'))
}
