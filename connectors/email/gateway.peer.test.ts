import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { TEST_CERTIFICATE } from '../../test/peers/certificate.ts'
import { openHoldingLine } from '../../test/peers/holding-line.ts'
import { startLaporPeer } from '../../test/peers/lapor-v3-server.ts'
import { OFFICE, startMailServers } from '../../test/peers/mail-servers.ts'
import { eventually } from '../../test/support/eventually.ts'
import { openSite } from '../../test/support/gateway-process.ts'
import { scriptCentre } from '../../test/support/lapor-centre.ts'
import { writeMail } from './test-mailbox.ts'
import { headerOf } from './test-smtp.ts'

const SAMPLE = readFileSync(new URL('./sample.eml', import.meta.url), 'utf8').replaceAll('example.id', 'warga.example')
const SITI = 'siti@warga.example'
const CREATE = 'POST /complaints/complaint'
const FOLLOWUP = 'POST /complaints/followup/add'

test('the whole gateway between real mail servers, killed between storing a mail and marking it: one complaint, and one thread in the citizen’s mailbox', async (t) => {
  const [peer, servers] = await Promise.all([startLaporPeer(t), startMailServers(t)])
  const { provider, region, dovecot, inbox } = servers
  const centre = scriptCentre(peer)
  const site = await openSite(t, peer.url)
  const trusted = join(site.dataDir, 'trusted.pem')
  writeFileSync(trusted, TEST_CERTIFICATE)
  const line = await openHoldingLine(t, dovecot.imapPort, 'there', /UID STORE/)
  const env = { EMAIL_SMTP_URL: region.submitUrl, NODE_EXTRA_CA_CERTS: trusted }
  const first = await site.start({ ...env, EMAIL_IMAP_URL: dovecot.imapUrl.replace(`:${dovecot.imapPort}`, `:${line.port}`) })
  await provider.take(SAMPLE, { from: SITI, to: OFFICE })
  await line.held
  await first.kill()
  await site.freeClaims()

  const gateway = await site.start({ ...env, EMAIL_IMAP_URL: dovecot.imapUrl })
  const [receipt = ''] = await inbox(SITI, 1)
  assert.equal(headerOf(receipt, 'In-Reply-To'), '<a1b2c3@warga.example>')
  const reference = /\[([0-9A-Z]{5}-[0-9A-Z]{5})\]$/.exec(headerOf(receipt, 'Subject'))?.[1] ?? ''
  assert.ok(reference !== '', receipt)
  await eventually('it is at LAPOR!', () => peer.to(CREATE).length > 0 || undefined)

  const answer = writeMail({
    from: SITI,
    id: 'lagi-1@warga.example',
    subject: `Re: ${headerOf(receipt, 'Subject')}`,
    text: 'Sudah dua hari tutup.\r\n\r\n> Laporan Anda',
    headers: [`In-Reply-To: ${headerOf(receipt, 'Message-ID')}`],
  })
  await provider.take(answer, { from: SITI, to: OFFICE, tls: true })
  await eventually('the further word is at LAPOR!', () =>
    peer.to(FOLLOWUP).some(({ text }) => text.includes('Sudah dua hari tutup.')) ? true : undefined,
  )
  centre.status = 'Dalam Proses'
  const news = (await inbox(SITI, 2))[1] ?? ''
  assert.match(news.replace(/=\r\n/g, ''), /sedang ditindaklanjuti/)
  assert.equal(headerOf(news, 'In-Reply-To'), '<a1b2c3@warga.example>')
  assert.ok(headerOf(news, 'Subject').includes(`[${reference}]`))
  assert.equal(peer.to(CREATE).length, 1)
  const log = gateway.log()
  for (const word of ['siti@', 'Cibiru', dovecot.password]) assert.ok(!log.includes(word), `'${word}' was logged`)
})
