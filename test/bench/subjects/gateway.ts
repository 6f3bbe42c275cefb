import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { parseDocument } from 'yaml'
import { writeConfig } from '../../../src/drill/config.ts'
import { type Program, runProgram } from '../../../src/drill/program.ts'
import type { PrivateServers } from '../../../src/setup/private-servers.ts'
import type { Centre } from '../driver.ts'
import { noteStarted } from '../started.ts'
import type { Subject } from './subject.ts'

/** One process that takes reports and one that sends them, as compose.yaml runs them. */
export const APART = ['http,intake', 'forward,feedback'] as const

export const TOKEN = 'bearer-token-of-the-bench'

export interface GatewayOptions {
  readonly servers: PrivateServers
  readonly centre: Centre
  readonly folder: string
  /** So many channels of as many regions beside the first one, all like it. Default none. */
  readonly channels?: number
  /** Roles of each process; the first one takes the reports. Default: one that does everything. */
  readonly processes?: readonly string[]
}

export interface GatewaySubject extends Subject {
  /** Of the ledger. */
  query<Row extends object>(sql: string, params?: unknown[]): Promise<Row[]>
  readonly databaseUrl: string
  /** A call of /admin/v1, with the administrator's token. */
  admin(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown>
  /** Of all its processes, in the order of `processes`. */
  readonly pids: readonly number[]
  /** Ends its processes in order, and tidies up behind them; `start` goes on with the same data. */
  rest(): Promise<void>
}

const ADMIN_TOKEN = 'admin-token-of-the-bench'
let opened = 0

/** The gateway as `npm start` runs it: private PostgreSQL and Redis with everything that makes them durable, a ledger of its own. */
export async function openGateway({ servers, centre, folder, channels = 0, processes = [''] }: GatewayOptions): Promise<GatewaySubject> {
  opened += 1
  const name = `bench_${process.pid}_${opened}`
  const home = join(folder, name)
  await mkdir(home, { recursive: true })
  await chmod(home, 0o711)
  const configFolder = await writeBenchConfig(home, channels)
  const databaseUrl = (await servers.postgres?.database(name)) ?? ''
  const env = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: servers.redis?.url ?? '',
    QUEUE_PREFIX: name,
    LAPOR_URL: `${centre.url}/lapor/3.0.0`,
    PORT: '0',
    GATEWAY_CONFIG: configFolder,
    GATEWAY_DATA: home,
    GATEWAY_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    GATEWAY_ADMIN_TOKEN: ADMIN_TOKEN,
    LOG_LEVEL: 'warn',
    SAPAWARGA_TOKEN: TOKEN,
  }
  /** All of them, or none. */
  async function run(): Promise<Program[]> {
    const started = await Promise.allSettled(
      processes.map((roles) =>
        runProgram({
          ...{ file: 'src/main.ts', env, args: roles === '' ? [] : ['--roles', roles] },
          ...{ logFile: join(home, 'gateway.log'), started: noteStarted },
        }),
      ),
    )
    const failed = started.find((one) => one.status === 'rejected')
    const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    if (failed) await Promise.all(running.map((program) => program.kill()))
    if (failed) throw failed.reason
    return running
  }
  let programs = await run()
  async function query<Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> {
    return withClient(databaseUrl, async (client) => (await client.query<Row>(sql, params)).rows)
  }
  return {
    name: 'lapor-gateway',
    get url() {
      return `http://127.0.0.1:${programs[0]?.port}/in/sapawarga`
    },
    get urlOfChannels() {
      return `http://127.0.0.1:${programs[0]?.port}/in/channel-{n}`
    },
    headers: { authorization: `Bearer ${TOKEN}` },
    shape: 'report',
    get pid() {
      return programs[0]?.pid ?? 0
    },
    get pids() {
      return programs.map(({ pid }) => pid)
    },
    databaseUrl,
    query,
    async settle(signal) {
      for (;;) {
        const [row] = await query<{ left: boolean }>(PUT_OFF)
        if (row?.left === false) return
        await pause(SETTLE_EVERY_MS, undefined, { signal })
      }
    },
    async admin(method, path, body) {
      const answer = await fetch(`http://127.0.0.1:${programs[0]?.port}/admin/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
      return answer.json()
    },
    kill: async () => void (await Promise.all(programs.map((program) => program.kill()))),
    async rest() {
      await Promise.all(programs.map(stopOrKill))
      // PostgreSQL would do it by itself within minutes, while somebody else is measured.
      await query('vacuum analyze')
      await query('checkpoint')
    },
    async start() {
      programs = await run()
    },
    async stop() {
      await Promise.all(programs.map(stopOrKill))
      // Nothing of it is tidied up while somebody else is measured. What it is dropped from may be gone already.
      const other = await servers.postgres?.database('postgres')
      if (other) await withClient(other, (client) => client.query(`drop database if exists ${name} with (force)`)).catch(() => undefined)
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Sums and search texts wait while reports are taken and sent. */
const PUT_OFF = `
select exists (select 1 from touched) or not coalesce((select done from figures_progress), false) or exists (
  select 1 from complaints c, indexing i where i.what = 'search_texts' and c.accepted_at >= i.accepted_at and (c.accepted_at, c.id) > (i.accepted_at, i.id)) as left`
const SETTLE_EVERY_MS = 250

async function withClient<Result>(connectionString: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A stop takes less than ten seconds; one that hangs does not hold up the run. */
async function stopOrKill(program: Program): Promise<void> {
  const late = setTimeout(() => void program.kill(), STOP_LIMIT_MS)
  await program.stop()
  clearTimeout(late)
}

const STOP_LIMIT_MS = 15_000

/** The demo's configuration without its other channels, and without limits that would be measured instead. */
export async function writeBenchConfig(home: string, channels: number): Promise<string> {
  const folder = await writeConfig(home, { 'http.requestsPerMinute': 1_000_000, 'central.timeout': '90s', 'forward.first': '1s' })
  await writeChannels(folder, channels)
  return folder
}

/** Sapawarga's channel, and as many like it, each of a region of its own. */
async function writeChannels(configFolder: string, count: number): Promise<void> {
  const folder = join(configFolder, 'channels')
  for (const file of await readdir(folder)) if (file !== 'sapawarga.yaml') await rm(join(folder, file))
  const region = parseDocument(await readFile(join(configFolder, 'regions', '32.yaml'), 'utf8'))
  const channel = parseDocument(await readFile(join(folder, 'sapawarga.yaml'), 'utf8'))
  // A key is one channel's only.
  channel.delete('apiKeys')
  for (let at = 0; at < count; at += 1) {
    const code = `${81 + Math.floor(at / 90)}.${10 + (at % 90)}`
    region.set('code', code)
    region.set('level', 'kabupaten')
    channel.set('region', code)
    channel.set('id', `channel-${at}`)
    await writeFile(join(configFolder, 'regions', `${code}.yaml`), region.toString())
    await writeFile(join(folder, `channel-${at}.yaml`), channel.toString())
  }
}
