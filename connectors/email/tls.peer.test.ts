import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { CERTIFICATE_OF_ANOTHER, TEST_CERTIFICATE } from '../../test/peers/certificate.ts'
import { type Dovecot, startDovecot } from '../../test/peers/dovecot.ts'
import { connector } from './index.ts'
import { sendMail } from './smtp.ts'
import { openMailbox, writeMail } from './test-mailbox.ts'
import { openSmtp } from './test-smtp.ts'

const USER = 'aduan@jabar.example'

function trustCertificate(t: TestContext): void {
  const before = getCACertificates()
  t.after(() => setDefaultCACertificates(before))
  setDefaultCACertificates([...before, TEST_CERTIFICATE])
}

const WAYS: readonly { readonly name: string; readonly smtp: 'starttls' | 'smtps'; imapUrl(dovecot: Dovecot): string; end: string }[] = [
  { name: 'TLS from the first byte', smtp: 'smtps', imapUrl: ({ imapsUrl }) => imapsUrl, end: '' },
  { name: 'STARTTLS demanded', smtp: 'starttls', imapUrl: ({ imapUrl }) => imapUrl, end: '?starttls=required' },
  { name: 'STARTTLS because it is offered', smtp: 'starttls', imapUrl: ({ imapUrl }) => imapUrl, end: '' },
]
for (const { name, smtp: way, imapUrl, end } of WAYS) {
  test(`${name}: without trust neither Dovecot nor the SMTP server hears the password; with it a mail comes in, and its receipt goes out`, async (t) => {
    const [dovecot, smtp] = await Promise.all([startDovecot(t, { certificate: TEST_CERTIFICATE }), openSmtp(t, USER, way)])
    const open = () =>
      openMailbox(t, {}, { servers: { dovecot, imapUrl: `${imapUrl(dovecot)}/INBOX${end}`, smtpUrl: `${smtp.url}${end}` } })
    const stranger = await open()
    const probe = await connector.probe(stranger.channel)
    assert.deepEqual([probe.healthy, probe.reachable], [false, false])
    assert.match(probe.detail, /IMAP: .*no TLS with the IMAP server: its certificate is self-signed.*NODE_EXTRA_CA_CERTS/)
    assert.match(probe.detail, /SMTP: .*no TLS with the SMTP server: its certificate is self-signed.*NODE_EXTRA_CA_CERTS/)
    assert.equal(smtp.logins, 0)
    assert.doesNotMatch(dovecot.log(), /Login:|auth failed/)

    trustCertificate(t)
    const box = await open()
    const trusted = await connector.probe(box.channel)
    assert.equal(trusted.healthy, true)
    const { validToDate } = new X509Certificate(TEST_CERTIFICATE)
    assert.deepEqual(
      trusted.certificates?.map(({ endsAt }) => endsAt),
      [validToDate, validToDate],
      'of both servers it is known when their certificate ends',
    )
    const listener = box.listen()
    await dovecot.deliver(writeMail({ from: 'siti@warga.example', id: 'aman-1@warga.example' }))
    await box.taken(1)
    await box.people.tell(connector, box.channel)
    assert.equal((await smtp.until(1))[0]?.header('In-Reply-To'), '<aman-1@warga.example>')
    assert.match(dovecot.log(), /Login: .*TLS/)
    await listener.stop()
  })
}

test('a certificate for another name, a port without TLS and a server without STARTTLS are each told as such', async (t) => {
  const before = getCACertificates()
  t.after(() => setDefaultCACertificates(before))
  setDefaultCACertificates([...before, CERTIFICATE_OF_ANOTHER])
  const [named, dovecot] = await Promise.all([startDovecot(t, { certificate: CERTIFICATE_OF_ANOTHER }), startDovecot(t)])
  const [namedSmtp, smtp] = await Promise.all([openSmtp(t, USER, 'smtps', CERTIFICATE_OF_ANOTHER), openSmtp(t)])
  const told = async (imapUrl: string, smtpUrl: string) => {
    const { channel } = await openMailbox(t, {}, { servers: { dovecot, imapUrl, smtpUrl } })
    await assert.rejects(sendMail({ from: USER, to: 'siti@warga.example', message: Buffer.from('') }, channel), {
      code: 'connection_failed',
    })
    return (await connector.probe(channel)).detail
  }
  assert.match(await told(`${named.imapsUrl}/INBOX`, namedSmtp.url), /IMAP: .*for another name.*SMTP: .*for another name/)
  const wrongPort = (url: string) => url.replace(/^(imap|smtp):/, '$1s:')
  assert.match(await told(wrongPort(dovecot.imapUrl), wrongPort(smtp.url)), /IMAP: .*does not speak TLS.*SMTP: .*does not speak TLS/)
  assert.match(
    await told(`${dovecot.imapUrl}/INBOX?starttls=required`, `${smtp.url}?starttls=required`),
    /no TLS with the IMAP server: it refuses STARTTLS;.*no TLS with the SMTP server: it refuses STARTTLS \(500\);/,
  )
  assert.equal(smtp.logins + namedSmtp.logins, 0)
  assert.doesNotMatch(dovecot.log() + named.log(), /Login:|auth failed/)
})
