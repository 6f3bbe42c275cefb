import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Arrival } from '../../src/contract/connector.ts'
import { openTestChannel } from '../../test/peers/channel.ts'
import { openTestPeople } from '../../test/peers/people.ts'
import { eventually } from '../../test/support/eventually.ts'
import type { Config, Secret } from './config.ts'
import { listenToMailbox } from './listen.ts'
import { openImap } from './test-imap.ts'
import { writeMail } from './test-mailbox.ts'
import { openSmtp } from './test-smtp.ts'

async function open(t: TestContext, config: Config = {}) {
  const [imap, smtp] = await Promise.all([openImap(t), openSmtp(t)])
  const people = openTestPeople()
  const parked: Arrival[] = []
  const secrets = { imapUrl: imap.url, smtpUrl: smtp.url }
  const listen = () => {
    const stop = new AbortController()
    t.after(() => stop.abort())
    const channel = openTestChannel<Config, Secret>(t, {
      config: { authentication: { dns: false }, ...config },
      secrets,
      people,
      signal: stop.signal,
    })
    const ended = listenToMailbox(async (arrival) => {
      parked.push(arrival)
      return { outcome: 'parked', id: 'p' }
    }, channel)
    ended.catch(() => undefined)
    return {
      ended,
      stop: () => {
        stop.abort()
        return ended
      },
    }
  }
  const marked = (count: number) =>
    eventually(`${count} mails are marked`, () => imap.mails.filter(({ flags }) => flags.has('LaporGateway')).length >= count || undefined)
  return { imap, smtp, people, parked, listen, marked }
}

test('mail comes while it waits, one after the other, and the cursor says how far', async (t) => {
  const { imap, people, listen, marked } = await open(t)
  const listener = listen()
  for (const id of ['satu-1', 'dua-2', 'tiga-3']) {
    imap.add(writeMail({ id: `${id}@warga.example`, text: `Laporan ${id}` }))
    await marked(people.filed.length + 1)
  }
  assert.deepEqual(
    people.filed.map(({ ticket }) => ticket),
    ['satu-1@warga.example', 'dua-2@warga.example', 'tiga-3@warga.example'],
  )
  await eventually('the cursor passed', async () => {
    const kept = await people.memory.read('mailbox')
    return JSON.stringify(kept?.value) === '{"uidValidity":"1700000000","lastUid":3}' || undefined
  })
  await listener.stop()
  await eventually('nothing is open', () => imap.open() === 0 || undefined)
})

test('what was read before is not asked for again; another numbering asks for what is not marked', async (t) => {
  const { imap, people, listen, marked } = await open(t)
  imap.add(writeMail({ id: 'satu-1@warga.example', text: 'Satu.' }))
  const first = listen()
  await marked(1)
  await first.stop()
  imap.renumber()
  imap.add(writeMail({ id: 'dua-2@warga.example', text: 'Dua.' }))
  const before = imap.commands.filter((command) => command === 'UID FETCH').length
  const second = listen()
  await marked(2)
  await second.stop()
  assert.equal(
    imap.commands.filter((command) => command === 'UID FETCH').length,
    before + 2,
    'only the new one was fetched: its size, and itself',
  )
  assert.equal(people.filed.length, 2)
})

test('a mail on which the gateway fails again and again is parked in the end, and the next one comes in', async (t) => {
  const { imap, people, parked, listen, marked } = await open(t)
  const { report } = people
  people.report = async (given) => {
    if (given.ticket === 'rusak-1@warga.example') throw new TypeError('a fault of ours')
    return report(given)
  }
  imap.add(writeMail({ id: 'rusak-1@warga.example', text: 'Satu.' }))
  imap.add(writeMail({ id: 'baik-2@warga.example', text: 'Dua.' }))
  for (let round = 0; round < 8; round++) await assert.rejects(listen().ended, /a fault of ours/)
  const last = listen()
  await marked(2)
  await last.stop()
  assert.equal(parked.length, 1)
  assert.ok(Buffer.from(parked[0]?.raw ?? []).includes('Satu.'))
  assert.deepEqual(
    people.filed.map(({ ticket }) => ticket),
    ['baik-2@warga.example'],
  )
})

test('of a mail beyond the limit only its beginning is fetched', async (t) => {
  const { imap, smtp, parked, listen, marked } = await open(t, { maxMessage: '1KiB' })
  imap.add(writeMail({ id: 'besar-1@warga.example', text: 'Besar. '.repeat(1000) }))
  const listener = listen()
  await marked(1)
  await listener.stop()
  assert.equal(parked[0]?.mediaType, 'text/rfc822-headers')
  assert.ok(!Buffer.from(parked[0].raw).includes('Besar.'))
  assert.match(smtp.mails[0]?.text ?? '', /melebihi batas/)
})
