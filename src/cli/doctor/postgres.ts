import { readdir } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import type { Installation } from '../installation.ts'
import { type Finding, fail, ok, reasonOf, warn } from './check.ts'

const OLDEST_SERVER = 15
const SKEW_WARN_MS = 2_000
const SKEW_FAIL_MS = 60_000
const MIGRATIONS = path.resolve(import.meta.dirname, '../../ledger/migrations')

/** The server itself: reachable, new enough, its tables up to date, its clock ours. `usable`: the ledger can be read. */
export async function checkPostgres({ databaseUrl }: Installation): Promise<{ findings: Finding[]; usable: boolean }> {
  if (!databaseUrl)
    return {
      findings: [fail('PostgreSQL', 'no gateway runs here and DATABASE_URL is not set', 'run npm start, or set DATABASE_URL')],
      usable: false,
    }
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 5000,
    query_timeout: 5000,
    application_name: 'lapor-gateway doctor',
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const started = Date.now()
    const { rows } = await client.query<{ number: string; version: string; now: Date }>(
      "select current_setting('server_version_num') as number, current_setting('server_version') as version, clock_timestamp() as now",
    )
    const server = rows[0]
    if (!server) return { findings: [fail('PostgreSQL', 'it does not say its version', 'check DATABASE_URL')], usable: false }
    const skewMs = server.now.getTime() - (started + Date.now()) / 2
    const fits = Number(server.number) >= OLDEST_SERVER * 10_000
    const about = fits
      ? ok('PostgreSQL', server.version)
      : fail('PostgreSQL', `${server.version} is too old`, `install PostgreSQL ${OLDEST_SERVER} or newer`)
    const tables = await checkMigrations(client)
    return { findings: [about, tables, judgeSkew(skewMs)], usable: fits && tables.state === 'ok' }
  } catch (error) {
    return { findings: [fail('PostgreSQL', `not reached: ${reasonOf(error)}`, 'start it, or correct DATABASE_URL')], usable: false }
  } finally {
    await client.end().catch(() => {})
  }
}

async function checkMigrations(client: pg.Client): Promise<Finding> {
  const newest = Math.max(...(await readdir(MIGRATIONS)).map((name) => Number.parseInt(name, 10)).filter((number) => !Number.isNaN(number)))
  const exists = await client.query<{ there: boolean }>("select to_regclass('ledger_versions') is not null as there")
  if (!exists.rows[0]?.there) return warn('ledger tables', 'not made yet', 'start the gateway once; it makes them')
  const { rows } = await client.query<{ version: string | null }>('select max(version) as version from ledger_versions')
  const present = Number(rows[0]?.version ?? 0)
  if (present === newest) return ok('ledger tables', `version ${present}`)
  if (present > newest)
    return fail('ledger tables', `version ${present}, of a newer gateway; this one knows ${newest}`, 'run the newer gateway')
  return warn('ledger tables', `version ${present}, behind ${newest}`, 'start the gateway once; it brings them up to date')
}

function judgeSkew(skewMs: number): Finding {
  const detail = `${Math.abs(skewMs / 1000).toFixed(1)} s ${skewMs < 0 ? 'behind' : 'ahead of'} this machine's`
  if (Math.abs(skewMs) > SKEW_FAIL_MS)
    return fail('clock of PostgreSQL', detail, 'set both clocks by NTP: signatures and retries go by time')
  return Math.abs(skewMs) > SKEW_WARN_MS
    ? warn('clock of PostgreSQL', detail, 'set both clocks by NTP')
    : ok('clock of PostgreSQL', 'agrees with this machine')
}
