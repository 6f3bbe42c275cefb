import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canReach, type ServerUser } from './server-user.ts'

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
