import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLedger } from './open-ledger.ts'
import { newKeys, parseKeys } from './sealing.ts'
import { openTestLedger, silent } from './test-ledger.ts'
import { newId } from './uuid.ts'

test('of several gateways one gets a lease; it passes on when it is over or given back', async (t) => {
  const { ledger, databaseUrl, sql } = await openTestLedger(t)
  const other = await openLedger({ databaseUrl, keys: parseKeys(newKeys()), log: silent })
  t.after(() => other.close())
  const holders = Array.from({ length: 6 }, (_, index) => `gateway-${index}`)
  const taken = await Promise.all(
    holders.map((holder, index) => (index % 2 === 0 ? ledger : other).leases.take('poll:jaki', holder, 60_000)),
  )
  assert.equal(taken.filter(Boolean).length, 1)
  const holder = holders[taken.indexOf(true)] ?? ''
  const next = holders[taken.indexOf(false)] ?? ''
  assert.equal(await other.leases.take('poll:jaki', holder, 60_000), true)
  assert.equal(await ledger.leases.take('poll:jaki', next, 60_000), false)
  await ledger.leases.release('poll:jaki', next)
  assert.deepEqual(
    (await ledger.leases.all()).map(({ name, holder }) => [name, holder]),
    [['poll:jaki', holder]],
  )

  await sql(`update leases set until = now() - interval '1 second'`)
  assert.equal(await other.leases.take('poll:jaki', next, 60_000), true)
  assert.equal(await ledger.leases.take('poll:jaki', holder, 60_000), false)
  await other.leases.release('poll:jaki', next)
  assert.equal(await ledger.leases.take('poll:jaki', holder, 60_000), true)
})

test('a cursor is written only under a live lease', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  const lease = { name: 'poll:qlue', holder: 'a' }
  assert.equal(await ledger.cursors.set('qlue', '1', lease), false)
  await ledger.leases.take('poll:qlue', 'a', 60_000)
  assert.equal(await ledger.cursors.set('qlue', '1', lease), true)
  assert.equal(await ledger.cursors.set('qlue', '2', { ...lease, holder: 'b' }), false)
  await sql(`update leases set until = now() - interval '1 second'`)
  assert.equal(await ledger.cursors.set('qlue', '3', lease), false)
  assert.deepEqual(await ledger.cursors.get('qlue'), { cursor: '1', restMs: 0 })
  assert.deepEqual(await ledger.cursors.get('jaki'), { cursor: null, restMs: 0 })
})

test('how long a partner asked to wait is kept beside the cursor, until a page is taken', async (t) => {
  const { ledger } = await openTestLedger(t)
  const lease = { name: 'poll:qlue', holder: 'a' }
  await ledger.leases.take('poll:qlue', 'a', 60_000)
  await ledger.cursors.set('qlue', '1', lease)
  await ledger.cursors.rest('qlue', 60_000)
  const { cursor, restMs } = await ledger.cursors.get('qlue')
  assert.equal(cursor, '1')
  assert.ok(restMs > 0 && restMs <= 60_000)
  await ledger.cursors.rest('qlue', 0)
  assert.equal((await ledger.cursors.get('qlue')).restMs, 0)
  await ledger.cursors.rest('jaki', 60_000)
  assert.equal((await ledger.cursors.get('jaki')).cursor, null)
  await ledger.cursors.rest('qlue', 60_000)
  await ledger.cursors.set('qlue', '2', lease)
  assert.deepEqual(await ledger.cursors.get('qlue'), { cursor: '2', restMs: 0 })
})

test('a step that was sent can be taken back; a done one keeps its first result', async (t) => {
  const { ledger } = await openTestLedger(t)
  const subject = newId()
  assert.equal(await ledger.steps.get(subject, 'create'), null)
  await ledger.steps.markSent(subject, 'create')
  assert.deepEqual(await ledger.steps.get(subject, 'create'), { state: 'sent', result: null })
  await ledger.steps.takeBack(subject, 'create')
  assert.equal(await ledger.steps.get(subject, 'create'), null)
  await ledger.steps.markSent(subject, 'create')
  await ledger.steps.markDone(subject, 'create', { laporId: '1' })
  await ledger.steps.markDone(subject, 'create', { laporId: '2' })
  await ledger.steps.takeBack(subject, 'create')
  await assert.rejects(ledger.steps.markSent(subject, 'create'), { code: 'internal_error' })
  assert.deepEqual(await ledger.steps.get(subject, 'create'), { state: 'done', result: { laporId: '1' } })
  assert.deepEqual(
    (await ledger.steps.of(subject)).map(({ name, state }) => [name, state]),
    [['create', 'done']],
  )
})

test('masters: what the centre does not list any more is gone, and comes back with its name of then', async (t) => {
  const { ledger } = await openTestLedger(t)
  await ledger.masters.replace('institutions', [
    { id: '1', name: 'A' },
    { id: '2', name: 'B' },
    { id: '2', name: 'B again' },
  ])
  await ledger.masters.replace('templates', [{ id: '1', name: 'T' }])
  await ledger.masters.replace('institutions', [{ id: '2', name: 'B' }])
  assert.deepEqual(await ledger.masters.all('institutions'), [{ id: '2', name: 'B' }])
  await ledger.masters.replace('institutions', [{ id: '1', name: 'A2' }])
  assert.deepEqual(await ledger.masters.all('institutions'), [{ id: '1', name: 'A2' }])
  assert.deepEqual(await ledger.masters.all('templates'), [{ id: '1', name: 'T' }])
})

test('a channel keeps what happened to it; pausing is in the audit', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await Promise.all([ledger.channelStates.noteIn('jaki'), ledger.channelStates.noteOut('jaki')])
  await ledger.channelStates.noteError('jaki', { code: 'credentials_refused', message: '401' })
  await ledger.channelStates.setPaused('jaki', true, { by: 'gateway', reason: 'key refused' })
  const [state] = await ledger.channelStates.all()
  assert.deepEqual(
    [state?.channel, state?.paused, state?.reason, state?.lastError],
    ['jaki', true, 'key refused', { code: 'credentials_refused', message: '401' }],
  )
  assert.ok(state?.lastInAt instanceof Date && state.lastOutAt instanceof Date && state.lastErrorAt instanceof Date)
  assert.deepEqual(await sql('select actor, action, subject from audit'), [{ actor: 'gateway', action: 'channel_paused', subject: 'jaki' }])
})

test('an alert is opened once and counted; what is ignored is counted by day', async (t) => {
  const { ledger } = await openTestLedger(t)
  await Promise.all([1, 2, 3].map(() => ledger.alerts.raise('silent:jaki', 'silent', 'jaki', 'nothing since yesterday')))
  assert.deepEqual(
    (await ledger.alerts.open()).map(({ key, count }) => [key, count]),
    [['silent:jaki', 3]],
  )
  await ledger.alerts.close('silent:qlue', 'silent:jaki')
  assert.deepEqual(await ledger.alerts.open(), [])
  await ledger.alerts.raise('silent:jaki', 'silent', 'jaki', 'again')
  assert.equal((await ledger.alerts.open())[0]?.count, 1)
  await Promise.all([1, 2].map(() => ledger.ignored.count('jaki', 'came from LAPOR!')))
  assert.deepEqual(
    (await ledger.ignored.all()).map(({ channel, why, count }) => [channel, why, count]),
    [['jaki', 'came from LAPOR!', 2]],
  )
})
