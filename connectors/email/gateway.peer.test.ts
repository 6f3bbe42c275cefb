import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { startLaporPeer } from '../../test/peers/lapor-v3-server.ts'
import { eventually } from '../../test/support/eventually.ts'
import { openSite } from '../../test/support/gateway-process.ts'
import { scriptCentre } from '../../test/support/lapor-centre.ts'
import { openImap } from './test-imap.ts'
import { writeMail } from './test-mailbox.ts'
import { openSmtp } from './test-smtp.ts'

const SAMPLE = readFileSync(new URL('./sample.eml', import.meta.url))
const CREATE = 'POST /complaints/complaint'
const FOLLOWUP = 'POST /complaints/followup/add'

async function open(t: TestContext) {
  const [imap, smtp, peer] = await Promise.all([openImap(t), openSmtp(t), startLaporPeer(t)])
  const centre = scriptCentre(peer)
  peer.on(FOLLOWUP, { body: { success: true } })
  const site = await openSite(t, peer.url)
  const start = () => site.start({ EMAIL_IMAP_URL: imap.url, EMAIL_SMTP_URL: smtp.url })
  return { imap, smtp, peer, centre, start }
}

test('the whole gateway, killed between storing a mail and marking it: it comes again, and is one complaint with one thread', async (t) => {
  const { imap, smtp, peer, centre, start } = await open(t)
  const marking = imap.holdMark()
  const first = await start()
  imap.add(SAMPLE)
  await marking
  await first.kill()
  assert.deepEqual([...(imap.mails[0]?.flags ?? [])], [])

  const gateway = await start()
  await eventually('the mail is marked', () => imap.mails[0]?.flags.has('LaporGateway') || undefined)
  await eventually('it is at LAPOR!', () => peer.to(CREATE).length > 0 || undefined)
  const [receipt] = await smtp.until(1)
  const reference = /\[([0-9A-Z]{5}-[0-9A-Z]{5})\]$/.exec(receipt?.header('Subject') ?? '')?.[1] ?? ''
  assert.ok(receipt && reference !== '' && receipt.text.includes(reference))
  assert.equal(receipt.header('In-Reply-To'), '<a1b2c3@example.id>')

  imap.add(
    writeMail({
      from: 'siti@example.id',
      id: 'lagi-1@example.id',
      subject: `Re: ${receipt.header('Subject')}`,
      text: 'Sudah dua hari tutup.\r\n\r\n> Laporan Anda',
      headers: [`In-Reply-To: ${receipt.header('Message-ID')}`],
    }),
  )
  await eventually(
    'the further word is at LAPOR!',
    () => peer.to(FOLLOWUP).some(({ text }) => text.includes('Sudah dua hari tutup.')) || undefined,
  )

  centre.status = 'Dalam Proses'
  const news = await eventually('the status is told', () => smtp.mails.find(({ text }) => text.includes('sedang ditindaklanjuti')))
  assert.equal(news.header('In-Reply-To'), '<a1b2c3@example.id>')
  assert.ok(news.header('Subject').includes(`[${reference}]`))

  assert.equal(peer.to(CREATE).length, 1)
  assert.equal(smtp.mails.filter(({ header }) => header('Auto-Submitted') === 'auto-replied').length, 1)
  const log = gateway.log()
  for (const word of ['siti@', 'Cibiru', 'sandi-surat', 'sandi-smtp']) assert.ok(!log.includes(word), `'${word}' was logged`)
})
