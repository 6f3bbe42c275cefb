import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { ImapFlow } from 'imapflow'
import { startDovecot } from './dovecot.ts'

test('Dovecot takes a mail, tells who waits for it, and keeps it over a restart', async (t) => {
  const dovecot = await startDovecot(t)
  const connect = async () => {
    const { host, imapPort: port, user, password: pass } = dovecot
    const client = new ImapFlow({ host, port, secure: false, auth: { user, pass }, logger: false })
    client.on('error', () => undefined)
    await client.connect()
    await client.mailboxOpen('INBOX')
    return client
  }
  const client = await connect()
  const told = once(client, 'exists')
  void client.idle()
  await dovecot.deliver(
    'From: siti@warga.example\r\nTo: aduan@jabar.example\r\nSubject: Jalan rusak\r\nMessage-ID: <a@warga.example>\r\n\r\nDi Cikajang.\r\n',
  )
  await told
  const cut = once(client, 'close')
  await dovecot.stop()
  await cut
  await dovecot.start()
  const again = await connect()
  const mail = await again.fetchOne('1', { source: true })
  assert.ok(mail)
  assert.match(String(mail.source), /Subject: Jalan rusak/)
  await again.logout()
})
