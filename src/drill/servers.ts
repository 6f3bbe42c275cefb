import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findPostgres, findRedis } from '../setup/find-servers.ts'
import { type Installable, installServers } from '../setup/install.ts'
import { type PrivatePostgres, runPrivatePostgres } from '../setup/private-postgres.ts'
import { type PrivateRedis, runPrivateRedis } from '../setup/private-redis.ts'
import type { PrivateServer } from '../setup/server-process.ts'
import { chooseServerUser } from '../setup/server-user.ts'
import { socketFolders } from '../setup/socket-folders.ts'

/** A server of the drills, which dies and comes back on the same data when told to. */
export interface Mortal<Server extends PrivateServer> {
  readonly current: Server
  /** kill -9 of every process of it; it stays away. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

export async function installWhatIsMissing(say: (line: string) => void): Promise<void> {
  const missing: Installable[] = []
  if (findPostgres() === null) missing.push('PostgreSQL')
  if (findRedis() === null) missing.push('Redis')
  await installServers(missing, say)
}

/** As `npm start` runs them: with fsync, append-only. `throwaway`: as tests run them. */
export async function runMortalPostgres(folder: string, throwaway = false): Promise<Mortal<PrivatePostgres>> {
  const user = chooseServerUser(['postgres', 'nobody'])
  const { postgres: socketFolder } = socketFolders(folder, [user])
  return mortal(() =>
    runPrivatePostgres({
      folder: join(folder, 'postgres'),
      socketFolder,
      logFile: join(folder, 'postgres.log'),
      user,
      throwaway,
      say: () => {},
    }),
  )
}

export async function runMortalRedis(folder: string): Promise<Mortal<PrivateRedis>> {
  const user = chooseServerUser(['redis', 'valkey', 'nobody'])
  const { redis: socketFolder } = socketFolders(folder, [user])
  const server = findRedis()
  if (server === null) throw new Error('Redis is not on this machine; run npm start once')
  return mortal(() =>
    runPrivateRedis({ server, folder: join(folder, 'redis'), socketFolder, logFile: join(folder, 'redis.log'), user, say: () => {} }),
  )
}

async function mortal<Server extends PrivateServer>(run: () => Promise<Server>): Promise<Mortal<Server>> {
  let current = await run()
  return {
    get current() {
      return current
    },
    async kill() {
      const pid = current.pid() ?? 0
      for (const process_ of [pid, ...childrenOf(pid)]) killHard(process_)
      // Nobody may start it again but we.
      await current.stop()
    },
    async start() {
      for (let tries = 1; ; tries += 1) {
        try {
          current = await run()
          return
        } catch (error) {
          // PostgreSQL waits for the last process of its former self to let go of the data.
          if (tries === 20) throw error
          await pause(200)
        }
      }
    },
    stop: () => current.stop(),
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return [] // not Linux: they notice that their parent is gone
  }
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It was gone already.
  }
}
