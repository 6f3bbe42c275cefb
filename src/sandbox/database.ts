import { fileURLToPath } from 'node:url'
import pg from 'pg'
import Postgrator from 'postgrator'

export type Database = pg.Pool
export type Query = Pick<pg.Pool, 'query'>

/** The sandbox's own database, brought up to date. */
export async function openDatabase(url: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: 8, connectionTimeoutMillis: 5_000 })
  pool.on('error', () => {}) // an idle connection that broke; the next query opens another or fails with its own error
  try {
    await migrate(pool)
  } catch (error) {
    await pool.end()
    throw new Error(`the database of SANDBOX_DATABASE_URL cannot be used: ${reasonOf(error)}`, { cause: error })
  }
  return pool
}

/** Everything in one transaction; an exception takes all of it back. */
export async function inTransaction<T>(database: Database, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await database.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message === '' && 'code' in error ? String(error.code) : error.message
}

const MIGRATION_LOCK = 7_031_708

async function migrate(pool: Database): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    const postgrator = new Postgrator({
      driver: 'pg',
      migrationPattern: fileURLToPath(new URL('migrations/*.sql', import.meta.url)),
      schemaTable: 'sandbox_migrations',
      execQuery: async (sql) => ({ rows: (await client.query(sql)).rows }),
    })
    await postgrator.migrate()
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {})
    client.release()
  }
}
