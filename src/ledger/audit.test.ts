import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAudit } from './audit-list.ts'
import type { AuditFilter } from './running-state.ts'
import { newComplaint, openTestLedger } from './test-ledger.ts'

test('a line of the audit knows the region of its complaint, and keeps from where, before and after', async (t) => {
  const { ledger } = await openTestLedger(t)
  const { id } = newComplaint('A-1')
  await ledger.complaints.insert(newComplaint('A-1', { id, parked: { code: 'mapping_failed', message: 'x' } }))
  await ledger.parked.discard(id, { by: 'rina', reason: 'uji', address: '10.0.0.1' }, null)
  const [line] = await ledger.audit.list({ limit: 1 }, ['32'])
  assert.ok(line)
  const { seq: _seq, at, ...rest } = line
  assert.ok(Date.now() - at.getTime() < 60_000)
  assert.deepEqual(rest, {
    actor: 'rina',
    action: 'parked.discard',
    subject: id,
    region: '32',
    address: '10.0.0.1',
    before: { discarded: false },
    after: { discarded: true },
    detail: { reason: 'uji' },
  })
  assert.deepEqual(await ledger.audit.list({ limit: 1 }, ['33']), [])
})

test('no page of the audit reads the whole table, whatever is filtered', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await sql(`insert into audit (at, actor, action, subject, region)
    select now() - n * interval '1 minute', 'a' || n % 50, 'x' || n % 20, 's' || n, case when n % 3 = 0 then '32' when n % 3 = 1 then '33.74' end
    from generate_series(20000, 1, -1) n`)
  await sql('analyze audit')
  const time = { from: new Date(Date.now() - 5000 * 60_000).toISOString(), to: new Date(Date.now() - 4000 * 60_000).toISOString() }
  const filters: Omit<AuditFilter, 'limit'>[] = [
    {},
    { before: '500' },
    { actor: 'a7' },
    { action: 'x3' },
    { subject: 's77' },
    time,
    { ...time, actor: 'a7' },
  ]
  for (const filter of filters)
    for (const scope of [null, ['32', '32.73', '31']]) {
      const plans: string[] = []
      const explaining = {
        query: async <Row>(text: string, params: readonly unknown[] = []): Promise<Row[]> => {
          const rows = await sql(`explain ${text}`, [...params])
          plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
          return []
        },
      }
      await listAudit(explaining, { ...filter, limit: 50 }, scope)
      assert.doesNotMatch(plans.join(), /Seq Scan on audit/, JSON.stringify({ filter, scope }))
    }
  assert.equal((await ledger.audit.list({ ...time, limit: 2000 }, null)).length, 1000)
  assert.equal((await ledger.audit.list({ ...time, actor: 'a7', limit: 2000 }, null)).length, 20)
})
