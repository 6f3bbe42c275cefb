import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { ImapFlow } from 'imapflow'
import { connector } from './index.ts'
import { openMailbox, type TestMailbox, writeMail } from './test-mailbox.ts'
import { SMTP_PASSWORD } from './test-smtp.ts'

const SAMPLE = readFileSync(new URL('./sample.eml', import.meta.url))

async function look<T>({ dovecot }: TestMailbox, folder: string, use: (client: ImapFlow) => Promise<T>): Promise<T> {
  const { host, imapPort: port, user, password: pass } = dovecot
  const client = new ImapFlow({ host, port, secure: false, auth: { user, pass }, logger: false })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.mailboxOpen(folder)
    return await use(client)
  } finally {
    client.close()
  }
}

test('a mail becomes a report with its photo, its receipt comes into the thread, and an answer to that is an addition', async (t) => {
  const box = await openMailbox(t)
  const listener = box.listen()
  await box.dovecot.deliver(SAMPLE, { from: 'siti@example.id' })
  await box.taken(1)
  const [report] = box.people.filed
  assert.equal(report?.ticket, 'a1b2c3@example.id')
  assert.equal(report.sender, 'siti@example.id')
  assert.deepEqual(
    report.files?.map(({ name, mediaType, bytes }) => [name, mediaType, bytes.length]),
    [['pintu.png', 'image/png', 70]],
  )
  assert.doesNotMatch(report.words, /Terima kasih atas kunjungan/)

  await box.people.tell(connector, box.channel)
  const [receipt] = await box.smtp.until(1)
  assert.equal(receipt?.to, 'siti@example.id')
  assert.equal(receipt.header('In-Reply-To'), '<a1b2c3@example.id>')
  assert.equal(receipt.header('References'), '<a1b2c3@example.id>')
  assert.equal(receipt.header('Auto-Submitted'), 'auto-replied')
  assert.equal(receipt.header('Subject'), `Re: Puskesmas tutup siang hari [${report.reference}]`)
  assert.ok(receipt.text.includes('Jawa Barat') && receipt.text.includes(report.reference), receipt.text)

  const own = receipt.header('Message-ID')
  await box.dovecot.deliver(
    writeMail({
      from: 'Siti <SITI@Example.id>',
      id: 'lagi-1@example.id',
      subject: 'Re: Re: tanpa nomor',
      text: 'Hari ini masih tutup.\r\n\r\nPada Sab, 21 Nov 2026 10.00, Aplikasi <aduan@jabar.example> menulis:\r\n> Laporan Anda',
      headers: [`In-Reply-To: ${own}`, `References: <a1b2c3@example.id> ${own}`],
    }),
  )
  await box.taken(2)
  assert.deepEqual(
    box.people.added.map(({ caseId, text, messageId }) => [caseId, text, messageId]),
    [[report.id, 'Hari ini masih tutup.', 'lagi-1@example.id']],
  )
  assert.equal(box.people.filed.length, 1)

  await box.dovecot.deliver(
    writeMail({ from: 'Orang Lain <lain@warga.example>', id: 'lain-1@warga.example', subject: `Re: [${report.reference}]` }),
  )
  await box.dovecot.deliver(
    writeMail({ from: 'siti@example.id', id: 'baru-1@example.id', subject: `Tambahan ${report.reference}`, text: 'Ada foto lagi.' }),
  )
  await box.taken(4)
  assert.deepEqual(
    box.people.filed.map(({ sender }) => sender),
    ['siti@example.id', 'lain@warga.example'],
  )
  assert.equal(box.people.added.length, 2)

  await listener.stop()
  const all = inspect([box.logged], { depth: 20 })
  for (const secret of [box.dovecot.password, SMTP_PASSWORD, 'siti@', 'Cibiru', 'Siti'])
    assert.ok(!all.includes(secret), `'${secret}' was logged`)
})

test('what is stored is marked seen and with the keyword; what is not stored is not', async (t) => {
  const box = await openMailbox(t)
  box.people.away = true
  await box.dovecot.deliver(writeMail({ id: 'satu@warga.example' }))
  const first = box.listen()
  await assert.rejects(first.ended, { code: 'ledger_unavailable' })
  const flags = () =>
    look(box, 'INBOX', async (client) =>
      [...((await client.fetchAll('1:*', { flags: true }))[0]?.flags ?? [])].filter((flag) => flag !== '\\Recent').toSorted(),
    )
  assert.deepEqual(await flags(), [])
  box.people.away = false
  const second = box.listen()
  await box.taken(1)
  assert.deepEqual(await flags(), ['LaporGateway', '\\Seen'])
  await second.stop()
})

test('with a folder for what is processed, mail is moved there, also when the folder is new', async (t) => {
  const box = await openMailbox(t, { processed: 'Selesai' })
  const listener = box.listen()
  for (const id of ['satu@warga.example', 'dua@warga.example']) await box.dovecot.deliver(writeMail({ id, text: `Jalan rusak ${id}` }))
  await box.taken(2)
  await listener.stop()
  assert.equal(await look(box, 'INBOX', async (client) => (client.mailbox ? client.mailbox.exists : null)), 0)
  assert.equal(await look(box, 'Selesai', async (client) => (client.mailbox ? client.mailbox.exists : null)), 2)
})

test('killed between storing and marking, a mail comes again and is seen once', async (t) => {
  const box = await openMailbox(t)
  await box.dovecot.deliver(writeMail({ id: 'sekali@warga.example' }))
  // What a kill -9 leaves behind: stored, neither marked nor passed.
  const report = box.people.report.bind(box.people)
  let kill = true
  box.people.report = async (...args) => {
    const filed = await report(...args)
    if (kill) throw new Error('killed')
    return filed
  }
  await assert.rejects(box.listen().ended, /killed/)
  kill = false
  const again = box.listen()
  await box.taken(1)
  assert.equal(box.people.filed.length, 1)
  await again.stop()
})

test('a server that goes away and comes back is listened to again; mail of the meantime comes', async (t) => {
  const box = await openMailbox(t)
  const listener = box.listen()
  await box.dovecot.deliver(writeMail({ id: 'satu@warga.example', text: 'Satu.' }))
  await box.taken(1)
  await box.dovecot.stop()
  await box.dovecot.start()
  await box.dovecot.deliver(writeMail({ id: 'dua@warga.example', text: 'Dua.' }))
  await box.taken(2)
  assert.deepEqual(
    box.people.filed.map(({ ticket }) => ticket),
    ['satu@warga.example', 'dua@warga.example'],
  )
  await listener.stop()
})

test('another numbering of the mailbox: what is not marked is read, and what is known stays one', async (t) => {
  const box = await openMailbox(t)
  const listener = box.listen()
  await box.dovecot.deliver(writeMail({ id: 'satu@warga.example', text: 'Satu.' }))
  await box.taken(1)
  await listener.stop()
  await look(box, 'INBOX', async (client) => {
    await client.messageFlagsRemove('1', ['LaporGateway', '\\Seen'])
    await client.mailboxCreate('Lama')
    await client.mailboxOpen('INBOX')
  })
  const kept = await box.people.memory.read('mailbox')
  await box.people.memory.write('mailbox', { uidValidity: '1', lastUid: 4_000_000_000 }, { version: kept?.version ?? 0 })
  await box.dovecot.deliver(writeMail({ id: 'dua@warga.example', text: 'Dua.' }))
  const again = box.listen()
  await box.taken(3)
  assert.deepEqual(
    box.people.filed.map(({ ticket }) => ticket),
    ['satu@warga.example', 'dua@warga.example'],
  )
  await again.stop()
})

test('an unreadable mail and one beyond the limit are parked with their bytes, the next one comes in, and the sender of the large one is told', async (t) => {
  const box = await openMailbox(t, { maxMessage: '64KiB' })
  const listener = box.listen()
  const bad = writeMail({ id: 'rusak@warga.example', headers: Array.from({ length: 2100 }, (_, index) => `X-${index}: y`) })
  await box.dovecot.deliver(bad)
  await box.dovecot.deliver(writeMail({ id: 'besar@warga.example', text: 'Besar.\r\n'.repeat(12_000) }))
  await box.dovecot.deliver(writeMail({ id: 'baik@warga.example' }))
  await box.taken(3)
  assert.deepEqual(
    box.people.filed.map(({ ticket }) => ticket),
    ['baik@warga.example'],
  )
  assert.equal(box.parked.length, 2)
  for (const { payload, raw, mediaType } of box.parked) assert.deepEqual((await connector.reread?.({ raw, mediaType }))?.payload, payload)
  assert.ok(Buffer.from(box.parked[0]?.raw ?? []).includes('X-2000: y'))
  assert.ok(!Buffer.from(box.parked[1]?.raw ?? []).includes('Besar.'))
  const [notice] = await box.smtp.until(1)
  assert.equal(notice?.header('In-Reply-To'), '<besar@warga.example>')
  assert.match(notice.text, /melebihi batas/)
  await listener.stop()
})

test('a sender who floods is told once; an automatic mail is neither stored nor answered, and a bounce of ours is noted', async (t) => {
  const box = await openMailbox(t, {}, { messages: 1 })
  const listener = box.listen()
  for (const id of ['satu', 'dua', 'tiga']) await box.dovecot.deliver(writeMail({ id: `${id}@warga.example`, text: `Laporan ${id}` }))
  await box.taken(3)
  assert.equal(box.people.filed.length, 1)
  const [notice] = await box.smtp.until(1)
  assert.equal(notice?.header('In-Reply-To'), '<dua@warga.example>')
  await box.people.tell(connector, box.channel)
  const own = box.smtp.mails.at(-1)?.header('Message-ID') ?? ''
  assert.equal(box.smtp.mails.length, 2)
  const bounce = [
    'From: MAILER-DAEMON@warga.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Message-ID: <bounce-1@warga.example>',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Not delivered.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; warga.example',
    '',
    'Final-Recipient: rfc822; siti@warga.example',
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${own}`,
    '--b--',
    '',
  ].join('\r\n')
  await box.dovecot.deliver(bounce, { from: '' })
  await box.taken(4)
  assert.deepEqual(
    box.people.deliveries.map(({ message, outcome, detail }) => [`<${message}>`, outcome, detail]),
    [[own, 'failed', 'delivery report: failed (5.1.1)']],
  )
  assert.equal(box.smtp.mails.length, 2)
  await listener.stop()
})

test('a refused login is told as such, by the listener and the probe', async (t) => {
  const box = await openMailbox(t)
  const wrong = {
    ...box.channel,
    secrets: { ...box.channel.secrets, imapUrl: box.channel.secrets.imapUrl?.replace(/:[^:@]+@/, ':salah-sekali@') ?? '' },
  }
  await assert.rejects(Promise.resolve(connector.listen?.(async () => ({ outcome: 'parked', id: '' }), wrong)), (error: Error) => {
    assert.equal(Reflect.get(error, 'code'), 'credentials_refused')
    assert.ok(!inspect(error, { depth: 10, showHidden: true }).includes('salah-sekali'))
    return true
  })
  const probe = await connector.probe(wrong)
  assert.deepEqual([probe.healthy, probe.reachable], [false, true])
  const good = await connector.probe(box.channel)
  assert.equal(good.healthy, true, good.detail)
})
