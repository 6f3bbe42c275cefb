import { Redis } from 'ioredis'
import { readRedisUrl } from '../../queue/redis.ts'
import type { Installation } from '../installation.ts'
import { type Finding, fail, ok, reasonOf, warn } from './check.ts'

const OLDEST_REDIS = 7

/** Reachable, new enough, and set so that no job can be lost: noeviction and append-only. */
export async function checkRedis({ redisUrl }: Installation): Promise<Finding[]> {
  if (!redisUrl) return [fail('Redis', 'no gateway runs here and REDIS_URL is not set', 'run npm start, or set REDIS_URL')]
  const redis = new Redis({
    ...readRedisUrl(redisUrl),
    replyMapping: 'legacy',
    lazyConnect: true,
    connectTimeout: 5000,
    commandTimeout: 5000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  let broken: unknown = null
  redis.on('error', (error) => {
    broken = error
  })
  try {
    await redis.connect()
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown'
    const about =
      Number.parseInt(version, 10) < OLDEST_REDIS
        ? fail('Redis', `${version} is too old`, `install Redis ${OLDEST_REDIS} or newer, or Valkey`)
        : ok('Redis', version)
    const settings = await redis.config('GET', 'maxmemory-policy', 'appendonly').catch(() => null)
    if (!Array.isArray(settings))
      return [about, warn('Redis settings', 'the server does not show them', 'make sure of maxmemory-policy noeviction and appendonly yes')]
    const value = (name: string): string => String(settings[settings.indexOf(name) + 1])
    return [
      about,
      judge('Redis eviction', 'maxmemory-policy', value('maxmemory-policy'), 'noeviction', 'it may drop waiting jobs'),
      judge(
        'Redis append-only',
        'appendonly',
        value('appendonly'),
        'yes',
        'waiting jobs are lost with the server and must be swept up again',
      ),
    ]
  } catch (error) {
    return [fail('Redis', `not reached: ${reasonOf(broken ?? error)}`, 'start it, or correct REDIS_URL')]
  } finally {
    redis.disconnect()
  }
}

function judge(name: string, setting: string, value: string, wanted: string, harm: string): Finding {
  return value === wanted
    ? ok(name, `${setting} ${value}`)
    : fail(name, `${setting} is ${value}: ${harm}`, `set ${setting} ${wanted} in redis.conf`)
}
