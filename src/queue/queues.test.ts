import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { Redis } from 'ioredis'
import { eventually } from '../../test/support/eventually.ts'
import { testRedis } from '../../test/support/servers.ts'
import { type Job, openQueues, type Stage } from './open-queues.ts'
import { startWorker, type Verdict } from './start-worker.ts'

const log = { info() {}, warn() {}, error() {} }

async function open(t: TestContext) {
  const redis = await testRedis(t)
  const queues = openQueues({ redisUrl: redis.url, prefix: redis.prefix, log })
  const raw = new Redis(redis.url, { replyMapping: 'legacy' })
  t.after(async () => {
    await queues.close()
    raw.disconnect()
  })
  const work = (
    handle: (job: Job, attempts: number, line: 'first' | 'behind') => Promise<Verdict>,
    concurrency = 1,
    stage: Stage = 'forward',
  ) => {
    const hold = (ms: number) => queues.hold(stage, ms)
    const worker = startWorker({ stage, redisUrl: redis.url, prefix: redis.prefix, concurrency, log, hold, handle })
    t.after(() => worker.close(2_000))
    return worker
  }
  while (
    !(await queues.ping().then(
      () => true,
      () => false,
    ))
  )
    await raw.ping()
  return { queues, raw, work, ...redis }
}

const jobs = (region: string, count: number): Job[] =>
  Array.from({ length: count }, () => ({ id: randomUUID(), region, kind: 'complaint' }))

test('a region with thousands waiting does not keep another from being served among the next', async (t) => {
  const { queues, work } = await open(t)
  const [lonely] = jobs('33', 1)
  assert.ok(lonely)
  await queues.fill('forward', jobs('32', 2_000))
  await queues.fill('forward', [lonely])
  const served: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  work(async (job) => {
    served.push(job.id)
    if (job.id === lonely.id) resolve()
    return { verdict: 'done' }
  })
  await promise
  assert.ok(served.length <= 20, `served after ${served.length} others`)
})

test('jobs of a region that wait for its turn do not keep the workers from another', async (t) => {
  const { queues, work } = await open(t)
  const [lonely] = jobs('33', 1)
  assert.ok(lonely)
  const turn = Promise.withResolvers<void>()
  const [taken, served] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let waiting = 0
  await queues.fill('forward', jobs('32', 50))
  work(async (job) => {
    if (job.id === lonely.id) served.resolve()
    else {
      waiting += 1
      if (waiting === 3) taken.resolve()
      await turn.promise
    }
    return { verdict: 'done' }
  }, 2)
  await taken.promise
  await queues.fill('forward', [lonely])
  await served.promise
  turn.resolve()
})

test('within a region those that wait are served in the order of arrival, also when some were served before others came', async (t) => {
  const { queues, work } = await open(t)
  const first = jobs('32', 40)
  const second = jobs('32', 40)
  await queues.fill('forward', first)
  const served: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  work(async (job) => {
    served.push(job.id)
    if (served.length === 20) await queues.fill('forward', second)
    if (served.length === 80) resolve()
    return { verdict: 'done' }
  })
  await promise
  // The first of them did not wait behind one of its region: it is in the line that everybody is served from, at the same time.
  const [ahead] = first
  assert.deepEqual(
    served.filter((id) => id !== ahead?.id),
    [...first.slice(1), ...second].map(({ id }) => id),
  )
})

test('a full queue takes no more of a region that fills it, keeps room for others, and nothing new overtakes what it left out', async (t) => {
  const { queues } = await open(t)
  await queues.fill('forward', jobs('32', 20_000))
  const enqueued = async (region: string): Promise<boolean> => {
    const { prioritized: before = 0 } = await queues.depth('forward')
    queues.enqueue('forward', { id: randomUUID(), region })
    queues.enqueue('fetch', { id: randomUUID(), region })
    const { prioritized: fetches = 0 } = await queues.depth('fetch')
    await eventually('the batch is through', async () => ((await queues.depth('fetch'))['prioritized'] ?? 0) > fetches || undefined)
    return ((await queues.depth('forward'))['prioritized'] ?? 0) > before
  }
  assert.equal(await enqueued('32'), false)
  assert.equal(await enqueued('33'), true)
  await queues.caughtUp('forward', ['33'])
  assert.equal(await enqueued('33'), true)
  assert.equal(await enqueued('32'), false)
})

test('fill adds what the queue does not hold, once', async (t) => {
  const { queues } = await open(t)
  const some = jobs('32', 10)
  assert.equal(await queues.fill('forward', some), 10)
  assert.equal(await queues.fill('forward', some), 0)
  const depth = await queues.depth('forward')
  assert.equal(depth['prioritized'], 10)
})

test('after FLUSHALL the same jobs are filled in again', async (t) => {
  const { queues, raw, prefix } = await open(t)
  const some = jobs('32', 10)
  await queues.fill('forward', some)
  const keys = await raw.keys(`${prefix}:*`)
  await raw.del(...keys)
  assert.equal(await queues.fill('forward', some), 10)
})

test('a wait brings the job back and spends no attempt; a retry spends one', async (t) => {
  const { queues, work } = await open(t)
  const seen: number[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const verdicts: Verdict[] = [{ verdict: 'wait', ms: 5 }, { verdict: 'retry', ms: 5 }, { verdict: 'hold', ms: 5 }, { verdict: 'done' }]
  work(async (_, attempts) => {
    seen.push(attempts)
    const verdict = verdicts[seen.length - 1] ?? { verdict: 'done' }
    if (verdict.verdict === 'done') resolve()
    return verdict
  })
  await queues.fill('forward', jobs('32', 1))
  await promise
  assert.deepEqual(seen, [0, 0, 1, 1])
})

test('a finished job leaves nothing behind, so that the same id may come again', async (t) => {
  const { queues, work, raw, prefix } = await open(t)
  const [job] = jobs('32', 1)
  assert.ok(job)
  let runs = 0
  let done = Promise.withResolvers<void>()
  const worker = work(async () => {
    runs++
    done.resolve()
    return { verdict: 'done' }
  })
  await queues.fill('forward', [job])
  await done.promise
  await worker.close(2_000)
  assert.deepEqual(await raw.keys(`${prefix}:forward:${job.id}*`), [])
  done = Promise.withResolvers<void>()
  work(async () => {
    runs++
    done.resolve()
    return { verdict: 'done' }
  })
  assert.equal(await queues.fill('forward', [job]), 1)
  await done.promise
  assert.equal(runs, 2)
})

test('enqueue never throws and never waits while Redis is away', async () => {
  const queues = openQueues({ redisUrl: 'redis://127.0.0.1:1', log })
  queues.enqueue('forward', { id: randomUUID(), region: '32' })
  await assert.rejects(queues.ping())
  await queues.close()
})

test('a job that is told to stand behind comes again from the second line, once, with its attempts, and its worker serves another', async (t) => {
  const { queues, raw, prefix, work } = await open(t)
  const [crowding, other] = [...jobs('32', 1), ...jobs('33', 1)]
  assert.ok(crowding && other)
  const seen: string[] = []
  const gate = Promise.withResolvers<void>()
  work(async (job, attempts, line) => {
    seen.push(`${job.region} ${line} ${attempts}`)
    if (job.id === crowding.id && line === 'first') return { verdict: 'behind' }
    if (job.id === crowding.id) await gate.promise
    return { verdict: 'done' }
  })
  await queues.fill('forward', [{ ...crowding, attempts: 2 }])
  await eventually('it stands behind', () => seen.length === 2 || undefined)
  assert.deepEqual(seen, ['32 first 2', '32 behind 2'])
  assert.equal(await queues.fill('forward', [crowding]), 0)
  await queues.fill('forward', [other])
  await eventually('another is served', () => seen.length === 3 || undefined)
  assert.equal(seen.at(-1), '33 first 0')
  gate.resolve()
  const held = () => raw.exists(`${prefix}:forward:${crowding.id}`, `${prefix}:forward-behind:${crowding.id}`)
  await eventually('no line holds it', async () => (await held()) === 0 || undefined)
  assert.equal(seen.length, 3)
})
