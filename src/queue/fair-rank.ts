import type { Redis } from 'ioredis'

/** BullMQ's largest priority. */
const MOST = 2_097_151
/** A queue that holds so many takes no more from a region that has many waiting: the sweep brings them when there is room, so Redis never holds a whole backlog. */
const FULL = 20_000
/** So many of each region find room in a full queue. */
const ALWAYS = 20

const key = (prefix: string, stage: string): string => `${prefix}:${stage}:ranks`

/**
 * The line in which the jobs of a region stand that has one waiting already. Workers of its own take them up: those that wait for their region's turn
 * then never fill the workers that serve everybody else.
 */
export const behindOf = (stage: string): string => `${stage}-behind`

/**
 * Fields: `served`, the rank of the job taken up last; `last:<region>`, the highest rank that the region was given; `behind:<region>`, set while jobs
 * of the region are in the ledger and not in the queue: what is newer may not overtake them.
 */
const TAKE = `
local served = tonumber(redis.call('hget', KEYS[1], 'served') or '0')
local full = redis.call('zcard', KEYS[2]) + redis.call('zcard', KEYS[3]) >= ${FULL}
local ranks = {}
for i = 2, #ARGV do
  local last, behind = 'last:' .. ARGV[i], 'behind:' .. ARGV[i]
  local rank = math.max(served, tonumber(redis.call('hget', KEYS[1], last) or '0')) + 1
  if ARGV[1] == 'new' and (redis.call('hexists', KEYS[1], behind) == 1 or (full and rank - served > ${ALWAYS})) then
    redis.call('hset', KEYS[1], behind, 1)
    ranks[i - 1] = 0
  else
    rank = math.min(rank, ${MOST})
    redis.call('hset', KEYS[1], last, rank)
    ranks[i - 1] = rank > served + 1 and -rank or rank
  end
end
return ranks`

const SERVED = `
if tonumber(ARGV[1]) > tonumber(redis.call('hget', KEYS[1], 'served') or '0') then redis.call('hset', KEYS[1], 'served', ARGV[1]) end`

/**
 * The fair rank (docs/adr/0006-fair-rank.md): a job comes one behind the last of its region, and a region without waiting jobs one behind what is served now,
 * so that thousands of one region cannot keep another's single job from being served next. Null: there is no room, the sweep will bring it.
 * `from`: 'new' has just arrived; 'ledger' is what the sweep brings.
 */
export async function takeRanks(
  redis: Redis,
  { prefix, stage, from }: { prefix: string; stage: string; from: 'new' | 'ledger' },
  jobs: readonly { region: string }[],
): Promise<(Place | null)[]> {
  const regions = jobs.map(({ region }) => region)
  const keys = [key(prefix, stage), waitingIn(prefix, stage), waitingIn(prefix, behindOf(stage))]
  const ranks = (await redis.eval(TAKE, keys.length, ...keys, from, ...regions)) as number[]
  return ranks.map((rank) => (rank === 0 ? null : { rank: Math.abs(rank), behind: rank < 0 }))
}

/** Where a job stands: `behind` when one of its region waits already. */
export interface Place {
  readonly rank: number
  readonly behind: boolean
}

const waitingIn = (prefix: string, line: string): string => `${prefix}:${line}:prioritized`

/** Notes the highest rank that was taken up, of those of one turn of the event loop. Never throws: the next job notes the next one. */
export function openServed(redis: Redis, prefix: string, stage: string): (rank: number) => void {
  let highest = 0
  function note(): void {
    redis.eval(SERVED, 1, key(prefix, stage), highest).catch(() => undefined)
    highest = 0
  }
  return (rank) => {
    if (highest === 0) setImmediate(note)
    highest = Math.max(highest, rank)
  }
}

/** All of these regions is in the queue: what is new may come again. */
export async function noteCaughtUp(redis: Redis, prefix: string, stage: string, regions: readonly string[]): Promise<void> {
  if (regions.length > 0) await redis.hdel(key(prefix, stage), ...regions.map((region) => `behind:${region}`))
}

/** Ranks only grow; long before they reach the end they begin anew, when nothing waits. */
export async function renewRanks(redis: Redis, prefix: string, stage: string): Promise<void> {
  const served = Number(await redis.hget(key(prefix, stage), 'served'))
  if (served <= MOST / 2) return
  const waiting = await Promise.all([stage, behindOf(stage)].map((line) => redis.zcard(waitingIn(prefix, line))))
  if (waiting.every((count) => count === 0)) await redis.del(key(prefix, stage))
}
