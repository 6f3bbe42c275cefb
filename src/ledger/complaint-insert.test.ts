import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GatewayError } from '../contract/errors.ts'
import type { NewComplaint } from './ledger.ts'
import { openLedger } from './open-ledger.ts'
import { newKeys, parseKeys } from './sealing.ts'
import { hash, newComplaint, openTestLedger, silent } from './test-ledger.ts'
import { newId } from './uuid.ts'

test('many at the same time, each several times over two gateways: every ticket is stored once', async (t) => {
  const { ledger, databaseUrl, sql } = await openTestLedger(t)
  const other = await openLedger({ databaseUrl, keys: parseKeys(newKeys()), log: silent })
  t.after(() => other.close())
  const tickets = Array.from({ length: 150 }, (_, index) => `JQR-${index}`)
  const message = (ticket: string) => ({ message: { id: `msg-${ticket}`, bodyHash: hash(ticket) } })
  const calls = [ledger, other, ledger, other].flatMap(({ complaints }, round) =>
    (round % 2 === 0 ? tickets : tickets.toReversed()).map((ticket) => complaints.insert(newComplaint(ticket, message(ticket)))),
  )
  const outcomes = await Promise.all(calls)
  assert.equal(outcomes.filter(({ outcome }) => outcome === 'stored').length, tickets.length)
  assert.equal(outcomes.filter((inserted) => inserted.outcome === 'known' && inserted.sameContent).length, 3 * tickets.length)
  assert.equal(new Set(outcomes.map(({ id }) => id)).size, tickets.length)
  const [count] =
    await sql(`select (select count(*)::int from complaints) as complaints, (select count(*)::int from events where kind = 'accepted') as events,
    (select count(*)::int from sealed_parts) as parts, (select count(*)::int from messages) as messages`)
  assert.deepEqual(count, { complaints: 150, events: 150, parts: 300, messages: 150 })
})

test('what arrives together is stored together', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await Promise.all(Array.from({ length: 90 }, (_, index) => ledger.complaints.insert(newComplaint(`B-${index}`))))
  const [count] = await sql('select count(distinct xmin::text)::int as transactions from complaints')
  assert.ok(Number(count?.transactions) < 10, `${count?.transactions} transactions`)
})

test('one bad row fails alone; the others of its batch are stored', async (t) => {
  const { ledger } = await openTestLedger(t)
  const random = Array.from({ length: 400 }, () => crypto.randomUUID()).join('')
  const outcomes = await Promise.allSettled([
    ledger.complaints.insert(newComplaint('good-1')),
    ledger.complaints.insert(newComplaint(random)),
    ledger.complaints.insert(newComplaint('bad-id', { id: 'no uuid' })),
    ledger.complaints.insert(newComplaint('good-2')),
  ])
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
  )
  for (const outcome of outcomes) if (outcome.status === 'rejected') assert.equal(outcome.reason.code, 'schema_violation')
  assert.ok(await ledger.complaints.findByTicket('jabar-quick-response', 'good-2'))
})

test('an error of the database never quotes what a citizen wrote', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await sql(`alter table complaints add constraint no_flood check (ticket <> 'Siti')`)
  await assert.rejects(ledger.complaints.insert(newComplaint('Siti')), (error: Error) => {
    assert.match(error.message, /no_flood/)
    assert.ok(!JSON.stringify([error.message, error.stack, error.cause]).includes('Siti'))
    return true
  })
})

test('NUL is refused with its place; lone surrogates are mended', async (t) => {
  const { ledger } = await openTestLedger(t)
  const complaint = newComplaint('n').complaint
  assert.ok(complaint)
  await assert.rejects(ledger.complaints.insert(newComplaint('n', { complaint: { ...complaint, tags: ['a', 'b\0'] } })), {
    code: 'schema_violation',
    errors: [{ at: '/tags/1', message: 'the text holds a NUL character (U+0000); leave it out' }],
  })
  const state = { native: 'proses' }
  const refused: readonly [NewComplaint, string][] = [
    [newComplaint('ticket\0'), '/origin/ticket'],
    [
      newComplaint('n', { complaint: { ...complaint, attachments: [{ url: 'https://app.example.go.id/1.jpg', name: 'a\0.jpg' }] } }),
      '/attachments/0/name',
    ],
    [newComplaint('n', { originState: { native: 'pro\0ses' } }), '/originState/native'],
    [newComplaint('n', { message: { id: 'msg\0', bodyHash: Buffer.alloc(32) } }), '/message'],
    [newComplaint('n', { firstAnswer: { id: newId(), reference: 'r', state, body: 'a\0b' } }), '/firstAnswer/body'],
  ]
  for (const [given, at] of refused) {
    await assert.rejects(ledger.complaints.insert(given), (error: GatewayError) => {
      assert.deepEqual([error.code, error.errors[0]?.at], ['schema_violation', at])
      return true
    })
  }
  const cut = newComplaint('s', { complaint: { ...complaint, title: 'cut \ud83d', body: 'spelt out: \\u0000 🙂' } })
  await ledger.complaints.insert(cut)
  const row = await ledger.complaints.get(cut.id)
  assert.equal(row?.complaint?.title, 'cut \ufffd')
  assert.equal(row?.complaint?.body, 'spelt out: \\u0000 🙂')
})

test('a known ticket: the same content, other content, and what is known of it', async (t) => {
  const { ledger } = await openTestLedger(t)
  const first = newComplaint('JQR-1', { originState: { native: 'proses' } })
  assert.deepEqual(await ledger.complaints.insert(first), { outcome: 'stored', id: first.id })
  const known = {
    outcome: 'known',
    id: first.id,
    delivery: 'accepted',
    originState: { native: 'proses' },
    status: 'received',
    unmapped: false,
    repeated: false,
  }
  assert.deepEqual(await ledger.complaints.insert(newComplaint('JQR-1')), { ...known, sameContent: true })
  assert.deepEqual(await ledger.complaints.insert(newComplaint('JQR-1', { contentHash: hash('other') })), { ...known, sameContent: false })
  const elsewhere = newComplaint('JQR-1', { origin: { ...first.origin, channel: 'sapawarga' } })
  assert.equal((await ledger.complaints.insert(elsewhere)).outcome, 'stored')
})

test('two of one ticket in one batch: one is stored, the other known; with other content too', async (t) => {
  const { ledger } = await openTestLedger(t)
  const [a, b, c] = await Promise.all([
    ledger.complaints.insert(newComplaint('JQR-2')),
    ledger.complaints.insert(newComplaint('JQR-2')),
    ledger.complaints.insert(newComplaint('JQR-2', { contentHash: hash('other') })),
  ])
  assert.deepEqual([a.outcome, b.outcome, c.outcome], ['stored', 'known', 'known'])
  assert.equal(c.outcome === 'known' && c.sameContent, false)
  assert.equal(a.id, c.id)
})

test('a message id with the same body is known; with another it is a replay, and nothing is stored', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const first = newComplaint('JQR-3', { message: { id: 'msg_1', bodyHash: hash('body') } })
  await ledger.complaints.insert(first)
  const again = await ledger.complaints.insert(newComplaint('JQR-3', { message: { id: 'msg_1', bodyHash: hash('body') } }))
  assert.equal(again.outcome, 'known')
  const forged = await ledger.complaints.insert(newComplaint('JQR-4', { message: { id: 'msg_1', bodyHash: hash('forged') } }))
  assert.deepEqual(forged, { outcome: 'replayed', id: first.id })
  assert.equal((await sql('select 1 from complaints')).length, 1)

  // A new message of the known ticket is linked to the known complaint, and its forgery is seen as well.
  await ledger.complaints.insert(newComplaint('JQR-3', { message: { id: 'msg_2', bodyHash: hash('body 2') } }))
  const forgedToo = await ledger.complaints.insert(newComplaint('JQR-5', { message: { id: 'msg_2', bodyHash: hash('forged') } }))
  assert.deepEqual(forgedToo, { outcome: 'replayed', id: first.id })

  assert.equal(await ledger.messages.forget(new Date(Date.now() + 60_000)), 2)
})

test('a replay inside one batch is seen', async (t) => {
  const { ledger } = await openTestLedger(t)
  const outcomes = await Promise.all([
    ledger.complaints.insert(newComplaint('A', { message: { id: 'm', bodyHash: hash('1') } })),
    ledger.complaints.insert(newComplaint('B', { message: { id: 'm', bodyHash: hash('2') } })),
    ledger.complaints.insert(newComplaint('A', { message: { id: 'm', bodyHash: hash('1') } })),
  ])
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    ['stored', 'replayed', 'known'],
  )
  assert.equal(new Set(outcomes.map(({ id }) => id)).size, 1)
})

test('a parked arrival that never became a complaint is known as unmapped', async (t) => {
  const { ledger } = await openTestLedger(t)
  const parked = newComplaint('P-1', {
    complaint: null,
    reporter: null,
    parked: { code: 'mapping_failed', message: 'no text', errors: [{ at: '/text', message: 'is missing' }] },
    files: new Map([[0, { sha256: 'a'.repeat(64), sizeBytes: 3, mediaType: 'image/png', name: 'p.png' }]]),
  })
  await ledger.complaints.insert(parked)
  const row = await ledger.complaints.get(parked.id)
  assert.equal(row?.delivery, 'parked')
  assert.deepEqual(row?.reason, parked.parked)
  assert.equal((await ledger.attachments.of(parked.id))[0]?.state, 'stored')
  assert.deepEqual(
    (await ledger.events.of(parked.id)).map(({ kind }) => kind),
    ['parked'],
  )
  const again = await ledger.complaints.insert(newComplaint('P-1'))
  assert.equal(again.outcome === 'known' && again.unmapped, true)
})

test('files of the request are stored with it, others are still to be fetched', async (t) => {
  const { ledger } = await openTestLedger(t)
  const given = newComplaint('F-1')
  assert.ok(given.complaint)
  const complaint = { ...given.complaint, attachments: [{ url: 'https://example.go.id/a.jpg' }, { url: 'file-part:0', name: 'b.jpg' }] }
  await ledger.complaints.insert({
    ...given,
    complaint,
    files: new Map([[1, { sha256: 'b'.repeat(64), sizeBytes: 9, mediaType: 'image/jpeg', name: 'b.jpg' }]]),
  })
  assert.deepEqual(
    (await ledger.attachments.of(given.id)).map(({ position, state, sizeBytes }) => [position, state, sizeBytes]),
    [
      [0, 'pending', null],
      [1, 'stored', 9],
    ],
  )
  assert.deepEqual((await ledger.complaints.inFlight(10)).rows, [{ id: given.id, region: '32', stage: 'fetch' }])
  await ledger.attachments.markStored(given.id, 0, { sha256: 'c'.repeat(64), sizeBytes: 1, mediaType: 'image/jpeg', name: 'a.jpg' })
  assert.deepEqual(await ledger.complaints.inFlight(10), { rows: [{ id: given.id, region: '32', stage: 'forward' }], whole: ['32'] })
})

test('a parked arrival that comes again and can be mapped becomes a complaint, once, under its id and origin', async (t) => {
  const { ledger } = await openTestLedger(t)
  const parked = newComplaint('P-1', { complaint: null, reporter: null, parked: { code: 'mapping_failed', message: 'no text' } })
  await ledger.complaints.insert(parked)
  const mended = newComplaint('P-1', { mapping: 'jabar-quick-response/v2' })
  assert.deepEqual(
    await Promise.all([ledger.complaints.remap(parked.id, mended), ledger.complaints.remap(parked.id, mended)]).then((done) =>
      done.toSorted(),
    ),
    [false, true],
  )
  const row = await ledger.complaints.get(parked.id)
  assert.deepEqual(
    [row?.delivery, row?.reason, row?.mapping, row?.complaint?.title],
    ['accepted', null, 'jabar-quick-response/v2', 'Jalan rusak'],
  )
  assert.deepEqual(await ledger.sealed.openReporter(parked.id), mended.reporter)
  const again = await ledger.complaints.insert(newComplaint('P-1'))
  assert.equal(again.outcome === 'known' && again.sameContent && !again.unmapped, true)
  assert.deepEqual(
    (await ledger.events.of(parked.id)).map(({ kind }) => kind),
    ['parked', 'replayed'],
  )
})

test('an answer that came with the report is stored with it as its first update, and left out when the ticket is known', async (t) => {
  const { ledger } = await openTestLedger(t)
  const state = { native: 'proses', status: 'in_progress', answer: 'Sudah kami perbaiki.' } as const
  const answered = (ticket: string) =>
    newComplaint(ticket, { originState: state, firstAnswer: { id: newId(), reference: 'state:0:aa', state, body: state.answer } })
  const [first, again, other] = [answered('A'), answered('A'), newComplaint('B')]
  const outcomes = await Promise.all([first, again, other].map((one) => ledger.complaints.insert(one)))
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    ['stored', 'known', 'stored'],
  )
  const [update, ...more] = await ledger.updates.of(first.id)
  assert.deepEqual(more, [])
  assert.deepEqual(
    { ...update, seq: null, acceptedAt: null },
    {
      id: first.firstAnswer?.id,
      seq: null,
      complaintId: first.id,
      source: 'origin',
      reference: 'state:0:aa',
      state,
      body: state.answer,
      delivery: 'accepted',
      reason: null,
      acceptedAt: null,
    },
  )
  assert.deepEqual(
    (await ledger.events.of(first.id)).map(({ kind, data }) => [kind, data.updateId]),
    [
      ['accepted', undefined],
      ['update_accepted', first.firstAnswer?.id],
    ],
  )
  assert.deepEqual(await ledger.updates.of(other.id), [])
})

test('an arrival that is mended and brings an answer keeps both in one transaction', async (t) => {
  const { ledger } = await openTestLedger(t)
  const unmapped = newComplaint('A', { complaint: null, reporter: null, parked: { code: 'mapping_failed', message: '/text: is missing' } })
  await ledger.complaints.insert(unmapped)
  const state = { native: 'proses', answer: 'Sudah.' }
  const mended = newComplaint('A', {
    id: unmapped.id,
    originState: state,
    firstAnswer: { id: newId(), reference: 'state:0:aa', state, body: 'Sudah.' },
  })
  assert.equal(await ledger.complaints.remap(unmapped.id, mended), true)
  assert.deepEqual(
    (await ledger.updates.of(unmapped.id)).map(({ id, body, delivery }) => [id, body, delivery]),
    [[mended.firstAnswer?.id, 'Sudah.', 'accepted']],
  )
})
