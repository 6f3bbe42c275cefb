import { setImmediate as nextTurn } from 'node:timers/promises'
import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Log } from '../contract/connector.ts'
import { behindOf, noteCaughtUp, takeRanks } from './fair-rank.ts'
import { type HeldMarks, openHeldMarks } from './held-marks.ts'
import { connectRedis } from './redis.ts'

/** fetch: attachments of a complaint. forward: a complaint or an update to the centre. follow: a case at the centre. reply: feedback to its origin. */
export const STAGES = ['fetch', 'forward', 'follow', 'reply'] as const
export type Stage = (typeof STAGES)[number]

/** All that a job holds: nothing about a person. `kind` tells what the id is of. */
export interface Job {
  readonly id: string
  readonly region: string
  readonly kind: 'complaint' | 'update' | 'case' | 'feedback'
  /** Attempts spent so far. */
  readonly attempts?: number
}

export interface Queues {
  /**
   * Adds a job soon, together with others that come at the same time. Never throws, never waits: while Redis is away, or the queue holds enough of the region,
   * the sweep does it later.
   */
  enqueue(stage: Stage, job: Omit<Job, 'kind'> & { kind?: Job['kind'] }): void
  /** Adds those that the queue does not hold yet; resolves with how many were added. Throws while Redis is away. */
  fill(stage: Stage, jobs: readonly Job[]): Promise<number>
  /** Everything of these regions that the ledger holds is in the queue now: what is new is enqueued again. */
  caughtUp(stage: Stage, regions: readonly string[]): Promise<void>
  readonly held: HeldMarks
  depth(stage: Stage): Promise<Record<string, number>>
  /** Stops a stage for so long, on every gateway: the centre asked for it. */
  hold(stage: Stage, ms: number): Promise<void>
  ping(): Promise<void>
  close(): Promise<void>
}

export interface QueueOptions {
  readonly redisUrl: string
  /** Namespace in Redis; default 'lapor'. */
  readonly prefix?: string
  readonly log: Log
}

const MOST_AT_ONCE = 500
const MOST_LOOKED_FOR = 200

export function openQueues({ redisUrl, prefix = 'lapor', log }: QueueOptions): Queues {
  const redis = connectRedis(redisUrl, 'producer', log)
  /** Of each stage: the line that everybody is served from, and the one behind it. */
  const queues = new Map(STAGES.map((stage) => [stage, [stage, behindOf(stage)].map((line) => openQueue(line, redis, prefix, log))]))
  const waiting = new Map<Stage, Job[]>()
  let flushing: Promise<void> | null = null

  /** BullMQ waits for a connection that was never there; nothing here may. */
  const linesOf = (stage: Stage): Queue[] => {
    if (redis.status !== 'ready') throw new Error('redis is down')
    return queues.get(stage) ?? []
  }

  async function add(stage: Stage, jobs: readonly Job[], from: 'new' | 'ledger'): Promise<void> {
    for (let at = 0; at < jobs.length; at += MOST_AT_ONCE) {
      const batch = jobs.slice(at, at + MOST_AT_ONCE)
      const lines = linesOf(stage)
      const places = await takeRanks(redis, { prefix, stage, from }, batch)
      for (const [index, line] of lines.entries()) {
        const ranked = batch.flatMap((job, at) => {
          const place = places[at]
          if (!place || place.behind !== (index === 1)) return []
          return [{ name: job.kind, data: job, opts: { jobId: job.id, priority: place.rank } }]
        })
        if (ranked.length > 0) await line.addBulk(ranked)
      }
    }
  }

  /** What comes while some are being added goes together. */
  async function flush(): Promise<void> {
    for (let batches = [...waiting]; batches.length > 0; batches = [...waiting]) {
      waiting.clear()
      for (const [stage, jobs] of batches) {
        await add(stage, jobs, 'new').catch((error: Error) =>
          log.warn({ stage, jobs: jobs.length, error: error.message }, 'not enqueued; the sweep will'),
        )
      }
    }
  }

  function flushSoon(): void {
    flushing ??= nextTurn()
      .then(flush)
      .finally(() => {
        flushing = null
        if (waiting.size > 0) flushSoon()
      })
  }

  return {
    enqueue(stage, job) {
      const jobs = waiting.get(stage) ?? []
      jobs.push({ kind: 'complaint', ...job })
      waiting.set(stage, jobs)
      flushSoon()
    },
    async fill(stage, jobs) {
      const lines = linesOf(stage).map(({ name }) => `${prefix}:${name}:`)
      let added = 0
      // In small parts: what runs beside it must not wait for thousands of answers.
      for (let at = 0; at < jobs.length; at += MOST_LOOKED_FOR) {
        const missing = await findMissing(redis, lines, jobs.slice(at, at + MOST_LOOKED_FOR))
        await add(stage, missing, 'ledger')
        added += missing.length
      }
      return added
    },
    caughtUp: (stage, regions) => noteCaughtUp(redis, prefix, stage, regions),
    held: openHeldMarks(redis, prefix),
    async depth(stage) {
      const counts = await Promise.all(linesOf(stage).map((line) => line.getJobCounts('wait', 'prioritized', 'delayed', 'active')))
      return counts.reduce((sum, one) =>
        Object.fromEntries(Object.entries(sum).map(([state, count]) => [state, count + (one[state] ?? 0)])),
      )
    },
    async hold(stage, ms) {
      await Promise.all(linesOf(stage).map((line) => line.rateLimit(ms)))
    },
    async ping() {
      await redis.ping()
    },
    async close() {
      await flushing
      await Promise.all([...queues.values()].flat().map((queue) => queue.close()))
      redis.disconnect()
    },
  }
}

export function openQueue(line: string, redis: Redis, prefix: string, log: Log): Queue {
  const queue = new Queue(line, {
    connection: redis,
    prefix,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true, stackTraceLimit: 0 },
    streams: { events: { maxLen: 1000 } },
  })
  queue.on('error', (error: Error) => log.warn({ line, error: error.message }, 'queue'))
  return queue
}

async function findMissing(redis: Redis, lines: readonly string[], jobs: readonly Job[]): Promise<Job[]> {
  if (jobs.length === 0) return []
  const keys = jobs.flatMap(({ id }) => lines.map((line) => line + id))
  const missing = new Set((await redis.eval(MISSING, keys.length, ...keys, lines.length)) as number[])
  return jobs.filter((_, at) => missing.has(at))
}

/** Keys of one job after the other, in each line that may hold it; which jobs none holds, from 0. */
const MISSING = `
local lines = tonumber(ARGV[1])
local missing = {}
for at = 1, #KEYS, lines do
  local held = false
  for line = 0, lines - 1 do held = held or redis.call('exists', KEYS[at + line]) == 1 end
  if not held then missing[#missing + 1] = (at - 1) / lines end
end
return missing`
