import { existsSync, rmSync, statSync } from 'node:fs'
import { createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { RUNNING_FILE } from './data-folder.ts'
import { mend } from './end-with-line.ts'

const STOPPING_LIMIT_MS = 30_000

export interface FolderLock {
  release(): void
}

/** One launcher a data folder. The lock is a socket of this process, so it goes with the process however that ends. */
export async function lockFolder(folder: string, signal?: AbortSignal): Promise<FolderLock> {
  const { dev, ino } = statSync(folder)
  const name = `lapor-gateway-${dev}-${ino}`
  // Linux has sockets that are no files, and leave nothing behind.
  const address = process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`)
  const deadline = Date.now() + STOPPING_LIMIT_MS
  let server = await take(address)
  // A launcher without its note is on its way down, or up.
  while (server === null && !existsSync(join(folder, RUNNING_FILE)) && Date.now() < deadline) {
    await pause(200, undefined, signal ? { signal } : {})
    server = await take(address)
  }
  if (server === null) throw mend(`another gateway already uses ${folder}; stop that one, or set GATEWAY_DATA to another folder`)
  server.unref()
  return { release: () => void server.close() }
}

async function take(address: string): Promise<Server | null> {
  return (await listenAt(address)) ?? ((await isServed(address)) ? null : listenAgain(address))
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
