import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLedger } from './open-ledger.ts'
import { newKeys, parseKeys } from './sealing.ts'
import { newComplaint, openTestLedger, silent } from './test-ledger.ts'

test('no table holds the name or the phone of who reported, in whatever form', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const complaint = newComplaint('A')
  // Even when the caller forgot to take the person out.
  const careless = { ...complaint, complaint: complaint.complaint && { ...complaint.complaint, reporter: complaint.reporter } }
  await ledger.complaints.insert(careless)
  assert.deepEqual(await ledger.sealed.openReporter(complaint.id), complaint.reporter)
  assert.deepEqual(await ledger.sealed.openRaw(complaint.id), { bytes: complaint.raw.bytes, mediaType: 'application/json' })
  assert.equal(await ledger.sealed.openReporter(crypto.randomUUID()), null)

  const tables = await sql(`select table_name from information_schema.tables where table_schema = 'public'`)
  assert.ok(tables.length > 10)
  for (const { table_name: table } of tables) {
    const dump = JSON.stringify(await sql(`select t::text from "${table}" t`))
    for (const secret of ['Siti Rahmawati', '81234567890']) {
      for (const form of [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64').slice(0, 12)]) {
        assert.ok(!dump.includes(form), `${table} holds ${form}`)
      }
    }
  }
})

test('keys rotate: old parts open, are sealed anew, and then need the new key only', async (t) => {
  const [oldKey, newKey] = [newKeys(), newKeys()]
  const { ledger, databaseUrl } = await openTestLedger(t, oldKey)
  const complaints = [newComplaint('A'), newComplaint('B')]
  await Promise.all(complaints.map((complaint) => ledger.complaints.insert(complaint)))
  const [first] = complaints
  assert.ok(first)

  const lost: string[] = []
  const log = { ...silent, error: (data: object, message: string) => lost.push(JSON.stringify(data) + message) }
  const reopen = async (keys: string) => {
    const opened = await openLedger({ databaseUrl, keys: parseKeys(keys), log, poolSize: 2 })
    t.after(() => opened.close())
    return opened
  }
  const withoutOld = await reopen(newKey)
  assert.equal(await withoutOld.sealed.openReporter(first.id), null)
  assert.equal(lost.length, 1)
  assert.match(lost[0] ?? '', /put its key into GATEWAY_KEYS/)
  assert.ok(!lost[0]?.includes('Siti'))
  assert.deepEqual(await withoutOld.sealed.reseal(10, null), { resealed: 0, unreadable: 0, next: null })

  const rotated = await reopen(`${newKey},${oldKey}`)
  assert.deepEqual(await rotated.sealed.openReporter(first.id), first.reporter)
  const batch = await rotated.sealed.reseal(3, null)
  assert.deepEqual([batch.resealed, batch.next], [2, [...complaints.map(({ id }) => id)].sort()[0]])
  // The last two, and the key of the blind indexes.
  assert.deepEqual(await rotated.sealed.reseal(5, batch.next), { resealed: 3, unreadable: 0, next: null })
  assert.deepEqual((await rotated.sealed.countByKey()).map(({ parts, known }) => [parts, known]).sort(), [
    [0, true],
    [5, true],
  ])
  assert.deepEqual(await rotated.sealed.countUnreadable(), [])
  const stranger = await reopen(newKeys())
  assert.deepEqual(
    (await stranger.sealed.countUnreadable()).map(({ parts }) => parts),
    [5],
    'the reporters and the key of the blind indexes',
  )
  for (const { id, reporter } of complaints) assert.deepEqual(await withoutOld.sealed.openReporter(id), reporter)
})

test('a sealed part that was moved to another complaint does not open', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const [a, b] = [newComplaint('A'), newComplaint('B', { reporter: null })]
  await Promise.all([ledger.complaints.insert(a), ledger.complaints.insert(b)])
  await sql('update sealed_parts set complaint_id = $2 where complaint_id = $1 and part = $3', [a.id, b.id, 'reporter'])
  assert.equal(await ledger.sealed.openReporter(b.id), null)
})
