import { Redis, type RedisOptions } from 'ioredis'
import type { Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'

/** Where Redis is: `redis://`, `rediss://`, or a socket as `unix:///path` or `/path`. */
export function readRedisUrl(url: string): RedisOptions {
  if (url.startsWith('/')) return { path: url }
  if (!URL.canParse(url))
    throw new GatewayError('config_invalid', 'REDIS_URL is not an address; write redis://host:6379 or unix:///path/to/redis.sock')
  const address = new URL(url)
  if (address.protocol === 'unix:') return { path: decodeURIComponent(address.pathname) }
  if (address.protocol !== 'redis:' && address.protocol !== 'rediss:') {
    throw new GatewayError('config_invalid', `REDIS_URL begins with ${address.protocol}//; write redis://, rediss:// or unix:///`)
  }
  const database = address.pathname.slice(1)
  return {
    host: address.hostname || '127.0.0.1',
    port: address.port ? Number(address.port) : 6379,
    ...(address.username ? { username: decodeURIComponent(address.username) } : {}),
    ...(address.password ? { password: decodeURIComponent(address.password) } : {}),
    ...(database ? { db: Number(database) } : {}),
    ...(address.protocol === 'rediss:' ? { tls: {} } : {}),
  }
}

/**
 * One connection. `producer`: fails at once while Redis is away, so that nothing waits on it. `worker`: waits and takes up its work again.
 * Reconnects for ever, at most a second apart.
 */
export function connectRedis(url: string, role: 'producer' | 'worker', log: Log): Redis {
  const redis = new Redis({
    ...readRedisUrl(url),
    replyMapping: 'legacy',
    enableOfflineQueue: role === 'worker',
    maxRetriesPerRequest: role === 'worker' ? null : 1,
    connectTimeout: 2000,
    retryStrategy: (times: number) => Math.min(50 * times, 1000),
  })
  let away = false
  redis.on('error', (error: Error) => {
    if (!away) log.warn({ role, error: error.message }, 'redis is down')
    away = true
  })
  redis.on('ready', () => {
    if (away) log.info({ role }, 'redis is back')
    away = false
  })
  return redis
}

/**
 * Throws `config_invalid` in one line when Redis is too old or may drop jobs. Without append-only nothing is lost either, as the ledger fills the queue
 * again, but recovery takes longer: that is said in the log. Managed servers that hide CONFIG are trusted, and so is one that is away.
 */
export async function checkRedis(url: string, log: Log): Promise<void> {
  const redis = connectRedis(url, 'worker', log)
  const late = setTimeout(() => redis.disconnect(), CHECK_MS)
  try {
    await check(redis, log)
  } catch (error) {
    if (error instanceof GatewayError) throw error
    // Redis may be away when the gateway starts: it accepts all the same, and works when Redis is back.
    log.warn({ error: error instanceof Error ? error.message : String(error) }, 'redis was not checked')
  } finally {
    clearTimeout(late)
    redis.disconnect()
  }
}

const CHECK_MS = 5_000

async function check(redis: Redis, log: Log): Promise<void> {
  const version = /redis_version:(\d+)/.exec(await redis.info('server'))?.[1]
  if (version !== undefined && Number(version) < 7) {
    throw new GatewayError('config_invalid', `Redis ${version} is too old; install Redis 7 or newer (or Valkey)`)
  }
  const settings = await redis.config('GET', 'maxmemory-policy', 'appendonly').catch(() => null)
  if (!Array.isArray(settings)) return
  const value = (name: string): unknown => settings[settings.indexOf(name) + 1]
  if (value('maxmemory-policy') !== 'noeviction') {
    throw new GatewayError('config_invalid', 'Redis may evict jobs; set maxmemory-policy noeviction in its configuration')
  }
  if (value('appendonly') !== 'yes')
    log.warn({}, 'redis does not keep what it takes over a restart; set appendonly yes in its configuration')
}
