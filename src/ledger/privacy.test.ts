import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { GatewayError } from '../contract/errors.ts'
import { deliveredComplaint, newComplaint, newUpdate, openTestLedger } from './test-ledger.ts'
import { newId } from './uuid.ts'

const BY = { actor: 'budi', reason: 'permintaan pelapor 17/2026' }
const BLOB = { sha256: 'a'.repeat(64), sizeBytes: 3, mediaType: 'image/jpeg', name: 'Siti Rahmawati.jpg' }

test('erasing takes the person, what arrived and the files; the case, its text and its history stay', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const complaint = await withFile(ledger, 'A')
  await ledger.complaints.markDelivered(complaint.id, { laporId: 'L-1', trackingId: null, institution: null }, new Date())
  assert.deepEqual(await ledger.privacy.erase(complaint.id, BY, { why: 'request' }), {
    reporter: true,
    raw: true,
    attachments: 1,
    text: false,
  })

  assert.equal(await ledger.sealed.openReporter(complaint.id), null)
  assert.equal(await ledger.sealed.openRaw(complaint.id), null)
  assert.deepEqual(await ledger.attachments.of(complaint.id), [])
  const row = await ledger.complaints.get(complaint.id)
  assert.equal(row?.complaint?.body, 'Jalan rusak, A')
  assert.deepEqual(row?.complaint?.attachments, [])
  assert.ok(row?.erasedAt)
  assert.deepEqual(
    (await ledger.events.of(complaint.id)).map(({ kind }) => kind),
    ['accepted', 'delivered', 'identity_erased'],
  )
  const [line] = await sql('select actor, action, subject, detail from audit')
  assert.deepEqual([line?.['actor'], line?.['action'], line?.['subject']], ['budi', 'identity_erased', complaint.id])
  assert.equal((line?.['detail'] as { reason: string } | undefined)?.reason, BY.reason)
  assert.deepEqual(await ledger.privacy.removableBlobs(new Date(Date.now() + 1000), 10), [{ sha256: BLOB.sha256, inUse: false }])
  assert.deepEqual(await ledger.privacy.count(), { erased: 1, held: 0, restricted: 0 })
})

test('a file that another report holds too is in use', async (t) => {
  const { ledger } = await openTestLedger(t)
  const [a] = [await withFile(ledger, 'A'), await withFile(ledger, 'B')]
  await ledger.privacy.erase(a.id, BY, { why: 'request' })
  assert.deepEqual(await ledger.privacy.removableBlobs(new Date(Date.now() + 1000), 10), [{ sha256: BLOB.sha256, inUse: true }])
})

test('what was erased does not come back when its ticket comes again, mapped or not', async (t) => {
  const { ledger } = await openTestLedger(t)
  const complaint = newComplaint('A')
  await ledger.complaints.insert(complaint)
  await ledger.privacy.erase(complaint.id, BY, { why: 'request' })
  const again = await ledger.complaints.insert(newComplaint('A', { reporter: { name: 'Siti Rahmawati', phone: '+628129999' } }))
  assert.equal(again.outcome === 'known' && again.sameContent, true)
  assert.equal((await ledger.complaints.takeUp(complaint.id))?.reporter, null)

  const parked = newComplaint('B', { complaint: null, reporter: null, parked: { code: 'mapping_failed', message: 'is missing' } })
  await ledger.complaints.insert(parked)
  await ledger.privacy.erase(parked.id, BY, { why: 'request' })
  assert.equal(await ledger.complaints.remap(parked.id, newComplaint('B')), false)
  assert.equal((await ledger.complaints.takeUp(parked.id))?.reporter, null)
})

test('with text, what was said goes too: title, text, place, updates and answers', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const base = newComplaint('A')
  const said = 'Saya Siti Rahmawati, hubungi saya'
  const complaint = base.complaint && {
    ...base.complaint,
    title: said,
    body: said,
    location: { address: said, lat: -6.9, lng: 107.6, city: 'Bandung' },
    tags: [said],
  }
  await ledger.complaints.insert({ ...base, complaint, originState: { native: 'proses', answer: said } })
  await ledger.complaints.markDelivered(base.id, { laporId: 'L-1', trackingId: null, institution: null }, new Date())
  await ledger.updates.insert(newUpdate(base.id, 'u1', { body: said, state: { native: 'selesai', answer: said } }))
  const answer = { text: said, from: 'Dinas', attachments: [] }
  await ledger.complaints.recordCase(base.id, {
    followAt: null,
    events: [],
    feedback: [
      {
        id: newId(),
        key: 'answer:1',
        kind: 'answer',
        status: 'answered',
        statusNative: null,
        statusOrigin: 'x',
        at: new Date(),
        answer,
        state: 'readable',
      },
    ],
  })
  await ledger.privacy.erase(base.id, BY, { why: 'request', text: true })
  for (const table of ['complaints', 'updates', 'feedback', 'events', 'attachments']) {
    assert.ok(!JSON.stringify(await sql(`select t::text from ${table} t`)).includes('Siti'), table)
  }
  const row = await ledger.complaints.get(base.id)
  assert.deepEqual(row?.complaint?.location, { city: 'Bandung' })
  assert.equal(row?.originState?.native, 'proses')
})

test('legal hold keeps everything until it is released', async (t) => {
  const { ledger } = await openTestLedger(t)
  const id = await deliveredComplaint(ledger, 'A')
  assert.equal(await ledger.privacy.hold(id, true, BY), true)
  assert.equal(await ledger.privacy.hold(id, true, BY), false)
  assert.equal(await ledger.privacy.erase(id, BY, { why: 'request' }), null)
  assert.ok(await ledger.sealed.openReporter(id))
  await ledger.privacy.hold(id, false, BY)
  assert.ok(await ledger.privacy.erase(id, BY, { why: 'request' }))
  await assert.rejects(
    ledger.privacy.hold(newId(), true, BY),
    (error) => error instanceof GatewayError && error.code === 'complaint_unknown',
  )
})

test('retention is over for closed cases of that age, for what was withdrawn or discarded, and for nothing else', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const old = new Date(Date.now() - 10 * 86_400_000)
  const close = async (ticket: string, status: string, at: Date, followAt: Date | null = null) => {
    const id = await deliveredComplaint(ledger, ticket)
    await sql('update complaints set status = $2, status_at = $3, follow_at = $4 where id = $1', [id, status, at, followAt])
    return id
  }
  const closed = await close('closed', 'closed', old)
  const held = await close('held', 'closed', old)
  await ledger.privacy.hold(held, true, BY)
  const erased = await close('erased', 'closed', old)
  await ledger.privacy.erase(erased, BY, { why: 'request' })
  await close('young', 'closed', new Date())
  await close('open', 'in_progress', old, old)
  const parked = newComplaint('parked', { parked: { code: 'mapping_failed', message: 'x' } })
  const withdrawn = newComplaint('withdrawn')
  const discarded = newComplaint('discarded', { parked: { code: 'mapping_failed', message: 'x' } })
  for (const one of [parked, withdrawn, discarded]) await ledger.complaints.insert(one)
  await ledger.privacy.restrict(withdrawn.id, BY)
  assert.equal(await ledger.privacy.parkRestricted(withdrawn.id), 'parked')
  await sql('update complaints set restricted_at = $2 where id = $1', [withdrawn.id, old])
  await ledger.parked.discard(discarded.id, { by: 'budi', reason: 'x' }, null)
  await sql('update discards set at = $1', [old])

  const before = new Date(Date.now() - 5 * 86_400_000)
  const due = (...regions: string[]) =>
    ledger.privacy.due(
      regions.map((region) => ({ region, before })),
      ['closed'],
      100,
    )
  assert.deepEqual(
    (await due('33', '32')).map(({ id, region }) => `${region} ${id}`).sort(),
    [closed, withdrawn.id, discarded.id].map((id) => `32 ${id}`).sort(),
  )
  assert.deepEqual(await due('33'), [])
})

test('restricted: in flight it is parked with its updates, and released it goes on; what was begun at the centre is not parked', async (t) => {
  const { ledger } = await openTestLedger(t)
  const [waiting, begun] = [newComplaint('A'), newComplaint('B')]
  for (const one of [waiting, begun]) await ledger.complaints.insert(one)
  await ledger.steps.markSent(begun.id, 'create')
  for (const { id } of [waiting, begun]) assert.equal(await ledger.privacy.restrict(id, BY), true)
  assert.equal(await ledger.privacy.parkRestricted(waiting.id), 'parked')
  assert.equal(await ledger.privacy.parkRestricted(begun.id), 'accepted')
  assert.equal((await ledger.complaints.get(waiting.id))?.reason?.code, 'restricted')
  assert.equal(await ledger.privacy.release(waiting.id, BY), true)
  assert.equal((await ledger.complaints.get(waiting.id))?.delivery, 'accepted')

  const delivered = await deliveredComplaint(ledger, 'C')
  await ledger.updates.insert(newUpdate(delivered, 'u1'))
  await ledger.privacy.restrict(delivered, BY)
  await ledger.privacy.parkRestricted(delivered)
  assert.equal((await ledger.updates.of(delivered))[0]?.delivery, 'parked')
  await ledger.privacy.release(delivered, BY)
  assert.equal((await ledger.updates.of(delivered))[0]?.delivery, 'accepted')
})

test('a restriction and the mark of a create at the same moment: the second waits, and sees the first', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const [restrictedFirst, sentFirst] = [newComplaint('A'), newComplaint('B')]
  for (const one of [restrictedFirst, sentFirst]) await ledger.complaints.insert(one)
  const somebodyWaits = () =>
    eventually('a lock is waited for', async () => ((await sql('select 1 from pg_locks where not granted')).length > 0 ? true : undefined))

  await sql('begin')
  await sql('update complaints set restricted_at = now() where id = $1', [restrictedFirst.id])
  const mark = assert.rejects(ledger.steps.markSent(restrictedFirst.id, 'create', { first: true }), { code: 'restricted' })
  await Promise.race([somebodyWaits(), mark])
  await sql('commit')
  await mark
  assert.equal(await ledger.steps.get(restrictedFirst.id, 'create'), null)

  await sql('begin')
  await sql('select 1 from complaints where id = $1 for share', [sentFirst.id])
  const restriction = ledger.privacy.restrict(sentFirst.id, BY).then(() => ledger.privacy.parkRestricted(sentFirst.id))
  await somebodyWaits()
  await ledger.steps.markSent(sentFirst.id, 'create', { first: true })
  await sql('commit')
  assert.equal(await restriction, 'accepted')
})

async function withFile(ledger: Awaited<ReturnType<typeof openTestLedger>>['ledger'], ticket: string) {
  const base = newComplaint(ticket)
  const complaint = base.complaint && { ...base.complaint, attachments: [{ url: 'file-part:0', name: BLOB.name }] }
  const whole = { ...base, complaint, files: new Map([[0, BLOB]]) }
  await ledger.complaints.insert(whole)
  return whole
}

test('what was erased is counted once, however long ago and however often it is asked', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const [a, b, c] = [await withFile(ledger, 'A'), await withFile(ledger, 'B'), await withFile(ledger, 'C')]
  await ledger.privacy.erase(a.id, BY, { why: 'retention' })
  await sql(`update complaints set erased_at = now() - interval '1 day' where id = $1`, [a.id])
  assert.equal((await ledger.privacy.count()).erased, 1)
  await ledger.privacy.erase(b.id, BY, { why: 'request' })
  await ledger.privacy.restrict(c.id, BY)
  for (const _ of ['once', 'twice']) assert.deepEqual(await ledger.privacy.count(), { erased: 2, held: 0, restricted: 1 })
})
