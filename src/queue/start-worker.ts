import { type Job as BullJob, DelayedError, Queue, RateLimitError, Worker } from 'bullmq'
import type { Log } from '../contract/connector.ts'
import { inSpan, onTrail } from '../contract/trail.ts'
import { watchClock } from './clock-watch.ts'
import { behindOf, openServed, renewRanks } from './fair-rank.ts'
import { type Job, openQueue, type Stage } from './open-queues.ts'
import { connectRedis } from './redis.ts'

/** What a handler wants done with its job. */
export type Verdict =
  | { readonly verdict: 'done' }
  /** Wait so long and come again; spends no attempt. */
  | { readonly verdict: 'wait'; readonly ms: number }
  /** Stop the whole stage for so long, then come again; spends no attempt. */
  | { readonly verdict: 'hold'; readonly ms: number }
  /** Come again after so long; spends an attempt. */
  | { readonly verdict: 'retry'; readonly ms: number }
  /** Stand behind: others of its region wait for their turn already. Only for a job of the first line. */
  | { readonly verdict: 'behind' }

export interface WorkerOptions {
  readonly stage: Stage
  readonly redisUrl: string
  readonly prefix?: string
  readonly concurrency: number
  readonly perSecond?: number | null
  readonly log: Log
  /** Stops the stage on every gateway (Queues.hold). */
  hold(ms: number): Promise<void>
  /** `attempts` is how many were spent before this one; `line`: from which it was taken. Must not throw. */
  handle(job: Job, attempts: number, line: 'first' | 'behind'): Promise<Verdict>
}

export interface RunningWorker {
  /** Takes no new job, waits up to `ms` for those at work, then lets go: they are taken up again by another worker. */
  close(ms: number): Promise<void>
}

/** Of both lines of a stage (docs/adr/0006-fair-rank.md): `concurrency` jobs of each at the same time. */
export function startWorker(options: WorkerOptions): RunningWorker {
  const lines = [options.stage, behindOf(options.stage)].map((line) => startLine(line, options))
  return { close: async (ms) => void (await Promise.all(lines.map((line) => line.close(ms)))) }
}

/** A job whose gateway died is taken up again after at most LOCK_MS + STALLED_MS. */
const LOCK_MS = 8_000
const STALLED_MS = 2_000
/** A worker without work looks so often whether the ranks can begin anew. */
const RENEW_EVERY_MS = 60_000

function startLine(
  line: string,
  { stage, redisUrl, prefix = 'lapor', concurrency, perSecond, log, hold, handle }: WorkerOptions,
): RunningWorker {
  const redis = connectRedis(redisUrl, 'worker', log)
  const noteServed = openServed(redis, prefix, stage)
  const behind = openQueue(behindOf(stage), redis, prefix, log)
  let renewedAt = 0
  let worker = open()
  void takeUpDelayed().catch(() => undefined)
  const clock = watchClock((byMs) => {
    log.warn({ line, byMs: Math.round(byMs) }, 'the clock went back; what waits for its time is taken up now')
    const old = worker
    worker = open()
    void Promise.all([old.close(), takeUpDelayed()]).catch((error: Error) => log.warn({ line, error: error.message }, 'worker'))
  })

  function open(): Worker<Job> {
    const opened = new Worker<Job>(line, process, {
      connection: redis,
      prefix,
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_MS,
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      drainDelay: 1,
      runRetryDelay: 500,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
      ...(perSecond ? { limiter: { max: perSecond, duration: 1000 } } : {}),
    })
    opened.on('error', (error: Error) => log.warn({ line, error: error.message }, 'worker'))
    opened.on('drained', renewNowAndThen)
    return opened
  }

  function renewNowAndThen(): void {
    if (performance.now() - renewedAt < RENEW_EVERY_MS) return
    renewedAt = performance.now()
    renewRanks(redis, prefix, stage).catch(() => undefined)
  }

  /**
   * BullMQ keeps the time at which a job comes again by the clock of whoever delayed it, and a worker the time until which it rests. When that clock was ahead,
   * both would wait for as long; coming early does no harm.
   */
  async function takeUpDelayed(): Promise<void> {
    const queue = new Queue(line, { connection: redis, prefix })
    await queue.promoteJobs().finally(() => queue.close())
  }

  /** Log lines and spans of a job carry its complaint's id: here where the id is the complaint's, and from whoever reads its row otherwise. */
  function onItsTrail(job: BullJob<Job>, attempts: number): Promise<Verdict> {
    const { id, region, kind } = job.data
    const attributes = {
      'messaging.system': 'bullmq',
      'messaging.destination.name': stage,
      'lapor.region': region,
      'lapor.attempt': attempts + 1,
      'lapor.waited_ms': Math.max(0, Date.now() - job.timestamp),
    }
    return onTrail(kind === 'complaint' || kind === 'case' ? { complaintId: id } : {}, () =>
      inSpan(stage, 'consumer', attributes, async (span) => {
        const next = await handle(job.data, attempts, line === stage ? 'first' : 'behind')
        if (span) span.attributes['lapor.verdict'] = next.verdict
        return next
      }),
    )
  }

  async function process(job: BullJob<Job>, token?: string): Promise<void> {
    const attempts = job.data.attempts ?? 0
    if (job.attemptsStarted <= 1) noteServed(job.priority)
    const next = await onItsTrail(job, attempts)
    if (next.verdict === 'done') return
    if (next.verdict === 'behind') return standBehind(job)
    if (next.verdict === 'hold') {
      await hold(Math.max(next.ms, 1))
      throw new RateLimitError()
    }
    if (next.verdict === 'retry') await job.updateData({ ...job.data, attempts: attempts + 1 })
    await job.moveToDelayed(Date.now() + Math.max(next.ms, 1), token)
    throw new DelayedError()
  }

  /** With its rank, so that the order stays. The worker is free for somebody else. */
  async function standBehind(job: BullJob<Job>): Promise<void> {
    await behind.add(job.name, job.data, { ...(job.id === undefined ? {} : { jobId: job.id }), priority: job.priority })
  }

  return {
    async close(ms) {
      clock.close()
      const closing = worker.close()
      const timeout = new Promise<'late'>((resolve) => setTimeout(resolve, ms, 'late').unref())
      if ((await Promise.race([closing, timeout])) === 'late') await worker.close(true)
      void behind.close().catch(() => undefined)
      redis.disconnect()
    },
  }
}
