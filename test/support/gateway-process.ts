import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { Client } from 'pg'
import { openLedger } from '../../src/ledger/open-ledger.ts'
import { newKeys, parseKeys } from '../../src/ledger/sealing.ts'
import { silent } from '../../src/ledger/test-ledger.ts'
import { childEnvironment } from './child-environment.ts'
import { testLedgerDatabase, testRedis } from './servers.ts'

const PROJECT = join(import.meta.dirname, '../..')
export const ADMIN_TOKEN = 'admin-token-of-the-test'

export interface GatewayProcess {
  readonly url: string
  readonly pid: number
  /** Everything it logged so far. */
  log(): string
  /** kill -9, and gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
}

/** One ledger, one queue namespace and one data folder, on which gateways can be started again and again. */
export interface Site {
  readonly databaseUrl: string
  readonly redis: { readonly url: string; readonly prefix: string }
  readonly dataDir: string
  start(env?: Record<string, string>, ...args: string[]): Promise<GatewayProcess>
  /** What a gateway that was killed held: its leases, for fifteen seconds, and the news that it had taken up, for a minute. */
  freeClaims(): Promise<void>
  /** The same, on a socket that is handed over and stays open when the gateway goes. */
  startOn(listenFd: number, env?: Record<string, string>): Promise<GatewayProcess>
  /** As systemd does: nobody listens but to its output. */
  startAlone(env?: Record<string, string>): Promise<GatewayProcess>
}

/** The real src/main.ts as a process of its own, on the tests' PostgreSQL and Redis, against the centre at `laporUrl`. */
export async function openSite(t: TestContext, laporUrl: string, { firstStart = false } = {}): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'lapor-gateway-e2e-'))
  const running = new Set<ChildProcess>()
  // Before the database's own clean-up, which would otherwise find it in use.
  t.after(async () => {
    await Promise.all([...running].map((child) => killed(child)))
    await rm(folder, { recursive: true, force: true })
  })
  const databaseUrl = await testLedgerDatabase(t)
  if (!firstStart) await haveAccount(databaseUrl)
  const redis = await testRedis(t)
  const shared = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    QUEUE_PREFIX: redis.prefix,
    PORT: '0',
    LAPOR_URL: laporUrl,
    LAPOR_AUTHORIZATION: 'Bearer centre-authorization-of-the-test',
    LAPOR_TOKEN: 'centre-token-of-the-test',
    GATEWAY_DATA: folder,
    GATEWAY_KEYS: newKeys(),
    GATEWAY_ADMIN_TOKEN: ADMIN_TOKEN,
  }

  async function run(
    env: Record<string, string>,
    args: readonly string[],
    { handedOver = [], ipc = true }: { handedOver?: readonly number[]; ipc?: boolean } = {},
  ): Promise<GatewayProcess> {
    const child = spawn(process.execPath, [join(PROJECT, 'src/main.ts'), ...args], {
      env: { ...childEnvironment(), ...shared, ...env },
      stdio: ['ignore', 'pipe', 'pipe', ...handedOver, ...(ipc ? (['ipc'] as const) : [])],
    })
    running.add(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('exit', () => running.delete(child))
    const port = await readyPort(child, () => output)
    return {
      url: `http://127.0.0.1:${port}`,
      pid: child.pid ?? 0,
      log: () => output,
      kill: () => killed(child),
      async stop() {
        const gone = once(child, 'exit')
        child.kill('SIGTERM')
        const [code] = await gone
        return code as number | null
      },
    }
  }

  async function freeClaims(): Promise<void> {
    const database = new Client({ connectionString: databaseUrl })
    await database.connect()
    await database.query('delete from leases')
    await database.query("update feedback set next_at = clock_timestamp() where state = 'pending' and next_at > clock_timestamp()")
    await database.end()
  }

  return {
    databaseUrl,
    redis,
    dataDir: folder,
    start: (env = {}, ...args) => run(env, args),
    startOn: (listenFd, env = {}) => run({ ...env, LISTEN_FDS: '1' }, [], { handedOver: [listenFd] }),
    startAlone: (env = {}) => run(env, [], { ipc: false }),
    freeClaims,
  }
}

/** The hash of the first account's password is the dearest part of a first start; test/e2e/start.test.ts sees to that one. */
async function haveAccount(databaseUrl: string): Promise<void> {
  const ledger = await openLedger({ databaseUrl, keys: parseKeys(newKeys()), log: silent })
  await ledger.accounts.create({ name: 'penguji', role: 'national', home: null, password: null })
  await ledger.close()
}

async function readyPort(child: ChildProcess, output: () => string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  child.on('message', (message: { ready?: boolean; port?: number }) => {
    if (message.ready && message.port) resolve(message.port)
  })
  // Without a channel its log says it.
  child.stderr?.on('data', () => {
    const port = /"port":(\d+)[^\n]*the gateway takes complaints/.exec(output())?.[1]
    if (port) resolve(Number(port))
  })
  child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}: ${output()}`)))
  return promise
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
