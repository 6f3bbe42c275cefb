import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { openLedger } from '../ledger/open-ledger.ts'
import { newKeys, parseKeys } from '../ledger/sealing.ts'
import { newComplaint, openTestLedger, silent } from '../ledger/test-ledger.ts'
import { newId } from '../ledger/uuid.ts'
import { startKeeper } from './keeper.ts'

const SITI = '+6281234567890'

test('people, their memory and the key that finds them are sealed anew; what has expired is forgotten', async (t) => {
  const [oldKey, newKey] = [newKeys(), newKeys()]
  const { ledger: before, databaseUrl, sql } = await openTestLedger(t, oldKey)
  const person = { sender: SITI, replyTo: null, receipt: { id: newId(), statusOrigin: 'diterima', state: 'pending' as const } }
  const complaint = newComplaint('m-1', { person })
  await before.complaints.insert(complaint)
  const { channel } = complaint.origin
  await before.memory.of(channel).write('chat:stays', 1, { version: 0 })
  await before.memory.of(channel).write('chat:over', 2, { version: 0, expiresAt: new Date(Date.now() - 1000) })
  await before.people.admit(channel, SITI, 'm-1', { perHour: 9, perDay: 9 })
  await sql(`update admissions set at = now() - interval '3 days'`)

  const keys = { ...parseKeys(`${newKey},${oldKey}`), problem: null }
  const ledger = await openLedger({ databaseUrl, keys, log: silent, poolSize: 3 })
  t.after(() => ledger.close())
  const settings = () => ({ regions: new Map(), gateway: { follow: { endStatuses: [] } } })
  const keeper = startKeeper({
    ledger,
    blobs: { remove: async () => true },
    keys,
    settings,
    holder: 'test',
    log: silent,
    pace: { everyMs: 20 },
  })
  t.after(() => keeper.close())
  await eventually('the old key is not needed', async () => {
    const rows = await ledger.sealed.countByKey()
    return rows.every(({ keyId, parts }) => keyId === keys.newestId || parts === 0) ? true : undefined
  })
  await eventually('what is over is gone', async () => {
    const [left] = await sql('select (select count(*) from memory)::int as memory, (select count(*) from admissions)::int as admissions')
    return left?.['memory'] === 1 && left['admissions'] === 0 ? true : undefined
  })
  const onlyNew = await openLedger({ databaseUrl, keys: parseKeys(newKey), log: silent, poolSize: 2 })
  t.after(() => onlyNew.close())
  assert.deepEqual(
    (await onlyNew.people.cases(channel, SITI, 5)).map(({ id }) => id),
    [complaint.id],
  )
})
