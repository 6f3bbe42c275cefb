import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import type { Feedback } from '../../src/contract/connector.ts'
import { FEEDBACK, openTestChannel } from '../../test/peers/channel.ts'
import type { Config, Secret } from './config.ts'
import { parseMail } from './parse-mail.ts'
import { sendReply } from './reply.ts'
import { replyToOf } from './reply-to.ts'
import { readServer } from './server-urls.ts'
import { openSmtp, SMTP_PASSWORD } from './test-smtp.ts'

const TO = {
  address: 'siti@warga.example',
  subject: 'Jalan rusak',
  messageId: 'dua-2@warga.example',
  references: ['satu-1@warga.example'],
  language: 'id',
}
const feedback = (changes: Partial<Feedback> = {}, replyTo: unknown = TO): Feedback => ({
  ...FEEDBACK,
  ...changes,
  recipient: { sender: 'siti@warga.example', replyTo, reference: '7K2QD-90PXA', title: 'Jalan rusak' },
})

async function open(t: TestContext, { url, config = {}, signal }: { url?: string; config?: Config; signal?: AbortSignal } = {}) {
  const smtp = await openSmtp(t)
  const secrets = { imapUrl: 'imap://a@b.example:c@127.0.0.1', smtpUrl: url ?? smtp.url }
  return { smtp, channel: openTestChannel<Config, Secret>(t, { config, secrets, ...(signal ? { signal } : {}) }) }
}

test('an answer comes into the thread, with the words of the institution and what programs must know', async (t) => {
  const { smtp, channel } = await open(t)
  const { reference } = await sendReply(feedback(), channel)
  const [mail] = smtp.mails
  assert.equal(reference, 'lapor-01970000-0000-7000-8000-000000000001@jabar.example')
  assert.equal(mail?.header('Message-ID'), `<${reference}>`)
  assert.equal(mail.header('Subject'), 'Re: Jalan rusak [7K2QD-90PXA]')
  assert.equal(mail.header('In-Reply-To'), '<dua-2@warga.example>')
  assert.equal(mail.header('References'), '<satu-1@warga.example> <dua-2@warga.example>')
  assert.equal(mail.header('Auto-Submitted'), 'auto-generated')
  assert.equal(mail.header('Precedence'), 'auto_reply')
  assert.match(mail.header('Content-Type'), /^text\/plain; charset=utf-8/)
  assert.equal(mail.from, 'aduan@jabar.example')
  for (const part of ['7K2QD-90PXA', 'Jawa Barat', 'Dinas Bina Marga', 'Jembatan sudah diperbaiki.', '9911'])
    assert.ok(mail.text.includes(part), part)
  const [first] = smtp.mails.splice(0)
  await sendReply(feedback(), channel)
  assert.equal(smtp.mails[0]?.raw, first?.raw, 'the same news is the same mail')
})

test('files of an answer are named, an answer without an institution is an answer', async (t) => {
  const { smtp, channel } = await open(t)
  const answer = { text: 'Sudah.', from: null, attachments: [{ name: 'foto.jpg', url: 'https://lapor.example/foto.jpg' }] }
  await sendReply(feedback({ answer, institution: null, trackingId: null }), channel)
  assert.match(smtp.mails[0]?.text ?? '', /Jawaban:\n\nSudah\.\n\nLampiran:\nfoto\.jpg: https:\/\/lapor\.example\/foto\.jpg/)
})

test('a subject of many lines, in many scripts, is one header', async (t) => {
  const { smtp, channel } = await open(t)
  const subject = 'Jalan rusak\r\nBcc: semua@warga.example 😢 道路 \u0000'
  await sendReply(feedback({}, { ...TO, subject }), channel)
  const [mail] = smtp.mails
  assert.equal(mail?.header('Bcc'), '')
  const read = await parseMail(Buffer.from(mail.raw))
  assert.match(read.subject, /^Re: Jalan rusak\s+Bcc: semua@warga\.example 😢 道路\s+\[7K2QD-90PXA\]$/)
  assert.deepEqual([smtp.mails.length, mail.to], [1, 'siti@warga.example'])
})

test('a person of whom nothing is kept but the address is written to', async (t) => {
  const { smtp, channel } = await open(t)
  await sendReply(feedback({ kind: 'status', status: 'in_progress', answer: null }, null), channel)
  assert.equal(smtp.mails[0]?.to, 'siti@warga.example')
  assert.equal(smtp.mails[0].header('In-Reply-To'), '')
})

const ANSWERS = [
  { at: 'to', status: 550, text: '5.1.1 <siti@warga.example> unknown', code: 'recipient_gone' },
  { at: 'to', status: 550, text: 'No such user siti@warga.example', code: 'recipient_gone' },
  { at: 'to', status: 553, text: '5.1.3 bad address', code: 'recipient_gone' },
  { at: 'to', status: 554, text: '5.7.1 relay access denied', code: 'refused_by_partner' },
  { at: 'to', status: 552, text: '5.2.2 mailbox full', code: 'partner_unavailable' },
  { at: 'to', status: 450, text: '4.2.0 greylisted, try later', code: 'throttled' },
  { at: 'to', status: 452, text: '4.2.2 mailbox full', code: 'partner_unavailable' },
  { at: 'from', status: 421, text: '4.7.0 too many connections', code: 'throttled' },
  { at: 'from', status: 451, text: '4.3.0 try later', code: 'partner_unavailable' },
  { at: 'from', status: 553, text: '5.7.1 not your address', code: 'refused_by_partner' },
  { at: 'from', status: 530, text: '5.7.0 log in first', code: 'credentials_refused' },
  { at: 'data', status: 554, text: '5.7.1 spam', code: 'refused_by_partner' },
  { at: 'data', status: 550, text: '5.1.1 no such user', code: 'recipient_gone' },
  { at: 'data', status: 451, text: '4.3.0 disk full', code: 'partner_unavailable' },
  { at: 'auth', status: 535, text: '5.7.8 wrong', code: 'credentials_refused' },
  { at: 'auth', status: 454, text: '4.7.0 try later', code: 'partner_unavailable' },
] as const

for (const { at, status, text, code } of ANSWERS) {
  test(`the SMTP server answers ${status} ${text.replace(/<.*>/, '…')} at ${at} → ${code}, without quoting it`, async (t) => {
    const { smtp, channel } = await open(t)
    smtp.refuse = { [at]: { status, text } }
    await assert.rejects(sendReply(feedback(), channel), (error: Error) => {
      assert.equal(Reflect.get(error, 'code'), code)
      const shown = inspect(error, { depth: 10, showHidden: true })
      for (const word of ['siti@', SMTP_PASSWORD, 'Jembatan']) assert.ok(!shown.includes(word), word)
      return true
    })
    assert.equal(smtp.mails.length, 0)
  })
}

async function listenWith(t: TestContext, talk: (line: string, say: (text: string) => void, end: () => void) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.write('220 peer\r\n')
    socket.on('data', (chunk) =>
      talk(
        chunk.toString(),
        (text) => void socket.write(`${text}\r\n`),
        () => socket.destroy(),
      ),
    )
    t.after(() => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const address = server.address()
  return `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

const CONFIG = { address: 'aduan@jabar.example', timeoutMs: 1000 }

test('a server that hangs up after the mail was sent → answer_lost; before that → connection_failed', async (t) => {
  const url = (last: string) =>
    listenWith(t, (line, say, end) => {
      if (line.includes(last)) end()
      else if (/^DATA/.test(line)) say('354 go on')
      else say('250 ok')
    })
  for (const [last, code] of [
    ['\r\n.\r\n', 'answer_lost'],
    ['RCPT', 'connection_failed'],
  ] as const) {
    const { channel } = await open(t, { url: await url(last), config: CONFIG })
    await assert.rejects(sendReply(feedback(), channel), { code })
  }
})

test('a server that is not there, or never answers → connection_failed in bounded time', async (t) => {
  const silent = await listenWith(t, () => undefined)
  for (const url of ['smtp://127.0.0.1:1', silent]) {
    const { channel } = await open(t, { url, config: CONFIG })
    await assert.rejects(sendReply(feedback(), channel), { code: 'connection_failed' })
  }
})

test('stopping the gateway stops a server that never answers', async (t) => {
  const stop = new AbortController()
  const url = await listenWith(t, () => stop.abort())
  const { channel } = await open(t, { url, config: { ...CONFIG, timeoutMs: 300_000 }, signal: stop.signal })
  await assert.rejects(sendReply(feedback(), channel), { code: 'connection_failed' })
})

const SERVERS = [
  {
    url: 'smtps://u%40b.id:p%3A%2F@mail.example',
    server: { host: 'mail.example', port: 465, secure: true, auth: { user: 'u@b.id', pass: 'p:/' } },
  },
  { url: 'smtp://mail.example', server: { host: 'mail.example', port: 587, secure: false, auth: null } },
  { url: 'smtp://u:p@[::1]:2525?starttls=required', server: { host: '::1', port: 2525, startTls: true } },
]
for (const { url, server } of SERVERS) {
  test(`the address ${url.replace(/\/\/.*@/, '//…@')} is read`, () => {
    const read = readServer({ id: 'c', secrets: { smtpUrl: url } }, 'smtpUrl')
    assert.deepEqual({ ...read, ...server }, read)
  })
}
for (const url of ['', 'mail.example', 'imap://mail.example', 'http://mail.example', 'smtp://', 'smtp://u:%zz@mail.example']) {
  test(`the address ${JSON.stringify(url)} → config_invalid, without quoting it`, () => {
    assert.throws(
      () => readServer({ id: 'c', secrets: { smtpUrl: url } }, 'smtpUrl'),
      (error: Error) => {
        assert.equal(Reflect.get(error, 'code'), 'config_invalid')
        return !error.message.includes('mail.example') && !error.message.includes('%zz')
      },
    )
  })
}

test('Reply-To is followed within the domain, or when the sender was proved; never to us or to a machine', async () => {
  const to = async (
    replyTo: string,
    verdicts: { spf: 'pass' | 'fail' | 'unknown'; dkim: 'pass' | 'none'; dmarc: 'pass' | 'none' | 'fail' },
  ) => {
    const mail = await parseMail(Buffer.from(`From: siti@warga.example\r\nReply-To: ${replyTo}\r\n\r\nx`))
    return replyToOf(mail, mail.from ?? { address: '', name: '' }, verdicts, ['aduan@jabar.example']).address
  }
  const unknown = { spf: 'unknown', dkim: 'none', dmarc: 'none' } as const
  const proved = { spf: 'pass', dkim: 'pass', dmarc: 'pass' } as const
  assert.equal(await to('ani@warga.example', unknown), 'ani@warga.example')
  assert.equal(await to('korban@lain.example', unknown), 'siti@warga.example')
  assert.equal(await to('korban@lain.example', { spf: 'pass', dkim: 'none', dmarc: 'fail' }), 'siti@warga.example')
  assert.equal(await to('siti@lain.example', proved), 'siti@lain.example')
  assert.equal(await to('aduan@jabar.example', proved), 'siti@warga.example')
  assert.equal(await to('noreply@warga.example', proved), 'siti@warga.example')
  assert.equal(await to('sampah', proved), 'siti@warga.example')
})
