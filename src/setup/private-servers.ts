import { join } from 'node:path'
import { findPostgres, findRedis } from './find-servers.ts'
import { type Installable, installServers } from './install.ts'
import { type PrivatePostgres, runPrivatePostgres } from './private-postgres.ts'
import { type PrivateRedis, runPrivateRedis } from './private-redis.ts'
import { chooseServerUser } from './server-user.ts'
import { socketFolders } from './socket-folders.ts'

export interface PrivateServersOptions {
  readonly folder: string
  readonly postgres: boolean
  readonly redis: boolean
  readonly throwaway?: boolean
  readonly say: (line: string) => void
}

export interface PrivateServers {
  readonly postgres: PrivatePostgres | null
  readonly redis: PrivateRedis | null
  /** Redis first, then PostgreSQL, which holds the truth. */
  stop(): Promise<void>
}

/** Finds or installs what is asked for and runs it under `folder`. When one does not start, the other is stopped again. */
export async function runPrivateServers(options: PrivateServersOptions): Promise<PrivateServers> {
  const { folder, throwaway = false, say } = options
  await installMissing(options)
  if (!options.postgres && !options.redis) return { postgres: null, redis: null, stop: async () => {} }
  const postgresUser = options.postgres ? chooseServerUser(['postgres', 'nobody']) : null
  const redisUser = options.redis ? chooseServerUser(['redis', 'valkey', 'nobody']) : null
  const sockets = socketFolders(folder, [postgresUser, redisUser])
  const redisServer = options.redis ? findRedis() : null
  const [postgres, redis] = await Promise.allSettled([
    options.postgres
      ? runPrivatePostgres({
          folder: join(folder, 'postgres'),
          socketFolder: sockets.postgres,
          logFile: join(folder, 'postgres.log'),
          user: postgresUser,
          throwaway,
          say,
        })
      : null,
    redisServer !== null
      ? runPrivateRedis({
          server: redisServer,
          folder: join(folder, 'redis'),
          socketFolder: sockets.redis,
          logFile: join(folder, 'redis.log'),
          user: redisUser,
          throwaway,
          say,
        })
      : null,
  ])
  const stop = async () => {
    if (redis.status === 'fulfilled') await redis.value?.stop()
    if (postgres.status === 'fulfilled') await postgres.value?.stop()
    sockets.remove()
  }
  if (postgres.status === 'rejected' || redis.status === 'rejected') {
    await stop()
    throw postgres.status === 'rejected' ? postgres.reason : (redis as PromiseRejectedResult).reason
  }
  return { postgres: postgres.value, redis: redis.value, stop }
}

async function installMissing({ postgres, redis, say }: PrivateServersOptions): Promise<void> {
  const missing: Installable[] = []
  if (postgres && findPostgres() === null) missing.push('PostgreSQL')
  if (redis && findRedis() === null) missing.push('Redis')
  await installServers(missing, say)
  const still = missing.filter((name) => (name === 'PostgreSQL' ? findPostgres() : findRedis()) === null)
  if (still.length > 0)
    throw new Error(`${still.join(' and ')} was installed and is not found; this is a fault of the gateway's own search`)
}
