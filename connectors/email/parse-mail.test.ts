import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseMail, plainAddress } from './parse-mail.ts'
import { describeMail } from './payload.ts'
import { rereadMail } from './reread.ts'
import { addTrace, type Trace } from './trace.ts'

const TRACE: Trace = { receivedAt: '2026-11-20T03:05:00.000Z', spf: 'pass', dkim: 'none', dmarc: 'none', by: 'dns' }
const mailOf = (...lines: readonly string[]) => Buffer.from(lines.join('\r\n'), 'latin1')
const plain = (charset: string, bytes: Uint8Array, encoding = '8bit') =>
  Buffer.concat([
    mailOf('From: a@b.id', `Content-Type: text/plain; charset="${charset}"`, `Content-Transfer-Encoding: ${encoding}`, '', ''),
    bytes,
  ])

test('the sample: words, photo, sender, ids', async () => {
  const mail = await parseMail(readFileSync(new URL('./sample.eml', import.meta.url)))
  assert.equal(mail.messageId, 'a1b2c3@example.id')
  assert.deepEqual(mail.from, { address: 'siti@example.id', name: 'Siti Nurhaliza' })
  assert.equal(mail.subject, 'Puskesmas tutup siang hari')
  assert.equal(mail.date, '2026-11-20T03:02:05.000Z')
  assert.deepEqual(
    mail.files.map(({ name, mediaType, inline, bytes }) => [name, mediaType, inline, bytes.length]),
    [['pintu.png', 'image/png', false, 70]],
  )
  const { words, title } = describeMail(mail, TRACE)
  assert.match(words, /^Selamat pagi, Puskesmas Cibiru[\s\S]*Kota Bandung$/)
  assert.equal(title, 'Puskesmas tutup siang hari')
})

const CHARSETS: readonly (readonly [charset: string, bytes: Buffer, text: string, encoding?: string])[] = [
  ['utf-8', Buffer.from('Kafé “baru” 😢'), 'Kafé “baru” 😢'],
  ['UTF8', Buffer.from('Kafé'), 'Kafé'],
  ['iso-8859-1', Buffer.from('Kafé', 'latin1'), 'Kafé'],
  ['iso-8859-15', Buffer.from([0x4b, 0xa4]), 'K€'],
  ['windows-1252', Buffer.from([0x93, 0x61, 0x94]), '“a”'],
  ['utf-16', Buffer.from('\ufeffJalan', 'utf16le'), 'Jalan', 'base64'],
  ['utf-16be', Buffer.from('Jalan', 'utf16le').swap16(), 'Jalan', 'base64'],
  ['utf-7', Buffer.from('Kaf+AOk-'), 'Kafé'],
  ['gb18030', Buffer.from([0xc4, 0xe3]), '你'],
  ['gb2312', Buffer.from([0xc4, 0xe3]), '你'],
  ['big5', Buffer.from([0xa7, 0x41]), '你'],
  ['shift_jis', Buffer.from([0x93, 0xfa]), '日'],
  ['iso-2022-jp', Buffer.from('\u001b$BF|\u001b(B', 'latin1'), '日'],
  ['euc-kr', Buffer.from([0xb0, 0xa1]), '가'],
  ['ks_c_5601-1987', Buffer.from([0xb0, 0xa1]), '가'],
  ['koi8-r', Buffer.from([0xc1]), 'а'],
  ['windows-1256', Buffer.from([0xc7]), 'ا'],
  ['us-ascii', Buffer.from('Kafé'), 'Kafé'],
  ['x-tidak-ada', Buffer.from('Jalan'), 'Jalan'],
]

for (const [charset, bytes, text, encoding] of CHARSETS) {
  test(`a text in ${charset} is read`, async () => {
    const body = encoding === 'base64' ? Buffer.from(bytes.toString('base64')) : bytes
    assert.equal((await parseMail(plain(charset, body, encoding))).text.trim(), text)
  })
}

const SUBJECTS: readonly (readonly [header: string, subject: string])[] = [
  ['=?UTF-8?B?UHVza2VzbWFzIHR1dHVw?=', 'Puskesmas tutup'],
  ['=?UTF-8?Q?Jalan_rusak_=F0=9F=98=A2?=', 'Jalan rusak 😢'],
  ['=?iso-8859-1?q?Kaf=E9?= =?iso-8859-1?q?_baru?=', 'Kafé baru'],
  ['=?UTF-8?B?8J+Y?= =?UTF-8?B?og==?=', '😢'],
  ['=?windows-1252?Q?=93a=94?= dan b', '“a” dan b'],
  ['=?utf-8?Q?rusak', '=?utf-8?Q?rusak'],
  ['Kaf\u00c3\u00a9', 'Kafé'],
  ['Jalan\r\n rusak', 'Jalan rusak'],
]

for (const [header, subject] of SUBJECTS) {
  test(`a subject such as ${JSON.stringify(header)} is read`, async () => {
    assert.equal((await parseMail(mailOf(`Subject: ${header}`, 'From: a@b.id', '', 'x'))).subject, subject)
  })
}

test('of two alternatives the plain one is taken, unless it is empty', async () => {
  const both = (text: string) =>
    mailOf(
      'From: a@b.id',
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      '',
      text,
      '--b',
      'Content-Type: text/html',
      '',
      '<p>Dari <b>HTML</b></p>',
      '--b--',
    )
  assert.equal((await parseMail(both('Dari teks'))).text.trim(), 'Dari teks')
  assert.equal((await parseMail(both('  '))).text, 'Dari HTML')
})

test('a mail in HTML alone, with an inline picture', async () => {
  const mail = await parseMail(
    mailOf(
      'From: a@b.id',
      'Content-Type: multipart/related; boundary=b',
      '',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>Jalan rusak<br><img src="cid:x"></p>',
      '--b',
      'Content-Type: image/jpeg',
      'Content-ID: <x>',
      'Content-Disposition: inline',
      'Content-Transfer-Encoding: base64',
      '',
      '/9j/4A==',
      '--b--',
    ),
  )
  assert.equal(mail.text, 'Jalan rusak')
  assert.deepEqual(
    mail.files.map(({ name, mediaType, inline }) => [name, mediaType, inline]),
    [['lampiran-1.jpg', 'image/jpeg', true]],
  )
})

test('text, then a picture, then text, as Apple Mail sends it: both are said', async () => {
  const mail = await parseMail(
    mailOf(
      'From: a@b.id',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'Satu.',
      '--b',
      'Content-Type: image/png',
      '',
      'x',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>Dua.</p>',
      '--b--',
    ),
  )
  assert.equal(mail.text, 'Satu.\n\nDua.')
})

test('a forwarded message is read behind its headers, and is no own word', async () => {
  const mail = await parseMail(
    mailOf(
      'From: a@b.id',
      'Subject: Fwd: Banjir',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'Mohon dibantu.',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'From: RT <rt@b.id>',
      'Date: bukan tanggal',
      'Subject: Banjir',
      'Content-Type: text/plain',
      '',
      'Air setinggi lutut.',
      '--b--',
    ),
  )
  assert.match(
    mail.text,
    /Mohon dibantu\.[\s\S]*Forwarded message[\s\S]*From: .*rt@b\.id[\s\S]*Date: bukan tanggal[\s\S]*Air setinggi lutut\./,
  )
  const { words, title } = describeMail(mail, TRACE)
  assert.equal(words, 'Mohon dibantu.')
  assert.equal(title, 'Banjir')
})

test('forwarded without a word: what was forwarded is what is said', async () => {
  const mail = await parseMail(mailOf('From: a@b.id', '', '---------- Forwarded message ---------', 'Dari: RT', '', 'Air setinggi lutut.'))
  assert.match(describeMail(mail, TRACE).words, /Air setinggi lutut/)
})

test('winmail.dat and a forwarded file stay files; names hold no path and no control character', async () => {
  const mail = await parseMail(
    mailOf(
      'From: a@b.id',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: application/ms-tnef; name=winmail.dat',
      '',
      'x',
      '--b',
      'Content-Type: message/rfc822',
      'Content-Disposition: attachment; filename="../../surat.eml"',
      '',
      'Subject: dalam',
      '',
      'y',
      '--b',
      'Content-Type: image/jpg',
      "Content-Disposition: attachment; filename*=UTF-8''foto%20jalan%00%E2%80%AE.jpg",
      '',
      'z',
      '--b--',
    ),
  )
  assert.deepEqual(
    mail.files.map(({ name, mediaType }) => [name, mediaType]),
    [
      ['winmail.dat', 'application/ms-tnef'],
      ['surat.eml', 'message/rfc822'],
      ['foto jalan.jpg', 'image/jpeg'],
    ],
  )
})

test('a mail without subject and text, with a photo; and one with nothing', async () => {
  const photo = await parseMail(mailOf('From: a@b.id', 'Content-Type: image/png', '', 'x'))
  assert.equal(describeMail(photo, TRACE).words, 'Surel tanpa teks; lihat lampiran.')
  assert.equal(describeMail(await parseMail(mailOf('From: a@b.id', '', '')), TRACE).words, '')
})

test('what is longer than a complaint may be is cut, and says so', async () => {
  const payload = describeMail(await parseMail(Buffer.from(`From: a@b.id\r\n\r\n${'jalan rusak '.repeat(30_000)}`)), TRACE)
  assert.ok(payload.words.length <= 190_000)
  assert.deepEqual(payload.tags, ['surel-dipotong'])
})

test('a clock that is years off is not believed', async () => {
  const at = async (date: string) => describeMail(await parseMail(mailOf('From: a@b.id', `Date: ${date}`, '', 'x')), TRACE).receivedAt
  assert.equal(await at('Fri, 20 Nov 2026 10:02:05 +0700'), '2026-11-20T03:02:05.000Z')
  assert.equal(await at('Thu, 1 Jan 2015 00:00:00 +0700'), TRACE.receivedAt)
  assert.equal(await at('Fri, 20 Nov 2037 10:02:05 +0700'), TRACE.receivedAt)
  assert.equal(await at('kemarin'), TRACE.receivedAt)
})

const ADDRESSES: readonly (readonly [text: string, address: string | null])[] = [
  ['SITI@Example.ID', 'siti@example.id'],
  ['<a@b.id>', 'a@b.id'],
  ['a@bücher.example', 'a@xn--bcher-kva.example'],
  ['a@localhost', null],
  ['a', null],
  ['@b.id', null],
  ['a@b@c.id', null],
  ['a b@c.id', null],
  ['a\r\nRCPT TO:<x@y.id>@c.id', null],
  [`${'a'.repeat(65)}@b.id`, null],
]

for (const [text, address] of ADDRESSES)
  test(`an address such as ${JSON.stringify(text).slice(0, 40)} → ${address}`, () => assert.equal(plainAddress(text), address))

test('several in From: the first; none: the Sender; none at all: null', async () => {
  const from = async (...lines: string[]) => (await parseMail(mailOf(...lines, '', 'x'))).from?.address ?? null
  assert.equal(await from('From: a@b.id, c@d.id'), 'a@b.id')
  assert.equal(await from('From: "a@b.id" <c@d.id>'), 'c@d.id')
  assert.equal(await from('From: Kelompok: a@b.id, c@d.id;'), 'a@b.id')
  assert.equal(await from('Sender: c@d.id'), 'c@d.id')
  assert.equal(await from('Subject: x'), null)
})

test('reread gives the same payload and files, with what was found out about the sender', async () => {
  const raw = readFileSync(new URL('./sample.eml', import.meta.url))
  const mail = await parseMail(raw)
  const again = await rereadMail({ raw: addTrace(raw, TRACE), mediaType: 'message/rfc822' })
  assert.deepEqual(again.payload, describeMail(mail, TRACE))
  assert.deepEqual(Buffer.from(again.files?.[0]?.bytes ?? []), Buffer.from(mail.files[0]?.bytes ?? []))
})
