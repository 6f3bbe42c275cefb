import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openTestChannel } from '../../test/peers/channel.ts'
import { openTestPeople } from '../../test/peers/people.ts'
import { findAutomatic } from './automatic.ts'
import { noteBounce } from './bounce.ts'
import type { Config, Secret } from './config.ts'
import { readOwnWords } from './own-words.ts'
import { parseMail } from './parse-mail.ts'
import { describeMail, furtherWords } from './payload.ts'
import { takeMail } from './take-mail.ts'
import { writeMail } from './test-mailbox.ts'

/** Mails as programs and people really send them, whose reading went wrong once. */
const TRACE = { receivedAt: '2026-11-20T03:02:11Z', spf: 'none', dkim: 'none', dmarc: 'none', by: 'x' } as const
const OWN = ['aduan@jabar.example']
const OURS = 'lapor-01970000-0000-7000-8000-000000000001@jabar.example'
const read = (subject: string, text: string, headers: readonly string[] = []) =>
  parseMail(Buffer.from(writeMail({ subject, text, headers: ['Return-Path: <siti@warga.example>', ...headers] })))
const mixed = (...parts: readonly string[]) => `${parts.map((part) => `--m\r\n${part}\r\n`).join('')}--m--`
const MIXED = ['Content-Type: multipart/mixed; boundary=m']

for (const [name, signature] of [
  ['a phone', 'Dikirim dari iPhone saya'],
  ['a person', '-- \r\nSiti\r\nRW 05'],
] as const)
  test(`all is in the subject, below stands the signature of ${name}: the subject is the complaint`, async () => {
    const { title, words } = describeMail(await read('Banjir di Jl. Braga', `\r\n${signature}`), TRACE)
    assert.deepEqual([title, words], ['Banjir di Jl. Braga', 'Banjir di Jl. Braga'])
  })

test('a photo without subject, above the signature of a phone: the signature is no complaint', async () => {
  const text = mixed('Content-Type: text/plain\r\n\r\n\r\nDikirim dari iPhone saya', 'Content-Type: image/jpeg; name=a.jpg\r\n\r\nx')
  const { title, words } = describeMail(await read('', text, MIXED), TRACE)
  assert.deepEqual([title, words], ['', 'Surel tanpa teks; lihat lampiran.'])
})

test('a mail that is forwarded as a file is read, and is a file', async () => {
  const inner = 'From: RT <rt@b.example>\r\nSubject: Jalan putus\r\nContent-Type: text/plain\r\n\r\nMohon dibantu, jalan putus.'
  const file = `Content-Type: message/rfc822; name=Jalan.eml\r\nContent-Disposition: attachment; filename=Jalan.eml\r\n\r\n${inner}`
  const alone = await read('Fwd: Jalan', mixed('Content-Type: text/plain\r\n\r\n', file), MIXED)
  assert.match(describeMail(alone, TRACE).words, /From: .*RT[\s\S]*Subject: Jalan putus[\s\S]*Mohon dibantu, jalan putus\./)
  assert.match(furtherWords(alone, TRACE), /Mohon dibantu/)
  assert.deepEqual(
    alone.files.map(({ name, mediaType }) => [name, mediaType]),
    [['Jalan.eml', 'message/rfc822']],
  )
  const withWords = await read('Fwd: Jalan', mixed('Content-Type: text/plain\r\n\r\nMohon lihat.', file), MIXED)
  assert.equal(describeMail(withWords, TRACE).words, 'Mohon lihat.')
})

test('the seal of a signed mail is no file of the complaint', async () => {
  for (const type of ['application/pkcs7-signature; name=smime.p7s', 'application/pgp-signature; name=signature.asc']) {
    const mail = await read('Jalan', mixed('Content-Type: text/plain\r\n\r\nJalan rusak.', `Content-Type: ${type}\r\n\r\nx`), [
      'Content-Type: multipart/signed; boundary=m',
    ])
    assert.equal(mail.text.trim(), 'Jalan rusak.')
    assert.deepEqual(mail.files, [])
  }
})

const COMPLAINTS = [
  'Di luar kantor camat sampah menumpuk',
  'Jawaban otomatis call center PLN tidak membantu',
  'Gagal terkirim pengaduan saya di aplikasi',
  'Pesan otomatis dari PDAM salah tagihan',
  'Auto response of the call center is useless',
  'Cuti bersama, kelurahan tutup',
  'Sedang cuti bidan desa, tidak ada pengganti',
]
for (const subject of COMPLAINTS)
  test(`a complaint, whatever it begins with: ${subject}`, async () =>
    assert.equal(findAutomatic(await read(subject, 'Mohon ditindak.'), OWN), null))

const ANSWERS = [
  'Balasan Otomatis: Laporan',
  'Balasan otomatis Re: Laporan',
  '[Auto-Reply] Re: Jalan',
  'Autoreply: Jalan',
  'Di luar kantor: Jalan',
  'Tidak di kantor: Jalan',
  'Sedang cuti Re: Jalan',
  'Sedang cuti: Re: Jalan',
  'Out of office',
  'Out of Office: Re: Jalan',
  'Automatic reply - Jalan',
]
for (const subject of ANSWERS)
  test(`an automatic answer: ${subject}`, async () => assert.notEqual(findAutomatic(await read(subject, 'Terima kasih.'), OWN), null))

test('an automatic answer to a mail of ours that only says so in its text', async () => {
  const text = 'Terima kasih atas surel Anda. Saya sedang cuti. Ini adalah balasan otomatis, mohon tidak dibalas.'
  assert.notEqual(findAutomatic(await read('Re: Jalan', text, [`In-Reply-To: <${OURS}>`]), OWN), null)
  assert.equal(findAutomatic(await read('Jalan', text), OWN), null)
  const complaint = 'Petugas hanya mengirim balasan otomatis, belum ada tindakan.'
  assert.equal(findAutomatic(await read('Re: Jalan', complaint, [`In-Reply-To: <${OURS}>`]), OWN), null)
})

async function noted(t: TestContext, text: string, headers: readonly string[], from = 'Siti <siti@warga.example>') {
  const people = openTestPeople()
  const deliveries: string[] = []
  people.noteDelivery = async (_message, outcome, detail) => void deliveries.push(`${outcome}: ${detail}`)
  const secrets = { imapUrl: 'imap://aduan%40jabar.example:x@127.0.0.1', smtpUrl: 'smtp://127.0.0.1:1' }
  const raw = Buffer.from(writeMail({ from, text, headers }))
  await noteBounce(await parseMail(raw), raw, openTestChannel<Config, Secret>(t, { config: {}, secrets, people }))
  return deliveries
}

test('a mail of ours that was read was not lost; a holiday answer says nothing of its delivery; a bounce does', async (t) => {
  const report = (type: string) => `Content-Type: multipart/report; report-type=${type}; boundary=m`
  const mdn = `Content-Type: message/disposition-notification\r\n\r\nOriginal-Message-ID: <${OURS}>\r\nDisposition: manual-action/MDN-sent-manually; displayed`
  assert.deepEqual(await noted(t, mixed('Content-Type: text/plain\r\n\r\nDibaca', mdn), [report('disposition-notification')]), [])
  assert.deepEqual(await noted(t, 'Saya sedang cuti.', ['Return-Path: <>', `In-Reply-To: <${OURS}>`]), [])
  assert.deepEqual(
    await noted(
      t,
      `Delivery failed\r\n\r\nMessage-ID: <${OURS}>\r\n550 5.1.1 unknown user`,
      ['Return-Path: <>'],
      'MAILER-DAEMON@mx.example',
    ),
    ['failed: delivery report: failed (5.1.1)'],
  )
  const dsn = 'Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nAction: failed\r\nStatus: 5.2.1'
  const original = `Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <${OURS}>`
  assert.deepEqual(await noted(t, mixed(dsn, original), [report('delivery-status')]), ['failed: delivery report: failed (5.2.1)'])
})

const QUOTING_A_PERSON = [
  'Pada hari Senin 16 November 2026 petugas PLN berkata:\nlistrik akan padam. Ternyata padam tiga hari.',
  'Tanggal 16/11/2026 pukul 08.00 Pak Lurah menulis:\n"jalan akan diperbaiki".\nSampai sekarang belum.',
]
for (const text of QUOTING_A_PERSON)
  test(`a citizen who quotes an officer keeps their words: ${text.slice(0, 30)}`, () => {
    assert.equal(readOwnWords(text).words, text)
    assert.equal(readOwnWords(`Selamat pagi.\n\n${text}`).words, `Selamat pagi.\n\n${text}`)
  })

test('an announcement that ends in its time', () => {
  const text = 'Masih mati.\n\nLayanan <aduan@jabar.example> menulis pada Kam, 19 Nov 2026 08.00:\n\n> Terima kasih'
  assert.equal(readOwnWords(text).words, 'Masih mati.')
})

test('a Message-ID that names its sender is no ticket, and an answer in its thread finds the case all the same', async (t) => {
  const secrets = { imapUrl: 'imap://aduan%40jabar.example:x@127.0.0.1', smtpUrl: 'smtp://127.0.0.1:1' }
  const people = openTestPeople()
  const channel = openTestChannel<Config, Secret>(t, { config: { authentication: { dns: false } }, secrets, people })
  const take = (mail: string) =>
    takeMail(Buffer.from(mail), new Date('2026-11-20T03:02:11Z'), channel, () => Promise.reject(new Error('not parked')))
  for (const [at, id] of ['siti.20261120@warga.example', '1234567.89@laptop-SITI.lan', `${'a'.repeat(220)}@warga.example`].entries()) {
    const from = `Siti Aminah <siti${at}@warga.example>`
    await take(writeMail({ from, id }))
    assert.match(people.filed[at]?.ticket ?? '', /^mid-[0-9a-f]{64}$/)
    assert.equal((await take(writeMail({ from, id }))).outcome, 'seen')
    const answer = writeMail({ from, id: `lagi-${at}@warga.example`, text: 'Masih rusak.', headers: [`In-Reply-To: <${id}>`] })
    assert.deepEqual([(await take(answer)).outcome, people.added[at]?.caseId], ['added', people.filed[at]?.id])
  }
})
