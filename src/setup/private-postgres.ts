import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import { mend } from './end-with-line.ts'
import { type FoundServer, findPostgres } from './find-servers.ts'
import { type PrivateServer, runServer } from './server-process.ts'
import { makeServerFolder, type ServerUser } from './server-user.ts'

export interface PrivatePostgres extends PrivateServer {
  readonly version: string
  /** The path of its socket. */
  readonly socket: string
  /** The address of a database, which is made when it is not there. */
  database(name: string): Promise<string>
}

export interface PrivatePostgresOptions {
  readonly folder: string
  readonly socketFolder: string
  readonly logFile: string
  readonly user: ServerUser
  /** Nothing in it needs to outlive the machine: for tests. */
  readonly throwaway?: boolean
  readonly say: (line: string) => void
}

const SUPERUSER = 'lapor'

/** Nothing is kept, written early or tidied up. */
const THROWAWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  checkpoint_timeout: '1h',
  max_wal_size: '4GB',
  autovacuum: 'off',
}

/** PostgreSQL of our own, on a socket only. Made on the first start, and again on its feet when it dies. */
export async function runPrivatePostgres(options: PrivatePostgresOptions): Promise<PrivatePostgres> {
  const server = serverFor(options.folder)
  if (!existsSync(join(options.folder, 'PG_VERSION'))) createCluster(server, options)
  makeServerFolder(options.folder, options.user)
  makeServerFolder(options.socketFolder, options.user)
  // Tests put a proxy of ours before it, so theirs is on a port of this machine too; a cluster that matters is on its socket only.
  const port = options.throwaway ? await freePort() : 5432
  const settings = {
    listen_addresses: options.throwaway ? '127.0.0.1' : '',
    port: String(port),
    unix_socket_directories: options.socketFolder,
    max_connections: options.throwaway ? '400' : '200',
    log_checkpoints: 'off',
    timezone: 'UTC',
    ...(options.throwaway ? THROWAWAY : {}),
  }
  const running = await runServer({
    name: 'PostgreSQL',
    program: server.program,
    args: (folder) => ['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    folder: options.folder,
    logFile: options.logFile,
    user: options.user,
    stopSignals: ['SIGINT', 'SIGQUIT'],
    pidFile: 'postmaster.pid',
    answers: () => answers(socketAddress(options.socketFolder, port, 'postgres')),
    say: options.say,
  })
  return { ...running, version: server.version, socket: join(options.socketFolder, `.s.PGSQL.${port}`), database }

  async function database(name: string): Promise<string> {
    await makeDatabase(socketAddress(options.socketFolder, port, 'postgres'), name)
    return options.throwaway ? `postgres://${SUPERUSER}@127.0.0.1:${port}/${name}` : socketAddress(options.socketFolder, port, name)
  }
}

function serverFor(folder: string): FoundServer {
  const madeWith = existsSync(join(folder, 'PG_VERSION'))
    ? Number.parseInt(readFileSync(join(folder, 'PG_VERSION'), 'utf8'), 10)
    : undefined
  const server = findPostgres(madeWith)
  if (server !== null) return server
  throw mend(
    `${folder} was made by PostgreSQL ${madeWith}, which is not on this machine; install it, or move that folder away to begin with an empty one`,
  )
}

/** In a folder beside it and then renamed: a cluster that is half made never counts. */
function createCluster(server: FoundServer, options: PrivatePostgresOptions): void {
  const making = `${options.folder}.making`
  rmSync(making, { recursive: true, force: true })
  makeServerFolder(making, options.user)
  const folder = openSync(making, 'r')
  const path = process.platform === 'linux' ? '/proc/self/fd/3' : making
  const args = ['-D', path, '-U', SUPERUSER, '--auth=trust', '--encoding=UTF8', '--locale=C', ...(options.throwaway ? ['--no-sync'] : [])]
  const made = spawnSync(join(dirname(server.program), 'initdb'), args, {
    ...(options.user === null ? {} : { uid: options.user.uid, gid: options.user.gid }),
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe', folder],
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  })
  closeSync(folder)
  if (made.status !== 0)
    throw mend(`PostgreSQL could not make its folder ${options.folder}: ${made.stderr.trim().split('\n')[0] ?? 'no word of why'}`)
  rmSync(options.folder, { recursive: true, force: true })
  renameSync(making, options.folder)
}

function socketAddress(socketFolder: string, port: number, database: string): string {
  return `postgres://${SUPERUSER}@localhost:${port}/${database}?host=${encodeURIComponent(socketFolder)}`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function answers(url: string): Promise<boolean> {
  return withClient(url, async () => true).catch(() => false)
}

async function makeDatabase(url: string, name: string): Promise<void> {
  await withClient(url, async (client) => {
    const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (known.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
  })
}

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return await use(client)
  } finally {
    await client.end().catch(() => {})
  }
}
