import { join } from 'node:path'
import pg from 'pg'
import Postgrator from 'postgrator'
import { GatewayError } from '../contract/errors.ts'
import { isAway, sqlState, toLedgerError } from './database-errors.ts'

/**
 * Brings the database to the newest numbered migration, in one transaction: all or nothing. Processes that start at the same time
 * queue on an advisory lock. Throws `config_invalid` with one line when this database cannot be used.
 */
export function migrate(databaseUrl: string): Promise<void> {
  return connected(databaseUrl, async (client) => {
    await client.query(`set lock_timeout = '${LOCK_TIMEOUT_MS}ms'; set client_min_messages = warning`)
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await applyMigrations(client)
    await client.query('commit')
  })
}

/** For programs beside the gateway: changes nothing. Throws `config_invalid` with one line when the database is not at the version that this copy knows. */
export function checkVersion(databaseUrl: string): Promise<void> {
  return connected(databaseUrl, async (client) => {
    const newest = await newestVersion()
    const { rows: found } = await client.query<{ there: boolean }>("select to_regclass('ledger_versions') is not null as there")
    if (!found[0]?.there)
      throw new GatewayError(
        'config_invalid',
        'this database holds no ledger yet; start the gateway once, which makes it, or correct DATABASE_URL',
      )
    const { rows } = await client.query<{ version: string | null }>('select max(version) as version from ledger_versions')
    const present = Number(rows[0]?.version ?? 0)
    if (present > newest) throw tooNew(present, newest)
    if (present < newest)
      throw new GatewayError(
        'config_invalid',
        `the database is at version ${present}, of an older gateway; this copy knows ${newest} and changes nothing: use the older one's command line, or start this gateway, which brings it up to date`,
      )
  })
}

async function connected(databaseUrl: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = newClient(databaseUrl)
  try {
    await client.connect()
    await checkServer(client)
    await work(client)
  } catch (error) {
    throw explain(error)
  } finally {
    await client.end().catch(() => {})
  }
}

const CONNECT_TIMEOUT_MS = 5_000
const LOCK_TIMEOUT_MS = 60_000
/** Any number that nobody else locks in this database. */
const MIGRATION_LOCK = 4_932_260_701
const OLDEST_SERVER = 15
const FOLDER = join(import.meta.dirname, 'migrations')

function newClient(databaseUrl: string): pg.Client {
  try {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'lapor-gateway migrations',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    })
    return client.on('error', () => {})
  } catch {
    // The error quotes the address, and with it the password.
    throw new GatewayError('config_invalid', 'DATABASE_URL cannot be read; write postgres://user:password@host:5432/database')
  }
}

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: string; version: string; encoding: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as version,
            (select pg_encoding_to_char(encoding) from pg_database where datname = current_database()) as encoding`,
  )
  const server = rows[0]
  if (server === undefined) throw new GatewayError('config_invalid', 'DATABASE_URL: this server does not say its version')
  if (Math.floor(Number(server.number) / 10_000) < OLDEST_SERVER) {
    throw new GatewayError('config_invalid', `PostgreSQL ${server.version} is too old; version ${OLDEST_SERVER} or newer is needed`)
  }
  if (server.encoding !== 'UTF8') {
    throw new GatewayError(
      'config_invalid',
      `the database is encoded as ${server.encoding}; make one with: createdb --encoding UTF8 --template template0`,
    )
  }
}

async function applyMigrations(client: pg.Client): Promise<void> {
  const newest = await newestVersion()
  const postgrator = openPostgrator(client)
  const present = await postgrator.getDatabaseVersion()
  if (present > newest) throw tooNew(present, newest)
  if (present < newest || !(await isAsMade(client))) await postgrator.migrate()
}

/** Whether it was made by these very migrations: in one question, and by the sums that postgrator keeps. It says which one differs. */
async function isAsMade(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ version: string; md5: string | null }>('select version, md5 from ledger_versions')
  const made = new Map(rows.map(({ version, md5 }) => [Number(version), md5]))
  return (await migrations()).every(({ version, md5 }) => made.get(version) === md5)
}

let read: Promise<Postgrator.Migration[]> | undefined

/** The files of this copy, which do not change while it runs. */
function migrations(): Promise<Postgrator.Migration[]> {
  read ??= openPostgrator(null).getMigrations()
  return read
}

function openPostgrator(client: pg.Client | null): Postgrator {
  return new Postgrator({
    driver: 'pg',
    schemaTable: 'ledger_versions',
    migrationPattern: `${escapePattern(FOLDER)}/*.sql`,
    newline: 'LF',
    ...(client === null ? {} : { execQuery: (sql: string) => client.query(sql) }),
  })
}

async function newestVersion(): Promise<number> {
  const newest = Math.max(...(await migrations()).map(({ version }) => version))
  if (Number.isFinite(newest)) return newest
  throw new GatewayError('internal_error', 'the ledger has no migrations: this copy of the gateway is not whole')
}

function tooNew(present: number, newest: number): GatewayError {
  return new GatewayError(
    'config_invalid',
    `the database is at version ${present}, of a newer gateway; this one knows ${newest}. Run the newer gateway`,
  )
}

/** The folder may lie anywhere, also under names that a file pattern would read as its own signs. */
function escapePattern(folder: string): string {
  return folder
    .replaceAll('\\', '/')
    .replace(/[[\]*?(){}!+@]/g, (sign) =>
      sign === '{' || sign === '}' || sign === '!' || sign === '+' || sign === '@' ? `\\${sign}` : `[${sign}]`,
    )
}

function explain(error: unknown): unknown {
  if (error instanceof GatewayError || isAway(error)) return toLedgerError(error)
  const advice = ADVICE[sqlState(error) ?? '']
  if (advice !== undefined) return new GatewayError('config_invalid', `DATABASE_URL: ${advice}`)
  if (error instanceof Error && error.message.startsWith('MD5 checksum failed')) {
    return new GatewayError('config_invalid', `the database was made by other migrations than these (${error.message}); use a new database`)
  }
  const unexplained = toLedgerError(error)
  // What the driver itself finds wrong before it asks the server: a password or TLS that is missing.
  if (unexplained instanceof Error && unexplained.constructor === Error)
    return new GatewayError('config_invalid', `DATABASE_URL: ${unexplained.message}`)
  return unexplained
}

const ADVICE: Readonly<Record<string, string>> = {
  '28P01': 'the password is refused; write the right one',
  '28000': 'this user may not log in; check the user name and pg_hba.conf',
  '3D000': 'there is no such database; create it',
  '42501': 'this user may not create tables; make it the owner of the database',
}
