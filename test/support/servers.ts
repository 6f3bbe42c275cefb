import { randomUUID } from 'node:crypto'
import { after, type TestContext } from 'node:test'
import { Client } from 'pg'

/** A ledger of this process. Its connection stays: a new one learns of sixty tables anew before it can empty them. */
interface TestLedgerDatabase {
  readonly name: string
  readonly client: Client
  /** The test that had it is over. */
  free: boolean
}

const ledgers: TestLedgerDatabase[] = []

/** A fresh, empty database. It goes with its server: dropping each costs a checkpoint. */
export async function testDatabase(_t: Pick<TestContext, 'after'>): Promise<string> {
  const server = required('TEST_DATABASE_URL')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await run(server, [`CREATE DATABASE ${name}`])
  return addressOf(server, name)
}

/**
 * A database for a ledger that holds nothing. Making one and its tables takes a third of a second of work, so that each goes from test to test: over all
 * processes of a run, by a list in the server itself. A test that failed keeps its own.
 */
export async function testLedgerDatabase(t: Pick<TestContext, 'after'>): Promise<string> {
  const server = required('TEST_DATABASE_URL')
  const database = ledgers.find(({ free }) => free) ?? (await takeLedger(server))
  database.free = false
  t.after(() => {
    // Node has it; its types do not yet.
    database.free = Reflect.get(t, 'passed') === true
  })
  await database.client.query(EMPTY_ALL)
  return addressOf(server, database.name)
}

async function takeLedger(server: string): Promise<TestLedgerDatabase> {
  const own = `ledger_${randomUUID().replaceAll('-', '')}`
  const [free] = await run(server, [
    'select pg_advisory_lock(1)',
    'create table if not exists test_ledgers (name text primary key, in_use boolean not null)',
    'select pg_advisory_unlock(1)',
    `update test_ledgers set in_use = true
      where name = (select name from test_ledgers where not in_use limit 1 for update skip locked) returning name`,
  ])
  if (!free) await run(server, [`create database ${own}`, `insert into test_ledgers values ('${own}', true)`])
  const name = free ? String(free.name) : own
  const client = await connected(addressOf(server, name))
  const database = { name, client, free: false }
  ledgers.push(database)
  return database
}

/** Past the triggers that keep rows for good, and past who is still connected. Deleting a few rows is quicker than truncating fifty tables. */
const EMPTY_ALL = `do $$ declare found record; begin
  perform pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();
  set local session_replication_role = replica;
  for found in select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename <> 'ledger_versions' loop
    execute 'delete from ' || found.name;
  end loop;
  perform setval(quote_ident(sequencename)::regclass, start_value, false) from pg_sequences where schemaname = 'public' and last_value is not null;
end $$`

/** The tests' Redis, with a prefix of the test's own: tests run at the same time on one server. */
export async function testRedis(_t: Pick<TestContext, 'after'>): Promise<{ readonly url: string; readonly prefix: string }> {
  return { url: required('TEST_REDIS_URL'), prefix: `t${randomUUID().slice(0, 13)}` }
}

// Not in t.after: that runs before the test's own, which close its connections.
after(async () => {
  const names = ledgers.filter(({ free }) => free).map(({ name }) => `'${name}'`)
  for (const { client } of ledgers) await client.end()
  if (names.length > 0)
    await run(required('TEST_DATABASE_URL'), [`update test_ledgers set in_use = false where name in (${names.join(', ')})`])
})

function addressOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

/** Gives the rows of the last statement. */
async function run(url: string, statements: readonly string[]): Promise<Record<string, unknown>[]> {
  const client = await connected(url)
  try {
    let rows: Record<string, unknown>[] = []
    for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  return client
}

function required(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set; run tests with: npm test -- <part of the file name>`)
  return value
}
