import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { PROVINCES } from '../../../src/areas/areas.ts'
import { openLedger } from '../../../src/ledger/open-ledger.ts'
import { newKeys, parseKeys } from '../../../src/ledger/sealing.ts'
import { endWithLine } from '../../../src/setup/end-with-line.ts'
import { runPrivateServers } from '../../../src/setup/private-servers.ts'
import { onStopSignal } from '../../../src/setup/stop-signals.ts'
import { type Person, type Shown, signIn } from '../../console/browse.ts'
import { channel, region, startGateway, type TestGateway } from '../../http/gateway.ts'
import { median } from '../bench.ts'
import { type Asked, NOT_MEASURED, pathsOf, type Samples } from './pages.ts'
import { type Size, seedConsole, TABLES } from './seed.ts'
import { noteStatements, type Statement, scansOf, slowest } from './statements.ts'

/** A page may take so many times what it takes with the small ledger. */
const MOST_TIMES = 3
/** A statement of a page may look at so much of a table that grows with the complaints. */
const MOST_SHARE = 0.05
/** What is smaller is read as a whole where that is the quickest. */
const GROWS = 50_000
const WARM_UPS = 3
const TIMES = 11

/** `npm run bench:console [-- --quick] [words of addresses]`: exit 1 when a page grows with the ledger, or a list reads a whole table. */
await endWithLine(async () => {
  const words = process.argv.slice(2).filter((arg) => !arg.startsWith('-'))
  const folder = mkdtempSync(join(tmpdir(), 'lapor-bench-console-'))
  chmodSync(folder, 0o711)
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const stopping = new AbortController()
  onStopSignal(() => stopping.abort())
  try {
    const servers = await runPrivateServers({ folder, postgres: true, redis: false, throwaway: true, say: console.log })
    undo.push(() => servers.stop())
    if (servers.postgres === null) throw new Error('PostgreSQL was not asked for')
    const complaints = process.argv.includes('--quick') ? 100_000 : 1_000_000
    const small = await open(await servers.postgres.database('small'), { complaints: 10_000, channels: channelsOf(6) }, undo)
    stopping.signal.throwIfAborted()
    const large = await open(await servers.postgres.database('large'), { complaints, channels: channelsOf(600) }, undo)
    stopping.signal.throwIfAborted()
    return (await measure(small, large, words, stopping.signal)) ? 0 : 1
  } finally {
    for (const step of undo.reverse()) await step()
  }
})

interface Site {
  readonly gateway: TestGateway
  readonly client: pg.Client
  readonly people: Readonly<Record<string, Person>>
  readonly samples: Samples
  /** Rows of tables that grow with the complaints. */
  readonly rows: ReadonlyMap<string, number>
}

/** Spread over all regencies and cities; the first ones are of West Java. */
function channelsOf(count: number): Size['channels'] {
  const regions = PROVINCES.toSorted((a, b) => Number(b.code === '32') - Number(a.code === '32')).flatMap(({ parts }) => parts)
  return Array.from({ length: count }, (_, n) => ({ id: `kanal-${n}`, region: regions[n % regions.length]?.code ?? '32' }))
}

async function open(databaseUrl: string, size: Size, undo: (() => unknown)[]): Promise<Site> {
  const began = performance.now()
  const keys = newKeys()
  await (await openLedger({ databaseUrl, keys: parseKeys(keys), log: { info() {}, warn() {}, error() {} } })).close()
  const client = new pg.Client(databaseUrl)
  await client.connect()
  undo.push(() => client.end())
  await seedConsole(client, size)
  console.log(
    `${size.complaints} complaints on ${size.channels.length} channels are in the ledger after ${Math.round((performance.now() - began) / 1000)} s`,
  )
  const channels = size.channels.map(({ id, region: code }) =>
    channel(id, { region: { ...region, code, name: `Daerah ${code}`, level: 'kota' } }),
  )
  const gateway = await startGateway(
    { after: (step) => void undo.push(() => step && Reflect.apply(step, undefined, [])) },
    { databaseUrl, keys, channels },
  )
  const people = { country: await signIn(gateway, 'national'), province: await signIn(gateway, 'province', '32') }
  return { gateway, client, people, samples: await samplesOf(client, gateway), rows: await rowsOf(client) }
}

async function samplesOf(client: pg.Client, gateway: TestGateway): Promise<Samples> {
  const found = await client.query<{ id: string; ticket: string; lapor_id: string; channel: string; region: string }>(
    `select id, ticket, lapor_id, channel, region from complaints where channel = 'kanal-0' and delivery = 'delivered' order by id desc limit 1`,
  )
  const [row] = found.rows
  if (row === undefined) throw new Error('nothing was seeded')
  const half = await gateway.ledger.figures.urgent('missed', null, null, 1)
  const middle = { dueAt: new Date(Date.now() - 90 * 86_400_000), id: half[0]?.complaintId ?? row.id }
  const clocks = Buffer.from(JSON.stringify([middle.dueAt.getTime(), middle.id, 'verify'])).toString('base64url')
  return { channel: row.channel, region: row.region, complaint: row.id, ticket: row.ticket, laporId: row.lapor_id, clocks }
}

async function rowsOf(client: pg.Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; rows: number }>(
    `select relname as name, reltuples::int as rows from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  )
  return new Map(rows.map((row) => [row.name, row.rows]))
}

async function measure(small: Site, large: Site, words: readonly string[], signal: AbortSignal): Promise<boolean> {
  const [smallPaths, largePaths] = [pathsOf(small.samples), pathsOf(large.samples)]
  const routes = [...new Set(large.gateway.pageRoutes.flatMap((route) => /^GET (.+)$/.exec(route)?.[1] ?? []))]
  const unknown = routes.filter(
    (route) => largePaths[route] === undefined && NOT_MEASURED[route] === undefined && !route.startsWith('/console/assets/'),
  )
  const slow: string[] = []
  const whole = new Set<string>()
  console.log(`\n${cpus().length} cores; the median of ${TIMES} requests each, in turn\n\n  10,000   1,000,000   ratio  page`)
  for (const route of routes) {
    for (const [index, asked] of (largePaths[route] ?? []).entries()) {
      const path = nameOf(asked)
      if (words.length > 0 && !words.some((word) => path.includes(word))) continue
      for (const who of ['country', 'province']) {
        signal.throwIfAborted()
        const [a, b] = await timesOf([small, smallPaths[route]?.[index] ?? asked], [large, asked], who)
        if (a === null || b === null) continue
        const ratio = b / a
        const mark = ratio > MOST_TIMES ? '  NOT REACHED' : ''
        if (mark) slow.push(`${path} (${who})`)
        console.log(
          `${a.toFixed(1).padStart(5)} ms ${b.toFixed(1).padStart(8)} ms ${ratio.toFixed(2).padStart(7)}  ${path} (${who})${mark}`,
        )
        const statements = await noteStatements(async () => show(large, asked, who))
        if (mark)
          for (const { sql, ms } of (await slowest(large.client, statements)).slice(0, 3))
            console.log(`${''.padStart(27)}${ms.toFixed(1)} ms: ${sql.slice(0, 300)}`)
        for (const fault of await wholeReads(large, statements)) whole.add(`${path} (${who}): ${fault}`)
      }
    }
  }
  console.log(
    `\n${slow.length === 0 ? `Every page answers within ${MOST_TIMES} times.` : `Not within ${MOST_TIMES} times: ${slow.join(', ')}`}`,
  )
  console.log(whole.size === 0 ? 'No list reads a whole table.' : `Reads too much of a table:\n${[...whole].join('\n')}`)
  for (const route of unknown) console.log(`${route} is not measured: say in test/bench/console/pages.ts how`)
  return slow.length === 0 && whole.size === 0 && unknown.length === 0
}

/** In turn, so that what else the machine does meets both. null: this person may not see the page. */
async function timesOf(small: readonly [Site, Asked], large: readonly [Site, Asked], who: string): Promise<[number | null, number | null]> {
  const times: [number[], number[]] = [[], []]
  for (let turn = 0; turn < WARM_UPS + TIMES; turn += 1) {
    for (const [index, [site, asked]] of [small, large].entries()) {
      const began = performance.now()
      const answer = await show(site, asked, who)
      const took = performance.now() - began
      if (answer === undefined || answer.status === 403) return [null, null]
      if (![200, 303].includes(answer.status))
        throw new Error(`${nameOf(asked)} answered ${answer.status} to ${who}; logged: ${site.gateway.logged.slice(-3).join('')}`)
      if (turn >= WARM_UPS) times[index]?.push(took)
    }
  }
  return [median(times[0]), median(times[1])]
}

function show(site: Site, asked: Asked, who: string): Promise<Shown> | undefined {
  return typeof asked === 'string' ? site.people[who]?.get(asked) : site.people[who]?.send(asked.path, asked.fields)
}

function nameOf(asked: Asked): string {
  return typeof asked === 'string' ? asked.slice(0, 80) : `${asked.path} ${JSON.stringify(asked.fields)}`
}

async function wholeReads(site: Site, statements: readonly Statement[]): Promise<string[]> {
  const faults: string[] = []
  for (const statement of statements) {
    for (const { table, rows, how } of await scansOf(site.client, statement)) {
      const all = site.rows.get(table) ?? 0
      if (TABLES.includes(table) && all >= GROWS && rows > all * MOST_SHARE)
        faults.push(`${how} on ${table}, ${rows} of ${all} rows\n    ${statement.sql.replaceAll(/\s+/g, ' ').slice(0, 240)}`)
    }
  }
  return faults
}
