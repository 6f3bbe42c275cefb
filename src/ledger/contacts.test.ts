import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reporter } from '../contract/complaint.ts'
import { openLedger } from './open-ledger.ts'
import { newKeys, parseKeys } from './sealing.ts'
import type { SearchFilter } from './search.ts'
import { newComplaint, openTestLedger, silent } from './test-ledger.ts'

const SITI: Reporter = { name: 'Siti Rahmawati', phone: '+6281234567890', email: 'Siti.R@contoh.id' }
const BUDI: Reporter = { name: 'Budi', phone: '+6285550001111' }
const PHONE: SearchFilter = { regions: null, by: { phone: '+6281234567890' } }
const EMAIL: SearchFilter = { regions: null, by: { email: ' siti.r@CONTOH.id ' } }

test('a reporter is found by phone and by e-mail, newest first, in the regions that may be seen, until erased', async (t) => {
  const { ledger } = await openTestLedger(t)
  const [a, b, other] = [
    newComplaint('a', { reporter: SITI }),
    newComplaint('b', { reporter: SITI }),
    newComplaint('c', { reporter: BUDI }),
  ]
  for (const complaint of [a, b, other, newComplaint('d', { reporter: null })]) await ledger.complaints.insert(complaint)
  const idsOf = async (filter: SearchFilter) => (await ledger.search.find(filter, { after: null, limit: 10 })).rows.map(({ id }) => id)
  assert.deepEqual(await idsOf(PHONE), [b.id, a.id])
  assert.deepEqual(await idsOf(EMAIL), [b.id, a.id])
  assert.deepEqual(await idsOf({ ...PHONE, regions: ['33'] }), [], 'another region does not see them')
  assert.deepEqual(await idsOf({ ...PHONE, regions: ['33', '32'] }), [b.id, a.id])
  const first = await ledger.search.find(PHONE, { after: null, limit: 1 })
  assert.deepEqual([first.rows.map(({ id }) => id), first.next], [[b.id], b.id])
  assert.deepEqual(
    (await ledger.search.find(PHONE, { after: first.next, limit: 1 })).rows.map(({ id }) => id),
    [a.id],
  )
  await ledger.privacy.erase(b.id, { actor: 'test', reason: 'asked for' }, { why: 'request' })
  assert.deepEqual(await idsOf(PHONE), [a.id])
  assert.deepEqual(await idsOf(EMAIL), [a.id])
})

test('the index tells nothing of the person, and the same phone in another ledger has another', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await ledger.complaints.insert(newComplaint('a', { reporter: SITI }))
  const [row] = await sql(
    `select encode(phone_index, 'hex') as phone, encode(email_index, 'hex') as email from sealed_parts where part = 'reporter'`,
  )
  assert.match(String(row?.['phone']), /^[0-9a-f]{64}$/)
  assert.notEqual(row?.['phone'], row?.['email'])
  const [raw] = await sql(`select phone_index, email_index from sealed_parts where part = 'raw'`)
  assert.deepEqual(raw, { phone_index: null, email_index: null })
})

test('reporters from before there were indexes are indexed in batches; one that cannot be opened waits for its key', async (t) => {
  const [old, now] = [newKeys(), newKeys()]
  const { ledger, databaseUrl, sql } = await openTestLedger(t, `${now},${old}`)
  const lost = await openLedger({ databaseUrl, keys: parseKeys(`${newKeys()}`), log: silent, poolSize: 2 })
  for (const ticket of ['a', 'b', 'c']) await ledger.complaints.insert(newComplaint(ticket, { reporter: SITI }))
  await lost.complaints.insert(newComplaint('d', { reporter: SITI }))
  await sql('update sealed_parts set phone_index = null, email_index = null, contacts_indexed = false')
  assert.equal((await ledger.search.find(PHONE, { after: null, limit: 10 })).rows.length, 0)

  const first = await ledger.contacts.indexOlder(2, null)
  assert.deepEqual([first.indexed, first.unreadable], [2, 0])
  const second = await ledger.contacts.indexOlder(2, first.next)
  assert.deepEqual([second.indexed, second.unreadable], [1, 1])
  assert.deepEqual((await ledger.contacts.indexOlder(2, second.next)).indexed, 0)
  assert.equal((await ledger.search.find(PHONE, { after: null, limit: 10 })).rows.length, 3)
  assert.deepEqual(await lost.contacts.indexOlder(10, null), { indexed: 1, unreadable: 0, next: null })
  await lost.close()
})

test('who looks without the keys finds nothing, and makes no key', async (t) => {
  const { databaseUrl, sql } = await openTestLedger(t)
  const without = await openLedger({ databaseUrl, keys: parseKeys(newKeys()), log: silent, poolSize: 2 })
  assert.deepEqual((await without.search.find(PHONE, { after: null, limit: 10 })).rows, [])
  assert.deepEqual(await sql('select id from blind_keys'), [])
  await without.close()
})
