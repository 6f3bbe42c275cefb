import pg from 'pg'
import type { Log } from '../contract/connector.ts'
import { isAway, isContention, toLedgerError, unavailable } from './database-errors.ts'
import { withinLimit } from './time-limit.ts'

/** A statement that is parsed and planned once a connection: for those of the hot path, where planning costs more than the work. Its name stands for its text. */
export interface Prepared {
  readonly name: string
  readonly text: string
}

/** The time as one value for the whole statement. An index is not searched for what `clock_timestamp()` itself is compared with: each row would be asked. */
export const NOW = '(select clock_timestamp())'

/** Something that answers statements: the pool, or one transaction of it. */
export interface Queryable {
  /** NUL in a text, which PostgreSQL refuses, is replaced by U+FFFD. */
  query<Row extends object>(sql: string | Prepared, params?: readonly unknown[]): Promise<Row[]>
}

/** A statement or a transaction runs again, up to three times, when PostgreSQL undid it because of a deadlock. */
export interface Database extends Queryable {
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>
  ping(): Promise<void>
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly databaseUrl: string
  /** Connections at most. */
  readonly poolSize: number
  readonly log: Log
  /**
   * For statements that name their rows by key: no table is read whole, whatever the planner believes of its size. A plan that is kept from the first minutes of a
   * ledger, when it is empty, would otherwise read all of it until the tables are analyzed. One plan is made and kept: for a statement of few rows to plan anew looks
   * cheaper to PostgreSQL each time, and costs more than to run it.
   */
  readonly byKey?: boolean
}

/** A bounded pool. Nothing waits longer than these limits; a broken connection is thrown away and the next call makes a new one. */
export function openDatabase({ databaseUrl, poolSize, log, byKey = false }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'lapor-gateway',
    max: poolSize,
    // Ends what nobody waits for any more: withClient gives up before.
    connectionTimeoutMillis: 5 * CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: 2 * STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    // To compile one of our statements takes longer than to run it.
    options: byKey ? '-c jit=off -c enable_seqscan=off -c plan_cache_mode=force_generic_plan' : '-c jit=off',
  })
  // An idle connection broke. The pool has dropped it already.
  pool.on('error', (error) => log.warn({ reason: errorCode(error) }, 'a connection to the ledger broke'))

  let closed: Promise<void> | undefined

  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    let client: pg.PoolClient
    try {
      client = await withinLimit(pool.connect(), CONNECT_TIMEOUT_MS, silent, (late) => late.release())
    } catch (error) {
      throw toLedgerError(error)
    }
    // While it is lent the pool does not listen, and a socket that breaks between two statements would end the process.
    const ignore = () => {}
    client.on('error', ignore)
    let broken = false
    try {
      return await work(client)
    } catch (error) {
      broken = isAway(error)
      throw error
    } finally {
      client.removeListener('error', ignore)
      client.release(broken)
    }
  }

  async function runTransaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return withClient(async (client) => {
      await run(client, 'begin')
      try {
        const result = await work({ query: (sql, params) => run(client, sql, params) })
        await run(client, 'commit')
        return result
      } catch (error) {
        if (!isAway(error)) await run(client, 'rollback')
        throw error
      }
    })
  }

  async function unlessContended<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work()
      } catch (error) {
        if (!isContention(error) || tries === 3) throw toLedgerError(error)
      }
    }
  }

  return {
    query: <Row extends object>(sql: string | Prepared, params?: readonly unknown[]) =>
      unlessContended(() => withClient((client) => run<Row>(client, sql, params))),
    transaction: (work) => unlessContended(() => runTransaction(work)),
    async ping() {
      await withinLimit(
        withClient((client) => run(client, 'select 1')),
        PING_TIMEOUT_MS,
        () => unavailable('the ledger did not answer within a second'),
      ).catch((error) => {
        throw toLedgerError(error)
      })
    },
    close() {
      closed ??= pool.end()
      return closed
    },
  }
}

const CONNECT_TIMEOUT_MS = 2_000
/** PostgreSQL gives up by itself; a second later it is taken for unreachable. */
const STATEMENT_TIMEOUT_MS = 5_000
const LOCK_TIMEOUT_MS = 4_000
const PING_TIMEOUT_MS = 1_000

async function run<Row extends object>(client: pg.ClientBase, sql: string | Prepared, params: readonly unknown[] = []): Promise<Row[]> {
  const statement = typeof sql === 'string' ? { text: sql } : sql
  const answer = client.query<Row & pg.QueryResultRow>({ ...statement, values: params.map(withoutNul) })
  const { rows } = await withinLimit(answer, STATEMENT_TIMEOUT_MS + 1_000, silent)
  return rows
}

/** The connection is thrown away with it, so that a late answer is nobody's. */
function silent(): Error {
  return unavailable('the ledger did not answer in time; nothing was lost, try again')
}

function withoutNul(param: unknown): unknown {
  if (typeof param === 'string') return param.includes('\0') ? param.replaceAll('\0', '\ufffd') : param
  if (Array.isArray(param)) return param.map(withoutNul)
  return param
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'connection lost'
}
