import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../contract/errors.ts'
import { referenceOf } from '../contract/reference.ts'
import type { NewComplaint } from './ledger.ts'
import { openLedger } from './open-ledger.ts'
import type { NewPerson } from './people.ts'
import { newKeys, parseKeys } from './sealing.ts'
import { newComplaint, openTestLedger, silent } from './test-ledger.ts'
import { newId } from './uuid.ts'

const SITI = '+6281234567890'
const BUDI = '+6285550001111'
const BY = { actor: 'test', reason: 'asked for' }

function person(sender: string): NewPerson {
  return { sender, replyTo: { name: 'Siti Rahmawati', thread: 7 }, receipt: { id: newId(), statusOrigin: 'diterima', state: 'pending' } }
}

function byMessage(ticket: string, sender = SITI): NewComplaint {
  const complaint = newComplaint(ticket, { person: person(sender), reporter: { phone: sender } })
  return { ...complaint, origin: { ...complaint.origin, channel: 'sms', connector: 'sms' } }
}

test('a sender finds their own cases by number, ticket and message; nobody else does', async (t) => {
  const { ledger } = await openTestLedger(t)
  const { people } = ledger
  const [a, b, other] = [byMessage('m-1'), byMessage('m-2'), byMessage('m-3', BUDI)]
  for (const complaint of [a, b, other]) await ledger.complaints.insert(complaint)
  assert.deepEqual(
    (await people.cases('sms', SITI, 10)).map(({ id }) => id),
    [b.id, a.id],
  )
  assert.deepEqual(
    (await people.cases('sms', SITI, 1)).map(({ id }) => id),
    [b.id],
  )
  assert.deepEqual(await people.cases('mail', SITI, 10), [], 'another channel is another place')

  const [receipt] = await ledger.feedback.of(a.id)
  await ledger.feedback.markSent(receipt?.id ?? '', 'smsc-77 smsc-78')
  const searches = [
    { reference: referenceOf(a.id).toLowerCase().replace('-', ' ') },
    { ticket: 'm-1' },
    { message: 'smsc-77' },
    { message: 'smsc-78' },
  ]
  for (const by of searches) {
    assert.equal((await people.find('sms', SITI, by))?.id, a.id, JSON.stringify(by))
    assert.equal(await people.find('sms', BUDI, by), null, `${JSON.stringify(by)} of somebody else`)
    assert.equal(await people.find('mail', SITI, by), null)
  }
  for (const by of [{ reference: '00000-00000' }, { reference: 'LAMPU' }, { ticket: 'm-3' }, { message: 'smsc-79' }])
    assert.equal(await people.find('sms', SITI, by), null, JSON.stringify(by))
  assert.deepEqual(
    (await ledger.complaints.find(referenceOf(a.id))).map(({ id }) => id),
    [a.id],
    'staff find it by its number too',
  )
})

test('what became of a message goes into the history once, and names neither person nor message', async (t) => {
  const { ledger } = await openTestLedger(t)
  const complaint = byMessage('m-1')
  await ledger.complaints.insert(complaint)
  const [receipt] = await ledger.feedback.of(complaint.id)
  await ledger.feedback.markSent(receipt?.id ?? '', '7781:55')
  const note = (message: string, channel = 'sms') => ledger.people.noteDelivery(channel, message, 'failed', 'expired')
  assert.deepEqual(
    [await note('7781:55'), await note('7781:55'), await note('7781:56'), await note('7781:55', 'mail')],
    [true, true, false, false],
  )
  const noted = (await ledger.events.of(complaint.id)).filter(({ kind }) => kind.startsWith('message_'))
  assert.deepEqual(
    noted.map(({ kind, data }) => [kind, data]),
    [['message_failed', { detail: 'expired', feedbackId: receipt?.id }]],
  )
  assert.ok(!JSON.stringify(await ledger.events.of(complaint.id)).includes('7781:'))
})

test('complaint, person and receipt are stored as one, or not at all; the same ticket again changes none of them', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const first = byMessage('m-1')
  const again = byMessage('m-1')
  assert.deepEqual((await ledger.complaints.insert(first)).outcome, 'stored')
  assert.deepEqual((await ledger.complaints.insert(again)).outcome, 'known')
  assert.deepEqual(await sql('select complaint_id from people'), [{ complaint_id: first.id }])
  assert.deepEqual(await sql('select complaint_id, kind from feedback'), [{ complaint_id: first.id, kind: 'receipt' }])

  await sql(`create function no_people() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`)
  await sql('create trigger no_people before insert on people for each row execute function no_people()')
  await assert.rejects(ledger.complaints.insert(byMessage('m-2')))
  await sql('drop trigger no_people on people; drop function no_people')
  assert.equal(await ledger.complaints.findByTicket('sms', 'm-2'), null)
})

test('keys rotate: people, what is remembered and the blind index go along; cases are found before, between and after', async (t) => {
  const [oldKey, newKey] = [newKeys(), newKeys()]
  const { ledger, databaseUrl } = await openTestLedger(t, oldKey)
  const complaints = [byMessage('m-1'), byMessage('m-2'), byMessage('m-3', BUDI)]
  for (const complaint of complaints) await ledger.complaints.insert(complaint)
  for (let n = 0; n < 5; n += 1) await ledger.memory.of('sms').write(`key-${n}`, { said: 'Siti' }, { version: 0 })
  const reopen = async (keys: string) => {
    const opened = await openLedger({ databaseUrl, keys: parseKeys(keys), log: silent, poolSize: 2 })
    t.after(() => opened.close())
    return opened
  }
  const between = await reopen(`${newKey},${oldKey}`)
  assert.equal((await between.people.cases('sms', SITI, 5)).length, 2)
  let [batches, resealed, after] = [0, 0, null as string | null]
  do {
    const done = await between.sealed.reseal(4, after)
    assert.ok(done.resealed <= 4 && done.unreadable === 0)
    batches += 1
    resealed += done.resealed
    after = done.next
  } while (after !== null)
  assert.equal(resealed, 6 + 3 + 1 + 5, 'parts, people, the index key, memory')
  assert.ok(batches >= 4)
  const rows = await between.sealed.countByKey()
  assert.deepEqual(
    rows.map(({ parts }) => parts).sort((a, b) => a - b),
    [0, 15],
  )

  const onlyNew = await reopen(newKey)
  assert.equal((await onlyNew.people.cases('sms', SITI, 5)).length, 2)
  assert.equal((await onlyNew.people.recipient(complaints[0]?.id ?? ''))?.sender, SITI)
  assert.deepEqual((await onlyNew.memory.of('sms').read('key-3'))?.value, { said: 'Siti' })
})

test('with the key of the blind index lost, new cases are found, old ones are not; with it back all are', async (t) => {
  const [lost, present] = [newKeys(), newKeys()]
  const { ledger, databaseUrl } = await openTestLedger(t, lost)
  const before = byMessage('m-1')
  await ledger.complaints.insert(before)
  const reopen = async (keys: string) => {
    const opened = await openLedger({ databaseUrl, keys: parseKeys(keys), log: silent, poolSize: 2 })
    t.after(() => opened.close())
    return opened
  }
  const without = await reopen(present)
  const after = byMessage('m-2')
  assert.equal((await without.complaints.insert(after)).outcome, 'stored')
  assert.deepEqual(
    (await without.people.cases('sms', SITI, 5)).map(({ id }) => id),
    [after.id],
  )
  assert.equal((await without.people.recipient(after.id))?.sender, SITI)
  await assert.rejects(without.people.recipient(before.id), (error) => error instanceof GatewayError && error.code === 'config_invalid')
  const both = await reopen(`${present},${lost}`)
  assert.deepEqual(
    (await both.people.cases('sms', SITI, 5)).map(({ id }) => id),
    [after.id, before.id],
  )
})

test('gateways that begin at once agree on one key of the blind index', async (t) => {
  const keys = newKeys()
  const { ledger, databaseUrl, sql } = await openTestLedger(t, keys)
  const second = await openLedger({ databaseUrl, keys: parseKeys(keys), log: silent, poolSize: 2 })
  t.after(() => second.close())
  await Promise.all([ledger, second].map((one, n) => one.complaints.insert(byMessage(`m-${n}`))))
  assert.deepEqual(await sql('select count(*)::int as keys from blind_keys'), [{ keys: 1 }])
  assert.equal((await second.people.cases('sms', SITI, 5)).length, 2)
})

test('erasing takes the person and what was remembered of them, and a message that comes again does not bring them back', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const complaint = byMessage('m-1')
  await ledger.complaints.insert(complaint)
  const memory = ledger.memory.of('sms')
  for (const key of [SITI, `talk:${SITI}`, `parts:${SITI}:9`, `talk:${BUDI}`]) await memory.write(key, 'x', { version: 0 })
  await ledger.privacy.erase(complaint.id, BY, { why: 'request' })
  assert.equal(await ledger.people.recipient(complaint.id), null)
  assert.deepEqual(await ledger.people.cases('sms', SITI, 5), [])
  for (const key of [SITI, `talk:${SITI}`, `parts:${SITI}:9`]) assert.equal(await memory.read(key), null, key)
  assert.ok(await memory.read(`talk:${BUDI}`), 'somebody else is remembered')
  assert.deepEqual(await sql('select sender_index, key_id, nonce, sealed from people'), [
    { sender_index: null, key_id: null, nonce: null, sealed: null },
  ])

  assert.equal((await ledger.complaints.insert(byMessage('m-1'))).outcome, 'known')
  assert.equal(await ledger.people.recipient(complaint.id), null)
  assert.equal((await ledger.feedback.of(complaint.id)).length, 1)
  assert.deepEqual(
    (await ledger.complaints.find(referenceOf(complaint.id))).map(({ id }) => id),
    [complaint.id],
    'the number still names the case',
  )
})

test('when time alone takes one of several cases, the conversation goes on; with the last case it is forgotten', async (t) => {
  const { ledger } = await openTestLedger(t)
  const complaints = [byMessage('m-1'), byMessage('m-2')]
  for (const complaint of complaints) await ledger.complaints.insert(complaint)
  const memory = ledger.memory.of('sms')
  await memory.write(`talk:${SITI}`, 'x', { version: 0 })
  await ledger.privacy.erase(complaints[0]?.id ?? '', BY, { why: 'retention' })
  assert.ok(await memory.read(`talk:${SITI}`))
  await ledger.privacy.erase(complaints[1]?.id ?? '', BY, { why: 'retention' })
  assert.equal(await memory.read(`talk:${SITI}`), null)
})

test('counts and words that are over are forgotten in batches', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  for (let n = 0; n < 3; n += 1) {
    await ledger.people.admit('sms', SITI, `m-${n}`, { perHour: 9, perDay: 9 })
    await ledger.people.keptUnder('sms', SITI, `words ${n}`, `t-${n}`, 1000)
  }
  assert.equal(await ledger.people.sweep(2), 0)
  for (const table of ['admissions', 'sender_counts', 'said']) await sql(`update ${table} set at = now() - interval '61 days'`)
  assert.deepEqual([await ledger.people.sweep(2), await ledger.people.sweep(2), await ledger.people.sweep(2)], [5, 2, 0])
})

test('no table holds a sender, a reply address or what was remembered but sealed', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const complaint = byMessage('m-1')
  await ledger.complaints.insert(complaint)
  await ledger.people.admit('sms', SITI, `${SITI}-1`, { perHour: 9, perDay: 9 })
  await ledger.people.keptUnder('sms', SITI, 'Siti Rahmawati melapor', 'm-1', 1000)
  await ledger.memory.of('sms').write(`talk:${SITI}`, { name: 'Siti Rahmawati', phone: SITI }, { version: 0 })
  const [receipt] = await ledger.feedback.of(complaint.id)
  await ledger.feedback.markSent(receipt?.id ?? '', `${SITI}:5`)
  const tables = await sql(`select tablename from pg_tables where schemaname = 'public'`)
  for (const { tablename } of tables) {
    const dump = JSON.stringify(await sql(`select t::text from "${String(tablename)}" t`)).toLowerCase()
    for (const secret of ['siti rahmawati', '81234567890']) {
      for (const form of [secret, Buffer.from(secret).toString('hex')])
        assert.ok(!dump.includes(form), `${String(tablename)} holds ${form}`)
    }
  }
})
