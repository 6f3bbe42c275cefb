import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { Resolver } from 'node:dns/promises'
import { type TestContext, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { TEST_CERTIFICATE } from '../../test/peers/certificate.ts'
import { OFFICE, startMailServers } from '../../test/peers/mail-servers.ts'
import { eventually } from '../../test/support/eventually.ts'
import type { Config } from './config.ts'
import { connector } from './index.ts'
import { openMailbox, writeMail } from './test-mailbox.ts'
import { headerOf } from './test-smtp.ts'

const SITI = 'siti@warga.example'

/** The whole way there and back: a citizen's provider, our mail server, our mailbox, and theirs. */
async function open(t: TestContext, more: Parameters<typeof startMailServers>[1] = {}, config: Config = {}) {
  const before = getCACertificates()
  t.after(() => setDefaultCACertificates(before))
  setDefaultCACertificates([...before, TEST_CERTIFICATE])
  const servers = await startMailServers(t, more)
  const box = await openMailbox(t, config, { servers: { dovecot: servers.dovecot, smtpUrl: servers.region.submitUrl } })
  box.listen()
  return { ...servers, box }
}

test('a mail that comes by SMTP over two mail servers is a report; its receipt goes by them into the citizen’s mailbox, and the answer to that is an addition', async (t) => {
  const { box, provider, inbox } = await open(t)
  await provider.take(writeMail({ from: SITI, id: 'jalan-1@warga.example' }), { from: SITI, to: OFFICE, tls: true })
  await box.taken(1)
  const [report] = box.people.filed
  assert.equal(report?.ticket, 'jalan-1@warga.example')
  assert.equal(
    Buffer.from(report.raw ?? '')
      .toString()
      .match(/^Received: /gm)?.length,
    3,
    'two hops by SMTP, one by LMTP',
  )

  await box.people.tell(connector, box.channel)
  const [receipt = ''] = await inbox(SITI, 1)
  assert.equal(headerOf(receipt, 'Return-Path'), `<${OFFICE}>`)
  assert.equal(headerOf(receipt, 'In-Reply-To'), '<jalan-1@warga.example>')
  assert.equal(headerOf(receipt, 'Subject'), `Re: Jalan rusak [${report.reference}]`)

  const own = headerOf(receipt, 'Message-ID')
  const answer = writeMail({
    from: SITI,
    id: 'jalan-2@warga.example',
    subject: 'Re: tanpa nomor',
    text: 'Sudah dua orang jatuh.\r\n\r\nPada Sab, 21 Nov 2026 10.00, Aplikasi <aduan@jabar.example> menulis:\r\n> Laporan Anda',
    headers: [`In-Reply-To: ${own}`],
  })
  await provider.take(answer, { from: SITI, to: OFFICE })
  await box.taken(2)
  assert.deepEqual(
    box.people.added.map(({ caseId, text }) => [caseId, text]),
    [[report.id, 'Sudah dua orang jatuh.']],
  )
  box.people.changeStatus(report.id, 'in_progress')
  await box.people.tell(connector, box.channel)
  const news = (await inbox(SITI, 2)).map((mail) => headerOf(mail, 'In-Reply-To'))
  assert.deepEqual(news, ['<jalan-1@warga.example>', '<jalan-1@warga.example>'])
})

test('a file, words of eight bits and encoded words come through as they were written', async (t) => {
  const { box, provider } = await open(t)
  const photo = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex')
  const mail = Buffer.concat([
    Buffer.from(
      [
        `From: =?UTF-8?Q?Siti_Nurjan=C3=A1h?= <${SITI}>`,
        `To: ${OFFICE}`,
        'Subject: =?UTF-8?B?SmFsYW4gcnVzYWsg8J+apw==?= =?ISO-8859-1?Q?_di_Caf=E9?=',
        'Message-ID: <delapan-1@warga.example>',
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary="=-1"',
        '',
        '--=-1',
        'Content-Type: text/plain; charset=windows-1252',
        'Content-Transfer-Encoding: 8bit',
        '',
        '',
      ].join('\r\n'),
    ),
    Buffer.from(
      'Jalan di depan Caf\xe9 rusak \x96 dalamnya 30\xa0cm.\r\n.\r\n..titik di awal baris\r\nFrom depan sampai belakang\r\n',
      'latin1',
    ),
    Buffer.from(
      [
        '--=-1',
        "Content-Type: image/png; name*=UTF-8''foto%20lubang%20%E2%80%93%201.png",
        'Content-Transfer-Encoding: base64',
        'Content-Disposition: attachment',
        '',
        photo.toString('base64'),
        '--=-1--',
        '',
      ].join('\r\n'),
    ),
  ])
  await provider.take(mail, { from: SITI, to: OFFICE })
  await box.taken(1)
  const [report] = box.people.filed
  assert.deepEqual(
    report?.files?.map(({ name, mediaType, bytes }) => [name, mediaType, Buffer.from(bytes).equals(photo)]),
    [['foto lubang – 1.png', 'image/png', true]],
  )
  const { title, words } = report.payload as { title: string; words: string }
  assert.equal(title, 'Jalan rusak 🚧 di Café')
  assert.equal(words, 'Jalan di depan Café rusak – dalamnya 30\u00a0cm.\n.\n..titik di awal baris\nFrom depan sampai belakang')
})

test('our answer to a mailbox that is gone is bounced by our mail server: it goes into the history, and the bounce gets no answer', async (t) => {
  const { box, region } = await open(t)
  await region.take(writeMail({ from: 'gone@warga.example', id: 'hilang-1@warga.example' }), { from: 'gone@warga.example', to: OFFICE })
  await box.taken(1)
  await box.people.tell(connector, box.channel)
  await box.taken(2)
  assert.match(region.log(), /<= <> .*P=local/, 'Exim wrote the bounce itself, with a null sender')
  const [noted] = box.people.deliveries
  assert.deepEqual([noted?.caseId, noted?.outcome], [box.people.filed[0]?.id, 'failed'])
  assert.match(noted?.detail ?? '', /failed/)
  assert.equal(box.people.filed.length, 1)
  assert.equal(region.log().match(/A=plain/g)?.length, 1, 'nothing was sent beside the receipt')
})

test('an answer that a mail server writes by itself for who is on holiday starts no talk', async (t) => {
  const { box, provider, region } = await open(t)
  const away = 'libur@warga.example'
  await provider.take(writeMail({ from: away, id: 'libur-1@warga.example' }), { from: away, to: OFFICE })
  await box.taken(1)
  await box.people.tell(connector, box.channel)
  await box.taken(2)
  assert.match(provider.log(), /libur@warga.example.*T=away/)
  assert.equal(box.people.filed.length + box.people.added.length, 1)
  assert.equal(region.log().match(/A=plain/g)?.length, 1)
})

test('a signature of the citizen’s provider holds over both servers; SPF, DKIM and DMARC are kept with the report, a forged sender as such', async (t) => {
  const domain = 'warga.surat-uji.id'
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const records: Readonly<Record<string, string>> = {
    [`uji._domainkey.${domain}`]: `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`,
    [domain]: 'v=spf1 ip4:127.0.0.1 -all',
    [`_dmarc.${domain}`]: 'v=DMARC1; p=reject',
    'lain.surat-uji.id': 'v=spf1 ip4:192.0.2.7 -all',
    '_dmarc.lain.surat-uji.id': 'v=DMARC1; p=reject',
  }
  t.mock.method(Resolver.prototype, 'resolve', async (name: string) => {
    const record = records[name]
    if (record === undefined) throw Object.assign(new Error('not there'), { code: 'ENOTFOUND' })
    return [[record]]
  })
  const siti = `siti@${domain}`
  const config = { authentication: { dns: true, receivedBy: 'mx.jabar.example' } }
  const { box, provider, region } = await open(t, { domain, dkim: { domain, selector: 'uji', privateKey } }, config)
  await provider.take(writeMail({ from: siti, id: `asli-1@${domain}`, text: 'Asli.' }), { from: siti, to: OFFICE })
  await box.taken(1)
  const forged = 'budi@lain.surat-uji.id'
  await region.take(writeMail({ from: forged, id: 'palsu-1@lain.surat-uji.id', text: 'Palsu.' }), { from: forged, to: OFFICE })
  await box.taken(2)
  const found = box.people.filed.map(({ payload }) => payload as { authentication: object; tags: string[] })
  assert.deepEqual(
    found.map(({ authentication, tags }) => [authentication, tags]),
    [
      [{ spf: 'pass', dkim: 'pass', dmarc: 'pass', by: 'dns' }, []],
      [{ spf: 'fail', dkim: 'none', dmarc: 'fail', by: 'dns' }, ['spf=fail', 'dmarc=fail']],
    ],
  )
  const raw = Buffer.from(box.people.filed[0]?.raw ?? '').toString()
  assert.match(raw, /^X-Lapor-Gateway-Trace: .*spf=pass; dkim=pass; dmarc=pass/)
  assert.match(raw, /^DKIM-Signature: /m)
})

test('while our mailbox is away the mail server keeps what comes, and brings it later', async (t) => {
  const { box, provider, region, dovecot } = await open(t)
  await dovecot.stop()
  await provider.take(writeMail({ from: SITI, id: 'nanti-1@warga.example' }), { from: SITI, to: OFFICE })
  await eventually('it waits', () => (/== aduan@jabar\.example/.test(region.log()) ? true : undefined))
  await dovecot.start()
  await box.taken(1)
  assert.equal(box.people.filed.length, 1)
})
