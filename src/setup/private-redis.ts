import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import type { FoundServer } from './find-servers.ts'
import { type PrivateServer, runServer } from './server-process.ts'
import { makeServerFolder, type ServerUser } from './server-user.ts'

export interface PrivateRedis extends PrivateServer {
  readonly version: string
  readonly url: string
}

export interface PrivateRedisOptions {
  readonly server: FoundServer
  readonly folder: string
  readonly socketFolder: string
  readonly logFile: string
  readonly user: ServerUser
  /** Keeps nothing: for tests. */
  readonly throwaway?: boolean
  readonly say: (line: string) => void
}

/** Redis of our own, on a socket only, append-only and never evicting. */
export async function runPrivateRedis(options: PrivateRedisOptions): Promise<PrivateRedis> {
  makeServerFolder(options.folder, options.user)
  makeServerFolder(options.socketFolder, options.user)
  const socket = join(options.socketFolder, 'redis.sock')
  const settings = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    appendonly: 'yes',
    // What a kill -9 cut off at the end is dropped; the ledger knows what was to be done.
    'aof-load-truncated': 'yes',
    save: '',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
    pidfile: 'redis.pid',
    ...(options.throwaway ? { appendfsync: 'no' } : {}),
  }
  const start = () =>
    runServer({
      name: 'Redis',
      program: options.server.program,
      args: (folder) => ['--dir', folder, ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])],
      folder: options.folder,
      logFile: options.logFile,
      user: options.user,
      stopSignals: ['SIGTERM', 'SIGKILL'],
      pidFile: 'redis.pid',
      answers: () => answersPing(socket),
      say: options.say,
    })
  const running = await start().catch((error: Error) => {
    if (!moveBrokenLogAway(options)) throw error
    return start()
  })
  return { ...running, version: options.server.version, url: `unix://${socket}` }
}

/** The queue can be made again from the ledger, so a damaged append-only file is kept for a person and does not stop the gateway. */
function moveBrokenLogAway({ folder, logFile, say }: PrivateRedisOptions): boolean {
  const lastWords = readFileSync(logFile, 'utf8').slice(-2000)
  const broken = join(folder, 'appendonlydir')
  if (!/Bad file format|Unrecoverable error reading the append only file/.test(lastWords) || !existsSync(broken)) return false
  const kept = `appendonlydir.broken-${readdirSync(folder).filter((name) => name.includes('.broken-')).length + 1}`
  renameSync(broken, join(folder, kept))
  say(`Redis could not read its append-only file; it is kept as ${join(folder, kept)}, and the queue is filled again from the ledger`)
  return true
}

function answersPing(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket)
    connection.setTimeout(2000, () => connection.destroy())
    connection.once('connect', () => connection.write('PING\r\n'))
    connection.once('data', (bytes) => {
      resolve(bytes.toString().startsWith('+PONG'))
      connection.destroy()
    })
    connection.once('error', () => resolve(false))
    connection.once('close', () => resolve(false))
  })
}
