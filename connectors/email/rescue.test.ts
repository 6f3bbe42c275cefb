import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestChannel } from '../../test/peers/channel.ts'
import type { Config, Secret } from './config.ts'
import { parseMail } from './parse-mail.ts'
import { describeMail } from './payload.ts'
import { readReplyTo, replyToOf } from './reply-to.ts'
import { verifySender } from './verify-sender.ts'

const TRACE = { receivedAt: '2026-11-20T03:02:11Z', spf: 'pass', dkim: 'pass', dmarc: 'pass', by: 'dns' } as const
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const FROM = 'From: Siti <siti@warga.example>'

/** Headers as latin1, so that octets may stand in them; the body as UTF-8, or octets. */
const mail = (headers: readonly string[], body: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from([...headers, '', ''].join('\r\n'), 'latin1'), Buffer.from(body)])
const said = async (raw: Buffer) => describeMail(await parseMail(raw), TRACE)

const inParts = (...parts: string[]): string => [...parts.map((part) => `--b\r\n${part}\r\n`), '--b--\r\n'].join('')

const SAID: readonly (readonly [name: string, raw: Buffer, words: string])[] = [
  [
    'UTF-8 that calls itself Latin-1',
    mail([FROM, 'Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: 8bit'], 'Jalan di depan Café 🚧 rusak'),
    'Jalan di depan Café 🚧 rusak',
  ],
  [
    'a multipart without a boundary',
    mail([FROM, 'Content-Type: multipart/mixed'], inParts('Content-Type: text/plain\r\n\r\nJalan rusak')),
    'Jalan rusak',
  ],
  [
    'a multipart with another boundary than it says',
    mail([FROM, 'Content-Type: multipart/mixed; boundary=lain'], inParts('Content-Type: text/html\r\n\r\n<p>Jalan rusak')),
    'Jalan rusak',
  ],
  ['a multipart that has no parts at all', mail([FROM, 'Content-Type: multipart/mixed; boundary=b'], 'Jalan rusak'), 'Jalan rusak'],
  ['a content type without a subtype', mail([FROM, 'Content-Type: text'], 'Jalan rusak'), 'Jalan rusak'],
  ['enriched text', mail([FROM, 'Content-Type: text/enriched'], '<bold>Jalan</bold> rusak, 5 << 6'), 'Jalan rusak, 5 < 6'],
  ['Markdown', mail([FROM, 'Content-Type: text/markdown; charset=utf-8'], '**Jalan** rusak'), '**Jalan** rusak'],
  [
    'a plain part that only says where to look',
    mail(
      [FROM, 'Content-Type: multipart/alternative; boundary=b'],
      inParts(
        'Content-Type: text/plain\r\n\r\nTo view this message, please use an HTML compatible email viewer!',
        'Content-Type: text/html\r\n\r\n<p>Jalan rusak',
      ),
    ),
    'Jalan rusak',
  ],
  [
    'a plain part of which nothing can be seen',
    mail(
      [FROM, 'Content-Type: multipart/alternative; boundary=b'],
      inParts('Content-Type: text/plain; charset=utf-8\r\n\r\n\u00a0\u200b\ufeff', 'Content-Type: text/html\r\n\r\n<p>Jalan rusak'),
    ),
    'Jalan rusak',
  ],
  [
    'words in a file and nowhere else',
    mail(
      [FROM, 'Content-Type: multipart/mixed; boundary=b'],
      inParts('Content-Type: text/plain; name=laporan.txt\r\nContent-Disposition: attachment\r\n\r\nJalan rusak'),
    ),
    'Jalan rusak',
  ],
  [
    'a sign as a picture',
    mail([FROM, 'Content-Type: text/html'], '<p>Jalan <img src="https://a.example/x.png" alt="🚧"> rusak<img alt="logo">'),
    'Jalan 🚧 rusak',
  ],
  [
    'a citizen who writes about HTML',
    mail([FROM], 'Laman aduan hanya menampilkan kode html, tidak bisa dipakai.'),
    'Laman aduan hanya menampilkan kode html, tidak bisa dipakai.',
  ],
]
for (const [name, raw, words] of SAID) {
  test(`what a person says is read: ${name}`, async () => {
    const payload = await said(raw)
    assert.equal(payload.words, words)
  })
}

test('a subject of bare octets, in UTF-8 and in Latin-1', async () => {
  for (const encoding of ['utf8', 'latin1'] as const) {
    const subject = Buffer.from('Subject: Jalan Café\r\n berlubang', encoding).toString('latin1')
    assert.equal((await said(mail([FROM, subject], 'x'))).subject, 'Jalan Café berlubang')
  }
})

test('a picture that stands in the HTML itself is a file; an alternative of another kind is none', async () => {
  const html = `Content-Type: text/html\r\n\r\n<p>Lihat<img alt=x src='data:image/png;base64,${PNG}'>`
  const raw = mail(
    [FROM, 'Content-Type: multipart/alternative; boundary=b'],
    inParts('Content-Type: text/x-amp-html\r\n\r\n<html amp4email>', html),
  )
  const { files } = await parseMail(raw)
  assert.deepEqual(
    files.map(({ name, mediaType, bytes, inline }) => [name, mediaType, bytes.length, inline]),
    [['gambar-1.png', 'image/png', 70, true]],
  )
})

test('a group of senders: the first of them; a name of signs is none', async () => {
  const sender = async (from: string) => (await parseMail(mail([`From: ${from}`], 'x'))).from
  assert.deepEqual(await sender('Warga RT 3: siti@warga.example, budi@warga.example;'), { address: 'siti@warga.example', name: '' })
  assert.deepEqual(await sender('siti@warga.example (Siti (RT 3))'), { address: 'siti@warga.example', name: '' })
})

test('with two authors nobody was proved, whoever says so: Reply-To of elsewhere is not followed', async (t) => {
  const raw = mail(
    [
      'Authentication-Results: mx.jabar.example; spf=pass; dkim=pass; dmarc=pass',
      FROM,
      'From: budi@lain.example',
      'Reply-To: siapa@jahat.example',
    ],
    'x',
  )
  const parsed = await parseMail(raw)
  const config = { authentication: { authservIds: ['mx.jabar.example'], dns: false } }
  const trace = await verifySender(raw, parsed, new Date(), openTestChannel<Config, Secret>(t, { config }))
  assert.equal(trace.dmarc, 'permerror')
  assert.ok(parsed.from)
  assert.notEqual(readReplyTo(replyToOf(parsed, parsed.from, trace, []), '').address, 'siapa@jahat.example')
})
