import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { writeMail } from '../../connectors/email/test-mailbox.ts'
import { headerOf } from '../../connectors/email/test-smtp.ts'
import { openBotApi, TOKEN } from '../../connectors/telegram/test-bot-api.ts'
import { TEST_CERTIFICATE } from '../peers/certificate.ts'
import { openHoldingLine } from '../peers/holding-line.ts'
import { startKannel, startKannelOverSmpp } from '../peers/kannel.ts'
import { startLaporPeer } from '../peers/lapor-v3-server.ts'
import { OFFICE, startMailServers } from '../peers/mail-servers.ts'
import { openPartner } from '../peers/partner.ts'
import { openRelaySmsc } from '../peers/relay-smsc.ts'
import { eventually } from '../support/eventually.ts'
import { ADMIN_TOKEN, openSite } from '../support/gateway-process.ts'

const SITI = 'siti@warga.example'
const ASEP = '+6281234567801'
const BUDI = '+6281234567802'
const DEWI = 7001
const SECRET = 'rahasia-sms-uji'
const DELIVER_SM_RESP = '\x80\0\0\x05'
const REFERENCE = /\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b/

test('killed between what Dovecot, Kannel, an SMSC and Telegram delivered and what we acknowledge: all bring it again, and each complaint is there once', async (t) => {
  const [peer, mail, bot, telco, network] = await Promise.all([
    startLaporPeer(t),
    startMailServers(t),
    openBotApi(t),
    openRelaySmsc(t, { kannel: 'rahasia2', lapor: 'rahasia1' }),
    openPartner(t, () => ({})),
  ])
  const lines = {
    imap: await openHoldingLine(t, mail.dovecot.imapPort, 'there', /UID STORE/),
    smpp: await openHoldingLine(t, telco.port, 'there', DELIVER_SM_RESP),
    telegram: await openHoldingLine(t, Number(new URL(bot.url).port), 'there', /getUpdates[\s\S]*"offset":[1-9]/),
    sms: await openHoldingLine(t, 0, 'back', /^HTTP\/1\.1 200/),
  }
  const over = (url: string, { port }: { port: number }) => url.replace(/:\d+$/, `:${port}`)
  const kannel = await startKannel(t, {
    getUrl: `http://127.0.0.1:${lines.sms.port}/in/sms-1708?from=%p&to=%P&text=%b&id=%I&smsc=%i&coding=%c&charset=%C&udh=%u&secret=${SECRET}`,
  })
  const phone = await startKannelOverSmpp(t, {
    port: telco.port,
    systemId: 'kannel',
    password: 'rahasia2',
    getUrl: `${network.url}/?text=%b`,
  })

  const site = await openSite(t, peer.url)
  const trusted = join(site.dataDir, 'trusted.pem')
  writeFileSync(trusted, TEST_CERTIFICATE)
  const start = async () => {
    const gateway = await site.start({
      NODE_EXTRA_CA_CERTS: trusted,
      EMAIL_IMAP_URL: over(mail.dovecot.imapUrl, lines.imap),
      EMAIL_SMTP_URL: mail.region.submitUrl,
      SMS_SEND_URL: `${kannel.sendUrl}?username=${kannel.username}&password=${kannel.password}`,
      SMS_SECRET: SECRET,
      SMPP_URL: `smpp://lapor:rahasia1@127.0.0.1:${lines.smpp.port}`,
      TELEGRAM_TOKEN: TOKEN,
      TELEGRAM_API_ROOT: over(bot.url, lines.telegram),
    })
    lines.sms.to(Number(new URL(gateway.url).port))
    return gateway
  }
  const first = await start()
  await eventually('bound', () => telco.bound().includes('lapor') || undefined)
  await mail.provider.take(writeMail({ from: SITI, id: 'sekali-1@warga.example' }), { from: SITI, to: OFFICE })
  kannel.phones.write(ASEP, 'LAPOR lampu jalan mati di Cikajang')
  assert.match(await phone.send({ from: BUDI, to: '1708', text: `LAPOR ${'jembatan putus di Garut, '.repeat(9)}tolong` }), /^0:/)
  const said = (id: number, text: string) => ({
    update_id: 800_000 + id,
    message: { message_id: id, from: { id: DEWI, first_name: 'Dewi' }, chat: { id: DEWI, type: 'private' }, date: 1_795_132_800, text },
  })
  bot.push(said(51, 'Air mati tiga hari di Soreang'), said(52, 'kirim'))
  await Promise.all(Object.values(lines).map(({ held }) => held))
  const receipts = {
    email: async () => (await mail.inbox(SITI, 1)).map((each) => headerOf(each, 'Subject')),
    sms: () => kannel.phones.received().map(({ text }) => text ?? ''),
    telegram: () => bot.sent.map(({ text }) => text).filter((text) => /Nomor laporan/.test(text)),
    smpp: () => network.requests.map(({ query }) => query.get('text') ?? ''),
  }
  const told = (by: keyof typeof receipts) =>
    eventually(`the receipt by ${by}`, async () => (await receipts[by]()).find((text) => REFERENCE.test(text)))
  // Over the silent line nothing goes out by SMPP.
  await Promise.all([told('email'), told('sms'), told('telegram')])
  await first.kill()
  await site.freeClaims()
  for (const line of Object.values(lines)) line.release()

  const gateway = await start()
  await told('smpp')
  await eventually('all is acknowledged, and nothing comes a third time', () => {
    const taken = /"uid":1,"outcome":"seen"/.test(gateway.log()) && /HTTP: Status line: <HTTP\/1\.1 200/.test(kannel.log())
    return (taken && bot.waiting.length === 0 && telco.waiting() === 0) || undefined
  })
  for (const by of ['email', 'sms', 'telegram'] as const) assert.equal((await receipts[by]()).length, 1, by)
  const numbers = await Promise.all(Object.values(receipts).map(async (ask) => (await ask()).map((text) => REFERENCE.exec(text)?.[0])))
  assert.equal(new Set(numbers.flat()).size, 4)
  const balance = await fetch(`${gateway.url}/admin/v1/balance`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
  assert.equal(((await balance.json()) as { accepted: number }).accepted, 4)
  assert.equal(await gateway.stop(), 0)
})
