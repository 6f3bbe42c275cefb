import type { Redis } from 'ioredis'

/** BullMQ's largest priority. */
const MOST = 2_097_151

const key = (prefix: string, stage: string): string => `${prefix}:${stage}:waiting-by-region`

/**
 * The fair rank (docs/adr/0006-fair-rank.md): a job's priority is the number of its region's jobs already waiting, plus one, so that a region with
 * thousands waiting cannot keep another's single job from being served next.
 */
export async function takeRank(redis: Redis, prefix: string, stage: string, jobs: readonly { region: string }[]): Promise<number[]> {
  const pipeline = redis.pipeline()
  for (const job of jobs) pipeline.hincrby(key(prefix, stage), job.region, 1)
  const answers = (await pipeline.exec()) ?? []
  return answers.map(([error, waiting]) => {
    if (error) throw error
    return Math.min(Math.max(Number(waiting), 1), MOST)
  })
}

/** One job of the region waits no longer. */
export async function giveBackRank(redis: Redis, prefix: string, stage: string, region: string): Promise<void> {
  const left = await redis.hincrby(key(prefix, stage), region, -1)
  if (left <= 0) await redis.hdel(key(prefix, stage), region)
}

/** Counts drift when a process dies between counting and adding; an empty queue starts again from nought. */
export async function resetRanks(redis: Redis, prefix: string, stage: string): Promise<void> {
  await redis.del(key(prefix, stage))
}
