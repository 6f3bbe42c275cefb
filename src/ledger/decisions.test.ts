import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jakartaDay } from './jakarta-day.ts'
import type { NewComplaint } from './ledger.ts'
import { deliveredComplaint, newComplaint, newUpdate, openTestLedger } from './test-ledger.ts'
import { newId } from './uuid.ts'

const WHO = { by: 'Rina, operator', reason: 'looked at LAPOR!' }
const LOST = { code: 'outcome_unknown', message: 'sent and not answered' } as const
const REFUSED = { code: 'refused_by_partner', message: 'HTTP 422: kategori tidak dikenal' } as const

test('a pause is a row: set once, seen by all, taken away, each with a line in the audit', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  assert.equal(await ledger.pauses.set('forward', true, WHO), true)
  assert.equal(await ledger.pauses.set('forward', true, WHO), false)
  const [pause] = await ledger.pauses.all()
  assert.deepEqual([pause?.what, pause?.reason, pause?.pausedBy], ['forward', WHO.reason, WHO.by])
  assert.equal(await ledger.pauses.set('forward', false, WHO), true)
  assert.equal(await ledger.pauses.set('forward', false, WHO), false)
  assert.deepEqual(await ledger.pauses.all(), [])
  assert.deepEqual(
    (await sql('select actor, action from audit order by seq')).map((row) => Object.values(row)),
    [
      [WHO.by, 'sending.pause'],
      [WHO.by, 'sending.resume'],
    ],
  )
})

test('an unknown create is confirmed once, under an id that no other complaint has', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await deliveredComplaint(ledger, 'A-1')
  const { id } = await unknownComplaint(ledger, 'A-2')
  const [outcome] = await ledger.unknown.list({ limit: 10 }, null)
  assert.deepEqual([outcome?.id, outcome?.kind, outcome?.ticket, outcome?.reason], [id, 'complaint', 'A-2', LOST])
  assert.ok(outcome?.sentAt)
  const receipt = (laporId: string) => ({ laporId, trackingId: null, institution: null })
  await assert.rejects(ledger.unknown.confirm(id, receipt('L-A-1'), new Date(), WHO), { code: 'lapor_id_taken' })
  assert.equal(await ledger.unknown.confirm(id, receipt('77'), new Date(), WHO), true)
  assert.equal(await ledger.unknown.confirm(id, receipt('77'), new Date(), WHO), false)
  const row = await ledger.complaints.get(id)
  assert.deepEqual([row?.delivery, row?.laporId, row?.reason], ['delivered', '77', null])
  assert.deepEqual(await ledger.steps.get(id, 'create'), { state: 'done', result: { laporId: '77', trackingId: null } })
  assert.deepEqual(await ledger.unknown.toFinish(10), [{ id, region: '32' }])
  assert.deepEqual(
    (await ledger.events.of(id)).map(({ kind }) => kind),
    ['accepted', 'unknown', 'reconciled', 'delivered'],
  )
  assert.deepEqual((await sql('select actor, action, detail from audit'))[0], {
    actor: WHO.by,
    action: 'unknown.confirm',
    detail: { reason: WHO.reason, laporId: '77' },
  })
})

test('what is unknown is put in flight again without its unanswered step, and with its finished ones', async (t) => {
  const { ledger } = await openTestLedger(t)
  const { id } = await unknownComplaint(ledger, 'B-1')
  await ledger.steps.markSent(id, 'upload:1')
  await ledger.steps.markDone(id, 'upload:1', '55')
  assert.equal(await ledger.unknown.resend(id, WHO), true)
  assert.equal(await ledger.unknown.resend(id, WHO), false)
  assert.equal((await ledger.complaints.get(id))?.delivery, 'accepted')
  assert.deepEqual(
    (await ledger.steps.of(id)).map(({ name, state }) => [name, state]),
    [['upload:1', 'done']],
  )
})

test('an update that is unknown is confirmed, or sent again with the count of its repeats taken back', async (t) => {
  const { ledger } = await openTestLedger(t)
  const complaintId = await deliveredComplaint(ledger, 'C-1')
  const [first, second] = [newUpdate(complaintId, 'one'), newUpdate(complaintId, 'two')]
  for (const update of [first, second]) {
    await ledger.updates.insert(update)
    await ledger.steps.markSent(update.id, 'followup:1')
    await ledger.steps.markDone(update.id, 'followup:1:again:1', true)
    await ledger.updates.markUnknown(update.id, LOST)
  }
  assert.deepEqual(
    (await ledger.unknown.list({ limit: 10 }, null)).map(({ kind, laporId }) => [kind, laporId]),
    [
      ['update', 'L-C-1'],
      ['update', 'L-C-1'],
    ],
  )
  assert.equal(await ledger.unknown.confirmUpdate(first.id, WHO), true)
  assert.equal(await ledger.unknown.resendUpdate(second.id, WHO), true)
  assert.equal((await ledger.updates.get(first.id))?.delivery, 'delivered')
  assert.equal((await ledger.updates.get(second.id))?.delivery, 'accepted')
  assert.deepEqual(await ledger.steps.of(second.id), [])
})

test('parked complaints are grouped by reason; a discarded one stays parked and is counted apart', async (t) => {
  const { ledger } = await openTestLedger(t)
  const ids = [await parkedComplaint(ledger, 'D-1'), await parkedComplaint(ledger, 'D-2')]
  const delivered = await deliveredComplaint(ledger, 'D-3')
  assert.equal(await ledger.parked.discard(ids[0] ?? '', WHO, null), true)
  assert.equal(await ledger.parked.discard(delivered, WHO, null), false)
  const [group, ...more] = await ledger.parked.groups({}, null)
  assert.deepEqual([group?.reason, group?.count, group?.discarded, group?.example.id, more], ['refused_by_partner', 1, 1, ids[1], []])
  assert.deepEqual(await ledger.parked.ids({}, null, null, 10), [ids[1]])
  assert.deepEqual(await ledger.parked.ids({ ids }, null, null, 10), ids)
  assert.equal(await ledger.parked.count({ region: '33' }, null), 0)
  assert.equal((await ledger.complaints.balance({})).parked, 2)
})

test('a replay counts each complaint in the transaction that changes it, and stops where it is told to', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const ids = [await parkedComplaint(ledger, 'E-1'), await parkedComplaint(ledger, 'E-2'), await parkedComplaint(ledger, 'E-3')] as const
  const replay = { id: newId(), filter: { reason: 'refused_by_partner' as const }, scope: null, region: null, perSecond: 10, total: 3 }
  await ledger.replays.start(replay, WHO)
  const anew = (ticket: string): NewComplaint => ({ ...newComplaint(ticket), mapping: 'jabar-quick-response/v2' })
  assert.equal(await ledger.replays.apply(replay.id, ids[0], anew('E-1')), true)
  assert.equal(await ledger.replays.noteRefused(replay.id, ids[1], { code: 'mapping_failed', message: 'still' }), true)
  assert.equal(await ledger.replays.stop(replay.id, WHO), true)
  assert.equal(await ledger.replays.apply(replay.id, ids[2], anew('E-3')), false)
  const row = await ledger.replays.get(replay.id, null)
  assert.deepEqual([row?.state, row?.cursor, row?.replayed, row?.refused], ['stopped', ids[1], 1, 1])
  assert.deepEqual(await Promise.all(ids.map(async (id) => (await ledger.complaints.get(id))?.delivery)), ['accepted', 'parked', 'parked'])
  assert.equal((await ledger.complaints.get(ids[0]))?.mapping, 'jabar-quick-response/v2')
  assert.deepEqual(await ledger.replays.refusals(replay.id, 10), [{ complaintId: ids[1], code: 'mapping_failed', message: 'still' }])
  assert.deepEqual(
    (await sql('select action from audit order by seq')).map(({ action }) => action),
    ['replay.start', 'replay.stop'],
  )
})

test('what is delivered, in flight, unknown, or may be at the centre is not replayed', async (t) => {
  const { ledger } = await openTestLedger(t)
  const inFlight = newComplaint('F-2')
  await ledger.complaints.insert(inFlight)
  const maybe = await parkedComplaint(ledger, 'F-4')
  await ledger.steps.markSent(maybe, 'create')
  const ids = [await deliveredComplaint(ledger, 'F-1'), inFlight.id, (await unknownComplaint(ledger, 'F-3')).id, maybe]
  for (const id of ids) {
    const replay = { id: newId(), filter: { ids: [id] }, scope: null, region: null, perSecond: 10, total: 1 }
    await ledger.replays.start(replay, WHO)
    await assert.rejects(ledger.replays.apply(replay.id, id, newComplaint('F')), { code: 'replay_refused' })
    assert.equal((await ledger.replays.get(replay.id, null))?.replayed, 0)
  }
})

test('an arrival under a name of ours gets the ticket that is read now, unless another complaint has it; any other ticket stays', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const standIn = (letter: string) => `unmapped-${letter.repeat(64)}`
  const arrivals = [unmapped(standIn('a')), unmapped(standIn('b')), unmapped('G-9')] as const
  for (const arrival of arrivals) await ledger.complaints.insert(arrival)
  const replay = { id: newId(), filter: {}, scope: null, region: null, perSecond: 10, total: 3 }
  await ledger.replays.start(replay, WHO)
  await ledger.replays.apply(replay.id, arrivals[0].id, newComplaint('G-1'))
  assert.equal((await ledger.complaints.get(arrivals[0].id))?.origin.ticket, 'G-1')
  await assert.rejects(ledger.replays.apply(replay.id, arrivals[1].id, newComplaint('G-1')), { code: 'ticket_conflict' })
  await assert.rejects(ledger.replays.apply(replay.id, arrivals[2].id, newComplaint('G-2')), { code: 'internal_error' })
  await assert.rejects(sql(`update complaints set ticket = 'X' where id = $1`, [arrivals[1].id]), /written once/)
})

test('a complaint whose history contradicts its state is named', async (t) => {
  const { ledger } = await openTestLedger(t)
  await deliveredComplaint(ledger, 'H-1')
  const { id } = await unknownComplaint(ledger, 'H-2')
  assert.deepEqual(await ledger.reconciliation.differences({}, 10), [])
  await ledger.steps.markDone(id, 'create', { laporId: '8', trackingId: null })
  const difference = { id, region: '32', delivery: 'unknown', what: 'created_not_delivered' }
  assert.deepEqual(await ledger.reconciliation.differences({}, 10), [difference])
  const day = jakartaDay(new Date())
  assert.deepEqual(await ledger.reconciliation.differences({ day }, 10), [difference], 'of a day as of all')
  assert.deepEqual(await ledger.reconciliation.differences({ day, scope: ['31'] }, 10), [])
  assert.deepEqual(await ledger.reconciliation.differences({ day: '2001-01-01', region: '32' }, 10), [])
  assert.deepEqual(await ledger.reconciliation.byRegion({}), [
    { region: '32', accepted: 2, delivered: 1, parked: 0, unknown: 1, inFlight: 0 },
  ])
  assert.deepEqual(
    (await ledger.reconciliation.delivered({}, null, 10)).map(({ laporId }) => laporId),
    ['L-H-1'],
  )
})

type Ledger = Awaited<ReturnType<typeof openTestLedger>>['ledger']

async function unknownComplaint(ledger: Ledger, ticket: string): Promise<NewComplaint> {
  const complaint = newComplaint(ticket)
  await ledger.complaints.insert(complaint)
  await ledger.steps.markSent(complaint.id, 'create')
  await ledger.complaints.markUnknown(complaint.id, LOST)
  return complaint
}

async function parkedComplaint(ledger: Ledger, ticket: string): Promise<string> {
  const complaint = newComplaint(ticket)
  await ledger.complaints.insert(complaint)
  await ledger.complaints.markParked(complaint.id, REFUSED)
  return complaint.id
}

function unmapped(ticket: string): NewComplaint {
  return newComplaint(ticket, { complaint: null, reporter: null, parked: { code: 'mapping_failed', message: 'no text' } })
}

test('an alert about what is parked or unknown closes when nothing is left to decide', async (t) => {
  const { ledger } = await openTestLedger(t)
  const parked = [await parkedComplaint(ledger, 'I-1'), await parkedComplaint(ledger, 'I-2')] as const
  const { id } = await unknownComplaint(ledger, 'I-3')
  for (const key of ['park:refused_by_partner:32', 'unknown:outcome_unknown:32', 'park:refused_by_partner:33', 'other'])
    await ledger.alerts.raise(key, 'code', 'subject', 'message')
  const open = async () => (await ledger.alerts.open()).map(({ key }) => key).sort()
  await ledger.alerts.closeDecided()
  assert.deepEqual(await open(), ['other', 'park:refused_by_partner:32', 'unknown:outcome_unknown:32'])
  for (const one of parked) await ledger.parked.discard(one, WHO, null)
  await ledger.unknown.resend(id, WHO)
  await ledger.alerts.closeDecided()
  assert.deepEqual(await open(), ['other'])
})
