import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { mend } from './end-with-line.ts'
import { canReach, type ServerUser } from './server-user.ts'

/** GATEWAY_DATA; else ./data, and /var/lib/lapor-gateway for root. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  const folder = resolve(env.GATEWAY_DATA || (process.getuid?.() === 0 ? '/var/lib/lapor-gateway' : 'data'))
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    // Servers of other users live below; they may pass through and see nothing.
    if (process.getuid?.() === 0) chmodSync(folder, 0o711)
    writeFileSync(join(folder, '.writable'), '')
    rmSync(join(folder, '.writable'))
  } catch (error) {
    throw mend(
      `the data folder ${folder} cannot be used (${(error as NodeJS.ErrnoException).code}); set GATEWAY_DATA to a folder of your own`,
      error,
    )
  }
  return realpathSync(folder)
}

export interface FolderLock {
  release(): void
}

/** One launcher a data folder. The lock is a socket of this process, so it goes with the process however that ends. */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const { dev, ino } = statSync(folder)
  const name = `lapor-gateway-${dev}-${ino}`
  // Linux has sockets that are no files, and leave nothing behind.
  const address = process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`)
  const server = (await listenAt(address)) ?? ((await isServed(address)) ? null : await listenAgain(address))
  if (server === null) throw mend(`another gateway already uses ${folder}; stop that one, or set GATEWAY_DATA to another folder`)
  server.unref()
  return { release: () => void server.close() }
}

function listenAt(address: string): Promise<Server | null> {
  const server = createServer((connection) => connection.destroy())
  return new Promise((resolve) => {
    server.once('error', () => resolve(null))
    server.listen(address, () => resolve(server))
  })
}

/** Only where the lock is a file: it may be left from a launcher that is gone. */
function listenAgain(address: string): Promise<Server | null> {
  rmSync(address, { force: true })
  return listenAt(address)
}

function isServed(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(address)
    connection.once('connect', () => resolve(true))
    connection.once('error', () => resolve(address.startsWith('\0')))
  })
}

/** A socket's path is at most 107 bytes, on macOS 103; PostgreSQL and Redis add about 20. */
const LONGEST_SOCKET_FOLDER = 75

export interface SocketFolders {
  readonly postgres: string
  readonly redis: string
  remove(): void
}

/** Where the sockets go: in the data folder, or where its path is too long or closed to a server's user, in a short private folder. */
export function socketFolders(folder: string, users: readonly ServerUser[]): SocketFolders {
  const note = join(folder, 'sockets.path')
  const near = join(folder, 'sockets')
  rmSync(existsSync(note) ? readFileSync(note, 'utf8') : near, { recursive: true, force: true })
  mkdirSync(near, { recursive: true, mode: 0o711 })
  const short = Buffer.byteLength(near) <= LONGEST_SOCKET_FOLDER && users.every((user) => canReach(near, user))
  const base = short ? near : mkdtempSync(join(Buffer.byteLength(tmpdir()) <= LONGEST_SOCKET_FOLDER - 20 ? tmpdir() : '/tmp', 'lapor-'))
  if (process.getuid?.() === 0) chmodSync(base, 0o711)
  if (!short) rmSync(near, { recursive: true, force: true })
  writeFileSync(note, base, { mode: 0o600 })
  return {
    postgres: join(base, 'pg'),
    redis: join(base, 'redis'),
    remove: () => {
      rmSync(base, { recursive: true, force: true })
      rmSync(note, { force: true })
    },
  }
}
