import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAutomatic } from './automatic.ts'
import { UnreadableMail } from './mail.ts'
import { describeMail } from './payload.ts'
import { readMail } from './read-mail.ts'
import { HOSTILE_MAILS } from './test-hostile-mails.ts'
import type { Trace } from './trace.ts'

const TRACE: Trace = { receivedAt: '2026-11-20T03:00:00.000Z', spf: 'unknown', dkim: 'unknown', dmarc: 'unknown', by: 'nobody' }

for (const { name, mail, outcome } of HOSTILE_MAILS) {
  test(`hostile mail: ${name} → ${outcome === 'either' ? 'read or unreadable' : outcome}, and what is read can be stored`, async () => {
    const read = await readMail(mail()).catch((error: unknown) => {
      // Not by the clock or the memory limit: these are for what nobody thought of.
      assert.ok(error instanceof UnreadableMail && !/ ms$|memory/.test(error.message), String(error))
      return null
    })
    if (outcome !== 'either') assert.equal(read === null ? 'unreadable' : 'read', outcome)
    if (read === null) return
    findAutomatic(read, ['aduan@jabar.example'])
    const payload = describeMail(read, TRACE)
    const text = JSON.stringify(payload)
    assert.ok(text.length < 1_300_000 && !text.includes('\\u0000') && !/\\ud[89a-f]/i.test(text))
    assert.ok(payload.words.length <= 200_000 && read.files.length <= 50)
  })
}

test('a mail that takes too long is given up, and the next one is read', async () => {
  const slow = HOSTILE_MAILS.find(({ name }) => name === 'HTML nested 200,000 deep')?.mail() ?? Buffer.alloc(0)
  await assert.rejects(readMail(slow, { readMs: 1 }), /takes longer than 1 ms/)
  assert.equal((await readMail(Buffer.from('Subject: Jalan rusak\r\n\r\nx'))).subject, 'Jalan rusak')
})
