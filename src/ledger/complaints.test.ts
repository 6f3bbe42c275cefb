import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ComplaintRow } from './ledger.ts'
import { deliveredComplaint, newComplaint, openTestLedger } from './test-ledger.ts'
import { newId } from './uuid.ts'

const reason = { code: 'outcome_unknown', message: 'the answer was lost' } as const
const receipt = { laporId: '4711', trackingId: 'TRK-1', institution: 'Dinas PU' }

test('the origin is written once: the database refuses to change it, whoever asks', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const id = await deliveredComplaint(ledger, 'JQR-1')
  for (const column of ['region', 'app', 'channel', 'connector', 'ticket', 'link']) {
    await assert.rejects(sql(`update complaints set ${column} = 'other' where id = $1`, [id]), { code: '23000', message: /written once/ })
  }
  await assert.rejects(sql('update complaints set id = $2 where id = $1', [id, newId()]), { code: '23000' })
  await assert.rejects(sql('update complaints set accepted_at = now() where id = $1', [id]), { code: '23000' })
  await assert.rejects(sql(`update complaints set lapor_id = '9' where id = $1`, [id]), { message: /already at the centre as L-JQR-1/ })
  await assert.rejects(sql(`update complaints set delivery = 'accepted' where id = $1`, [id]), { message: /was delivered, and stays so/ })
  await assert.rejects(sql('delete from complaints'), { message: /kept for good/ })
  await assert.rejects(sql('truncate complaints cascade'), { message: /kept for good/ })
})

test('events and the audit are append-only', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await deliveredComplaint(ledger, 'JQR-1')
  await ledger.audit.add({ actor: 'operator', action: 'read_identity', subject: 'JQR-1' })
  for (const table of ['events', 'audit']) {
    for (const statement of [`delete from ${table}`, `update ${table} set at = now()`, `truncate ${table}`]) {
      await assert.rejects(sql(statement), { code: '23000' }, statement)
    }
  }
})

test('a complaint is delivered once, whoever tries and however late', async (t) => {
  const { ledger } = await openTestLedger(t)
  const { id } = await ledger.complaints.insert(newComplaint('JQR-1')).then((inserted) => ({ id: inserted.id ?? '' }))
  const tries = await Promise.all(Array.from({ length: 5 }, () => ledger.complaints.markDelivered(id, receipt, new Date())))
  assert.equal(tries.filter(Boolean).length, 1)
  assert.equal(await ledger.complaints.markUnknown(id, reason), false)
  assert.equal(await ledger.complaints.markParked(id, reason), false)
  const row = await ledger.complaints.get(id)
  assert.deepEqual(
    [row?.delivery, row?.laporId, row?.trackingId, row?.institution, row?.reason],
    ['delivered', '4711', 'TRK-1', 'Dinas PU', null],
  )
  assert.deepEqual(
    (await ledger.events.of(id)).map(({ kind }) => kind),
    ['accepted', 'delivered'],
  )
})

test('unknown can be settled either way, parked only by a replay; each with its event', async (t) => {
  const { ledger } = await openTestLedger(t)
  const [a, b] = [newComplaint('A'), newComplaint('B')]
  await Promise.all([ledger.complaints.insert(a), ledger.complaints.insert(b)])
  assert.equal(await ledger.complaints.markUnknown(a.id, reason), true)
  assert.equal(await ledger.complaints.markUnknown(a.id, reason), false)
  assert.deepEqual((await ledger.complaints.get(a.id))?.reason, reason)
  assert.equal(await ledger.complaints.markDelivered(a.id, receipt, new Date()), true)
  assert.equal(await ledger.complaints.markParked(b.id, reason), true)
  assert.equal(await ledger.complaints.markDelivered(b.id, receipt, new Date()), false)
  assert.deepEqual(
    (await ledger.events.of(a.id)).map(({ kind }) => kind),
    ['accepted', 'unknown', 'delivered'],
  )
  assert.deepEqual(
    (await ledger.events.of(b.id)).map(({ kind }) => kind),
    ['accepted', 'parked'],
  )
})

test('a complaint is found by its id, ticket, LAPOR! id and tracking id; nonsense finds nothing', async (t) => {
  const { ledger } = await openTestLedger(t)
  const complaint = newComplaint('JQR-7')
  await ledger.complaints.insert(complaint)
  await ledger.complaints.markDelivered(complaint.id, receipt, new Date())
  for (const reference of [complaint.id, 'JQR-7', '4711', 'TRK-1']) {
    assert.deepEqual(
      (await ledger.complaints.find(reference)).map(({ id }) => id),
      [complaint.id],
      reference,
    )
  }
  for (const nonsense of ['', '%', "' or 1=1", 'JQR-7\0']) assert.deepEqual(await ledger.complaints.find(nonsense), [])
  assert.equal(await ledger.complaints.get('nonsense'), null)
})

test('pages of a list: every complaint once, oldest change first, for any page size and filter', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const ids = await Promise.all(
    Array.from({ length: 30 }, async (_, index) => {
      const complaint = newComplaint(`L-${index}`)
      await ledger.complaints.insert(complaint)
      return complaint.id
    }),
  )
  await ledger.complaints.insert(newComplaint('X', { origin: { ...newComplaint('X').origin, channel: 'sapawarga' } }))
  // Many that changed in the same millisecond.
  await sql(`update complaints set changed_at = '2026-11-01T00:00:00Z'::timestamptz + (ascii(right(ticket, 1)) % 3) * interval '1 second',
    status = case when ascii(right(ticket, 1)) % 2 = 0 then 'resolved' else 'received' end where channel = 'jabar-quick-response'`)
  const all = (await ledger.complaints.list('jabar-quick-response', { limit: 100 })).rows
  assert.deepEqual(all.map(({ id }) => id).toSorted(), ids.toSorted())

  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 31 }),
      fc.option(fc.integer({ min: -1, max: 4 })),
      fc.boolean(),
      async (limit, seconds, resolved) => {
        const since = seconds === null ? {} : { since: new Date(Date.UTC(2026, 10, 1, 0, 0, seconds)) }
        const filter = { limit, ...since, ...(resolved ? { status: 'resolved' as const } : {}) }
        const rows: ComplaintRow[] = []
        let cursor: string | null = null
        do {
          const page = await ledger.complaints.list('jabar-quick-response', { ...filter, ...(cursor === null ? {} : { cursor }) })
          assert.ok(page.rows.length <= limit)
          rows.push(...page.rows)
          cursor = page.cursor
        } while (cursor !== null)
        const expected = all.filter(
          (row) => (!resolved || row.status === 'resolved') && (since.since === undefined || row.changedAt >= since.since),
        )
        assert.deepEqual(
          rows.map(({ id }) => id),
          expected.map(({ id }) => id),
        )
      },
    ),
    { numRuns: 25 },
  )
})

test('every event moves a complaint to the end of the list', async (t) => {
  const { ledger } = await openTestLedger(t)
  const complaint = newComplaint('L-1')
  await ledger.complaints.insert(complaint)
  const before = await ledger.complaints.get(complaint.id)
  assert.deepEqual(before?.changedAt, (await ledger.events.of(complaint.id)).at(-1)?.at)
  await ledger.events.add(complaint.id, 'disposition', { to: 'Dinas PU' })
  const [event] = (await ledger.events.of(complaint.id)).slice(-1)
  const after = await ledger.complaints.get(complaint.id)
  assert.deepEqual(after?.changedAt, event?.at)
  const since = after?.changedAt ?? new Date()
  assert.equal((await ledger.complaints.list('jabar-quick-response', { limit: 5, since })).rows.length, 1)
  assert.equal((await ledger.complaints.list('jabar-quick-response', { limit: 5, since: new Date(since.getTime() + 1) })).rows.length, 0)
})

test('a cursor that we did not give is refused', async (t) => {
  const { ledger } = await openTestLedger(t)
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  for (const cursor of [
    '',
    'x',
    encode({}),
    encode([1]),
    encode(['1', newId()]),
    encode([1, 'x']),
    encode([1e300, newId()]),
    encode([-1, newId()]),
  ]) {
    await assert.rejects(ledger.complaints.list('c', { limit: 5, cursor }), {
      code: 'request_unreadable',
      errors: [{ at: '/cursor', message: 'cursor is none that we gave; leave it out to begin anew' }],
    })
  }
})

test('the balance is of the days of Asia/Jakarta, and always adds up', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const complaints = ['A', 'B', 'C', 'D'].map((ticket) => newComplaint(ticket))
  const elsewhere = newComplaint('E', { origin: { ...newComplaint('E').origin, region: '31', channel: 'jaki' } })
  await Promise.all([...complaints, elsewhere].map((complaint) => ledger.complaints.insert(complaint)))
  const [a, b, c] = complaints
  assert.ok(a && b && c)
  await ledger.complaints.markDelivered(a.id, receipt, new Date())
  await ledger.complaints.markParked(b.id, reason)
  await ledger.complaints.markUnknown(c.id, reason)
  const counts = { accepted: 4, delivered: 1, parked: 1, unknown: 1, inFlight: 1 }
  assert.deepEqual(await ledger.complaints.balance({ region: '32' }), counts)
  assert.equal((await ledger.complaints.balance({})).accepted, 5)

  // 23:59 in Jakarta is the same day there, 17:00 in UTC is the next one.
  await sql(`alter table complaints disable trigger origin_is_immutable; update complaints set accepted_at = '2026-03-01T16:59:59Z';
    update complaints set accepted_at = '2026-03-01T17:00:00Z' where region = '31'; alter table complaints enable trigger origin_is_immutable`)
  assert.equal((await ledger.complaints.balance({ day: '2026-03-01' })).accepted, 4)
  assert.equal((await ledger.complaints.balance({ day: '2026-03-02', region: '31' })).inFlight, 1)
  assert.deepEqual(await ledger.complaints.balanceByRegionAndDay('2026-03-01', '2026-03-01'), [
    { region: '32', day: '2026-03-01', ...counts },
  ])
  for (const day of ['yesterday', '2026-02-30', '2026-3-1'])
    await assert.rejects(ledger.complaints.balance({ day }), { code: 'request_unreadable' })
  assert.equal(
    (await ledger.complaints.countByChannel()).reduce((sum, { count }) => sum + count, 0),
    5,
  )
})

test('complaints are counted by channel, each once, however long ago it was delivered and however often it is asked', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const [a, b, c, d] = ['A', 'B', 'C', 'D'].map((ticket) => newComplaint(ticket))
  assert.ok(a && b && c && d)
  const elsewhere = newComplaint('E', { origin: { ...newComplaint('E').origin, region: '31', channel: 'jaki' } })
  await Promise.all([a, b, c, d, elsewhere].map((complaint) => ledger.complaints.insert(complaint)))
  await ledger.complaints.markDelivered(a.id, { ...receipt, laporId: 'L-a' }, new Date())
  await ledger.complaints.markDelivered(elsewhere.id, { ...receipt, laporId: 'L-e' }, new Date())
  await sql(`update complaints set delivered_at = now() - interval '20 days' where id = $1`, [a.id])
  await sql(`update complaints set delivered_at = now() - interval '5 days' where id = $1`, [elsewhere.id])
  const channel = a.origin.channel
  const counted = (delivery: string, count: number) => ({ channel, delivery, count })
  const other = { channel: 'jaki', delivery: 'delivered', count: 1 }
  assert.deepEqual(await ledger.complaints.countByChannel(), [counted('accepted', 3), counted('delivered', 1), other])
  await ledger.complaints.markDelivered(b.id, { ...receipt, laporId: 'L-b' }, new Date())
  await ledger.complaints.markParked(c.id, reason)
  const own = [counted('accepted', 1), counted('delivered', 2), counted('parked', 1)]
  for (const _ of ['once', 'twice']) {
    assert.deepEqual(await ledger.complaints.countByChannel(), [...own, other])
    assert.deepEqual(await ledger.complaints.countByChannel(['32']), own)
  }
})

test('a case that is due is claimed by one gateway, and again when the claim is over', async (t) => {
  const { ledger } = await openTestLedger(t)
  const ids = await Promise.all(['A', 'B', 'C'].map((ticket) => deliveredComplaint(ledger, ticket)))
  const claims = await Promise.all([1, 2, 3].map(() => ledger.complaints.claimDueFollows(2, 60_000)))
  assert.deepEqual(claims.flat().toSorted(), ids.toSorted())
  assert.deepEqual(await ledger.complaints.claimDueFollows(5, 60_000), [])
})

test('what the centre said is written with its events and feedback; an older word changes no status', async (t) => {
  const { ledger } = await openTestLedger(t)
  const id = await deliveredComplaint(ledger, 'A')
  const at = new Date()
  const feedback = {
    id: newId(),
    key: 'status:in_progress',
    kind: 'status',
    status: 'in_progress',
    statusNative: 'Dalam Proses',
    statusOrigin: 'proses',
    at,
    answer: null,
    state: 'pending',
  } as const
  const change = {
    status: 'in_progress',
    statusNative: 'Dalam Proses',
    statusAt: at,
    institution: 'Dinas PU',
    followAt: null,
    feedback: [feedback],
    events: [{ kind: 'disposition', data: {} }],
  } as const
  await ledger.complaints.recordCase(id, change)
  await ledger.complaints.recordCase(id, { ...change, feedback: [{ ...feedback, id: newId() }], events: [] })
  await ledger.complaints.recordCase(id, {
    status: 'received',
    statusAt: new Date(at.getTime() - 1),
    followAt: at,
    feedback: [],
    events: [],
  })
  const row = await ledger.complaints.get(id)
  assert.deepEqual([row?.status, row?.statusNative, row?.institution, row?.followAt], ['in_progress', 'Dalam Proses', 'Dinas PU', at])
  assert.equal((await ledger.feedback.of(id)).length, 1)
  assert.deepEqual(
    (await ledger.events.of(id)).slice(2).map(({ kind }) => kind),
    ['disposition', 'status_changed', 'feedback_pending'],
  )
  await assert.rejects(ledger.complaints.recordCase(newId(), change), { code: 'complaint_unknown' })
})
