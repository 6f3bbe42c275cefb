import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import type { Bench } from './bench.ts'
import { writeConfig, writeRegions } from './config.ts'
import { type Count, countReports } from './count.ts'
import type { Drill } from './drills/drill.ts'
import { openPartner, type Partner, SECRETS } from './partner.ts'
import { type Program, runProgram } from './program.ts'

/** How large a drill is. */
export interface Size {
  readonly long: boolean
  /** Reports of one burst. */
  readonly reports: number
  readonly kills: number
  /** How long a part stays away. */
  readonly awayMs: number
}

/** One drill's own ledger, queues, gateways and partner, on a bench. */
export interface Site {
  readonly bench: Bench
  readonly size: Size
  /** Every ticket of the drill begins so. */
  readonly prefix: string
  readonly partner: Partner
  readonly dataFolder: string
  readonly databaseUrl: string
  readonly gateways: readonly Program[]
  startGateway(options?: { env?: NodeJS.ProcessEnv; preload?: readonly string[]; args?: readonly string[] }): Promise<Program>
  /** An order to the sandbox, as docs/sandbox.md names them. */
  orderFault(order: Record<string, unknown>): Promise<void>
  clearFaults(): Promise<void>
  /** The part is there again: recovery counts from now. */
  back(): void
  /** `words` become a fault of the row unless it is so. */
  check(good: boolean, words: string): void
  queue<T>(use: (redis: Redis) => Promise<T>): Promise<T>
  ledger<Row extends object>(sql: string, params?: unknown[]): Promise<Row[]>
  /** For the reader of the table. */
  note(words: string): void
  /** Runs when the drill is over and its gateways are gone. */
  after(undo: () => unknown): void
  /** Until nothing is in flight, or the patience ends. */
  settled(): Promise<void>
}

/** Work must go on by itself so soon after a part is back (issue: point 2). */
const RECOVERY_LIMIT_MS = 30_000
const PATIENCE_MS = 120_000
const ADMIN_TOKEN = 'admin-token-of-the-drill'
let sites = 0

/** Runs one drill on a bench and counts what became of its reports. */
export async function runOnSite(bench: Bench, size: Size, drill: Drill): Promise<Count> {
  const { change = {}, regions = 0, patienceMs = PATIENCE_MS, direct = false } = drill
  const name = `drill_${process.pid}_${++sites}`
  const folder = join(bench.folder, name)
  await mkdir(folder, { recursive: true })
  const configFolder = await writeConfig(folder, change)
  if (regions > 0) await writeRegions(configFolder, regions)
  const databaseUrl = await bench.postgres.current.database(name)
  const prefix = `D${sites}-${randomBytes(3).toString('hex').toUpperCase()}-`
  const gateways: Program[] = []
  const faults: string[] = []
  const notes: string[] = []
  const undo: (() => unknown)[] = []
  let back: number | null = null
  const shared = {
    DATABASE_URL: direct ? databaseUrl : `postgres://lapor@127.0.0.1:${bench.lines.postgres.port}/${name}`,
    REDIS_URL: direct ? bench.redis.current.url : `redis://127.0.0.1:${bench.lines.redis.port}`,
    QUEUE_PREFIX: name,
    LAPOR_URL: `${direct ? bench.centre.url : `http://127.0.0.1:${bench.lines.centre.port}`}/lapor/3.0.0`,
    PORT: '0',
    GATEWAY_CONFIG: configFolder,
    GATEWAY_DATA: folder,
    GATEWAY_KEYS: `drill:${randomBytes(32).toString('base64')}`,
    GATEWAY_ADMIN_TOKEN: ADMIN_TOKEN,
    LOG_LEVEL: 'warn',
    ...SECRETS,
  }
  const living = () => gateways.filter((gateway) => gateway.alive())

  async function query<Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: databaseUrl })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query<Row>(sql, params)).rows
    } finally {
      await client.end()
    }
  }

  const site: Site = {
    bench,
    size,
    prefix,
    partner: openPartner(prefix, () => living().map(({ port }) => `http://127.0.0.1:${port}`)),
    dataFolder: folder,
    databaseUrl,
    gateways,
    async startGateway({ env = {}, preload = [], args = [] } = {}) {
      const gateway = await runProgram({
        file: 'src/main.ts',
        env: { ...shared, ...env },
        preload,
        args,
        logFile: join(folder, 'gateway.log'),
      })
      gateways.push(gateway)
      return gateway
    },
    async orderFault(order) {
      const answer = await fetch(`${bench.centre.url}/sandbox/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(order),
      })
      if (!answer.ok) throw new Error(`the sandbox refused the fault: ${await answer.text()}`)
    },
    clearFaults: async () => void (await fetch(`${bench.centre.url}/sandbox/faults`, { method: 'DELETE' })),
    back: () => {
      back = Date.now()
    },
    check: (good, words) => {
      if (!good) faults.push(words)
    },
    async queue(use) {
      const redis = new Redis({ path: new URL(bench.redis.current.url).pathname })
      return use(redis).finally(() => redis.disconnect())
    },
    ledger: query,
    note: (words) => void notes.push(words),
    after: (step) => void undo.push(step),
    async settled() {
      if (patienceMs === 0) return
      const until = Date.now() + patienceMs
      while (Date.now() < until) {
        const [row] = await query<{ waiting: number }>(`select count(*)::int as waiting from complaints where delivery = 'accepted'`).catch(
          () => [],
        )
        if (row?.waiting === 0) return
        await pause(200)
      }
      faults.push(`work was still waiting after ${patienceMs / 1000} s`)
    },
  }

  try {
    await drill.run(site)
    await site.settled()
    if (patienceMs === 0) {
      // What is still on its way would move while it is counted.
      await Promise.all(living().map((gateway) => gateway.stop()))
      await site.startGateway({ args: ['--roles', 'http'] })
    }
    const balance = await readBalance(living()[0])
    const count = await countReports({
      prefix,
      partner: site.partner,
      centreUrl: bench.centre.url,
      databaseUrl,
      balance,
      back,
      faults,
      notes,
    })
    if (count.recoveryMs !== null && count.recoveryMs > RECOVERY_LIMIT_MS)
      return { ...count, faults: [...count.faults, `work went on only after ${Math.round(count.recoveryMs / 1000)} s`] }
    return count
  } finally {
    await Promise.all(gateways.map((gateway) => gateway.kill()))
    for (const step of undo) await step()
    await Promise.all(Object.values(bench.lines).map((line) => line.set({ kind: 'pass' })))
    await site.clearFaults().catch(() => {})
  }
}

async function readBalance(gateway: Program | undefined): Promise<Record<string, number> | null> {
  if (gateway === undefined) return null
  const answer = await fetch(`http://127.0.0.1:${gateway.port}/admin/v1/balance`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
  return answer.ok ? ((await answer.json()) as Record<string, number>) : null
}
