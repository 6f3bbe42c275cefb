import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Redis } from 'ioredis'
import { eventually } from '../../test/support/eventually.ts'
import { testRedis } from '../../test/support/servers.ts'
import { newComplaint, openTestLedger, silent } from '../ledger/test-ledger.ts'
import { openQueues } from '../queue/open-queues.ts'
import { startSweep } from './sweep.ts'

test('the sweep leaves what a gateway holds back to it, brings what is older, and all of it when that gateway is gone', async (t) => {
  const { ledger } = await openTestLedger(t)
  const redis = await testRedis(t)
  const queues = openQueues({ redisUrl: redis.url, prefix: redis.prefix, log: silent })
  const raw = new Redis(redis.url, { replyMapping: 'legacy' })
  t.after(async () => {
    await queues.close()
    raw.disconnect()
  })
  await eventually('redis', () =>
    queues.ping().then(
      () => true,
      () => undefined,
    ),
  )
  const [older, held, behind] = [newComplaint('a'), newComplaint('b'), newComplaint('c')]
  for (const complaint of [older, held, behind]) await ledger.complaints.insert(complaint)
  queues.held.note(new Map([['32', held.id]]))
  await eventually('the mark', async () => ((await queues.held.from(['32'])).has('32') ? true : undefined))

  const brought: string[] = []
  const looked = Promise.withResolvers<void>()
  const watched = {
    ...queues,
    async fill(...given: Parameters<typeof queues.fill>) {
      brought.push(...given[1].map(({ id }) => id))
      const added = await queues.fill(...given)
      if (given[0] === 'forward') looked.resolve()
      return added
    },
  }
  const sweep = startSweep({ ledger, queues: watched, log: silent, holder: 'this', signal: new AbortController().signal })
  t.after(() => sweep.close())
  await looked.promise
  assert.deepEqual(brought, [older.id])
  await raw.del(`${redis.prefix}:held:32`)
  await eventually('the others', () => (brought.includes(held.id) && brought.includes(behind.id) ? true : undefined))
})
