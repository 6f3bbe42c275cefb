import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Arrival } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { openTestChannel } from '../../test/peers/channel.ts'
import { openTestPeople, type TestPeopleOptions } from '../../test/peers/people.ts'
import type { Config, Secret } from './config.ts'
import { connector } from './index.ts'
import { takeMail } from './take-mail.ts'
import { writeMail } from './test-mailbox.ts'
import { openSmtp } from './test-smtp.ts'

const AT = new Date('2026-11-20T03:02:11Z')

async function open(t: TestContext, options: TestPeopleOptions = {}, authservIds: readonly string[] = []) {
  const smtp = await openSmtp(t)
  const people = openTestPeople(options)
  const stored: Arrival[] = []
  const secrets = { imapUrl: 'imap://aduan%40jabar.example:sandi@127.0.0.1', smtpUrl: smtp.url }
  const channel = openTestChannel<Config, Secret>(t, {
    config: { authentication: { dns: false, authservIds: [...authservIds] } },
    secrets,
    people,
  })
  const take = (mail: string | Uint8Array) =>
    takeMail(Buffer.from(mail), AT, channel, async (arrival) => {
      stored.push(arrival)
      return { outcome: 'parked', id: 'p' }
    })
  return { smtp, people, stored, channel, take }
}

test('a mail that comes twice is one report', async (t) => {
  const { people, take } = await open(t)
  const mail = writeMail({ id: 'satu-1@warga.example' })
  assert.deepEqual([(await take(mail)).outcome, (await take(mail)).outcome], ['stored', 'seen'])
  assert.equal(people.filed.length, 1)
})

test('a mail without a Message-ID has a ticket of its own, the same each time', async (t) => {
  const { people, take } = await open(t)
  assert.deepEqual([(await take(writeMail({}))).outcome, (await take(writeMail({}))).outcome], ['stored', 'seen'])
  assert.match(people.filed[0]?.ticket ?? '', /^raw-[0-9a-f]{64}$/)
})

test('the same words sent again within minutes are one report', async (t) => {
  const { people, take } = await open(t)
  await take(writeMail({ id: 'satu-1@warga.example' }))
  assert.equal((await take(writeMail({ id: 'dua-2@warga.example' }))).outcome, 'same_words')
  assert.equal(people.filed.length, 1)
})

test('of the same words with another photo the photo is added to the first; the sender is told, as of a file that is not taken', async (t) => {
  const { people, take, smtp } = await open(t)
  const mail = (id: string, file: string) =>
    writeMail({
      id,
      text: `--m\r\n\r\nJembatan retak.\r\n--m\r\nContent-Type: image/jpeg; name=a.jpg\r\n\r\n${file}\r\n--m--`,
      headers: ['Content-Type: multipart/mixed; boundary=m'],
    })
  await take(mail('satu-1@warga.example', 'a'))
  await take(mail('dua-2@warga.example', 'a'))
  assert.equal(smtp.mails.length, 0)
  await take(mail('tiga-3@warga.example', 'b'))
  assert.deepEqual([people.filed.length, people.added.length], [1, 1])
  const [told] = await smtp.until(1)
  assert.equal(told?.header('In-Reply-To'), '<tiga-3@warga.example>')
  assert.match(told.text, new RegExp(`nomor ${people.filed[0]?.reference}\\. Lampiran baru`))
  await take(writeMail({ id: 'empat-4@warga.example', text: 'x'.repeat(11_000_000), headers: ['Content-Type: image/png; name=b.png'] }))
  assert.match((await smtp.until(2))[1]?.text ?? '', /1 lampirannya terlalu besar/)
})

test('two photos without a word, under one subject, are two reports; the same photo again is one', async (t) => {
  const { people, take } = await open(t)
  const photo = (id: string, text: string) => writeMail({ id, subject: 'Laporan', text, headers: ['Content-Type: image/png; name=a.png'] })
  await take(photo('satu-1@warga.example', 'a'))
  await take(photo('dua-2@warga.example', 'b'))
  assert.equal((await take(photo('tiga-3@warga.example', 'b'))).outcome, 'same_words')
  assert.equal(people.filed.length, 2)
})

test('a program that sends all its mails with one Message-ID: each is a report', async (t) => {
  const { people, take } = await open(t)
  await take(writeMail({ id: 'tetap@warga.example', text: 'Satu.' }))
  const report = people.report
  people.report = async (given) => {
    if (given.ticket === 'tetap@warga.example') throw new GatewayError('ticket_conflict', 'known with other content')
    return report(given)
  }
  assert.equal((await take(writeMail({ id: 'tetap@warga.example', text: 'Dua.' }))).outcome, 'stored')
  assert.deepEqual(
    people.filed.map(({ ticket }) => ticket.slice(0, 4)),
    ['teta', 'raw-'],
  )
})

test('an answer to the first mail of one’s own is an addition, with its photo; twice it is one', async (t) => {
  const { people, take } = await open(t)
  await take(writeMail({ id: 'satu-1@warga.example' }))
  const answer = writeMail({
    id: 'dua-2@warga.example',
    text: '--b\r\n\r\nIni fotonya.\r\n--b\r\nContent-Type: image/png; name=a.png\r\n\r\nx\r\n--b--',
    headers: ['References: <satu-1@warga.example>', 'Content-Type: multipart/mixed; boundary=b'],
  })
  assert.deepEqual([(await take(answer)).outcome, (await take(answer)).outcome], ['added', 'seen'])
  assert.deepEqual(
    people.added.map(({ text, files }) => [text, files?.map(({ name }) => name)]),
    [['Ini fotonya.', ['a.png']]],
  )
})

test('an answer to a status mail goes to its case; another person naming it has a case of their own', async (t) => {
  const { people, smtp, channel, take } = await open(t)
  await take(writeMail({ id: 'satu-1@warga.example' }))
  const [report] = people.filed
  assert.ok(report)
  people.changeStatus(report.id, 'needs_info')
  await people.tell(connector, channel)
  const status = smtp.mails.find(({ header }) => header('Auto-Submitted') === 'auto-generated')
  assert.match(status?.text ?? '', /keterangan tambahan/)
  const headers = [`In-Reply-To: ${status?.header('Message-ID')}`]
  assert.equal((await take(writeMail({ id: 'dua-2@warga.example', text: 'RT 03.', headers }))).outcome, 'added')
  assert.equal(
    (await take(writeMail({ id: 'tiga-3@lain.example', from: 'lain@lain.example', text: 'Saya juga.', headers }))).outcome,
    'stored',
  )
  assert.equal(
    (await take(writeMail({ id: 'empat-4@warga.example', text: 'RW 01.', subject: `Re: hal [${report.reference.toLowerCase()}]` })))
      .outcome,
    'added',
  )
})

test('an answer whose sender was not proved is added with a note that says so; one that passed DMARC without', async (t) => {
  const { people, take } = await open(t, {}, ['mx.jabar.example'])
  await take(writeMail({ id: 'satu-1@warga.example' }))
  for (const [n, results] of ['spf=fail; dkim=none; dmarc=fail', 'spf=softfail; dkim=pass; dmarc=pass'].entries())
    await take(
      writeMail({
        id: `lagi-${n}@warga.example`,
        text: `Tambahan ${n}.`,
        headers: [`Authentication-Results: mx.jabar.example; ${results}`, 'In-Reply-To: <satu-1@warga.example>'],
      }),
    )
  assert.deepEqual(
    people.added.map(({ text }) => text),
    ['Tambahan 0.\n\n[Catatan: pengirim surel ini tidak terbukti (spf=fail, dmarc=fail).]', 'Tambahan 1.'],
  )
})

test('an answer of which nothing is one’s own adds nothing; its photo alone is added', async (t) => {
  const { people, take } = await open(t)
  await take(writeMail({ id: 'satu-1@warga.example' }))
  await take(
    writeMail({ id: 'dua-2@warga.example', text: '> Laporan Anda telah diterima', headers: ['In-Reply-To: <satu-1@warga.example>'] }),
  )
  assert.equal(people.added.length, 0)
  await take(
    writeMail({
      id: 'tiga-3@warga.example',
      text: 'x',
      headers: ['In-Reply-To: <satu-1@warga.example>', 'Content-Type: image/png; name=a.png'],
    }),
  )
  assert.deepEqual(
    people.added.map(({ text, files }) => [text, files?.length]),
    [['Surel tanpa teks; lihat lampiran.', 1]],
  )
})

test('automatic mail is counted, and neither reported nor answered', async (t) => {
  const { people, smtp, stored, take } = await open(t)
  const taken = await take(writeMail({ id: 'auto-1@warga.example', headers: ['Auto-Submitted: auto-replied'] }))
  assert.deepEqual(taken, { outcome: 'ignored', why: 'Auto-Submitted' })
  assert.deepEqual([people.filed.length, smtp.mails.length, stored.length], [0, 0, 1])
  assert.deepEqual(stored[0]?.payload, { automatic: 'Auto-Submitted' })
})

test('a mail without a sender is parked with its bytes', async (t) => {
  const { people, stored, take } = await open(t)
  assert.equal((await take('Subject: Jalan rusak\r\n\r\nx')).outcome, 'parked')
  assert.equal(people.filed.length, 0)
  assert.ok(Buffer.from(stored[0]?.raw ?? []).includes('Jalan rusak'))
})

test('beyond the limit a person is told once, in their thread; a notice that cannot be sent holds nothing up', async (t) => {
  const { smtp, take } = await open(t, { messages: 1 })
  await take(writeMail({ id: 'satu-1@warga.example' }))
  smtp.refuse = { to: { status: 550, text: '5.1.1 gone' } }
  assert.equal((await take(writeMail({ id: 'dua-2@warga.example' }))).outcome, 'over_limit')
  smtp.refuse = {}
  assert.equal((await take(writeMail({ id: 'dua-2@warga.example' }))).outcome, 'over_limit')
  assert.equal((await take(writeMail({ id: 'tiga-3@warga.example' }))).outcome, 'over_limit')
  assert.equal(smtp.mails.length, 1)
  assert.match(smtp.mails[0]?.text ?? '', /Silakan kirim kembali setelah .*WIB/)
})

test('whoever writes English is answered in English', async (t) => {
  const { people, smtp, channel, take } = await open(t)
  await take(
    writeMail({
      id: 'satu-1@warga.example',
      subject: 'Flood',
      text: 'The street in front of our house has been flooded since Monday, please help.',
    }),
  )
  await people.tell(connector, channel)
  assert.match(smtp.mails[0]?.text ?? '', /Your report to Jawa Barat/)
})

test('while the ledger is away nothing is taken', async (t) => {
  const { people, take } = await open(t)
  people.away = true
  await assert.rejects(take(writeMail({ id: 'satu-1@warga.example' })), { code: 'ledger_unavailable' })
})
