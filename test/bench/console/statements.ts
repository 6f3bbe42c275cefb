import pg from 'pg'

export interface Statement {
  readonly sql: string
  readonly params: readonly unknown[]
  /** It is prepared under this name, once a connection. */
  readonly name?: string
}

/** Notes what is asked of any database while `work` runs. */
export async function noteStatements(work: () => Promise<unknown>): Promise<Statement[]> {
  const noted: Statement[] = []
  const { query } = pg.Client.prototype
  const noting = function (this: pg.Client, ...args: unknown[]): unknown {
    noted.push(...statementOf(args))
    return Reflect.apply(query, this, args)
  }
  Reflect.set(pg.Client.prototype, 'query', noting)
  try {
    await work()
  } finally {
    Reflect.set(pg.Client.prototype, 'query', query)
  }
  return noted
}

/** As `pg` takes it: a text with its values, or one object with all of it. */
function statementOf([first, values]: readonly unknown[]): Statement[] {
  if (typeof first === 'string') return [{ sql: first, params: Array.isArray(values) ? values : [] }]
  const { text, name, values: own = values } = (first ?? {}) as { text?: unknown; name?: unknown; values?: unknown }
  if (typeof text !== 'string') return []
  return [{ sql: text, params: Array.isArray(own) ? own : [], ...(typeof name === 'string' ? { name } : {}) }]
}

/** Those that read, slowest first. */
export async function slowest(
  client: pg.Client,
  statements: readonly Statement[],
): Promise<{ readonly sql: string; readonly ms: number }[]> {
  const timed: { sql: string; ms: number }[] = []
  for (const { sql, params } of statements.filter(reads)) {
    const began = performance.now()
    await client.query(sql, [...params])
    timed.push({ sql: sql.replaceAll(/\s+/g, ' '), ms: performance.now() - began })
  }
  return timed.sort((a, b) => b.ms - a.ms)
}

export interface Scanned {
  readonly table: string
  readonly rows: number
  readonly how: string
}

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly Plan[]
}

/** What a reading statement really scanned, by EXPLAIN (ANALYZE). Statements that change something are not run again. */
export async function scansOf(client: pg.Client, statement: Statement): Promise<Scanned[]> {
  if (!reads(statement)) return []
  const { sql, params } = statement
  const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(`explain (analyze, format json, timing off) ${sql}`, [...params])
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan
  return plan ? [...scans(plan)] : []
}

function reads({ sql }: Statement): boolean {
  return /^\s*(select|with)\b/i.test(sql) && !/\b(insert into|update|delete from|for update|pg_advisory)\b/i.test(sql)
}

function* scans(plan: Plan): Generator<Scanned> {
  const table = plan['Relation Name']
  const removed = (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0)
  if (table !== undefined) yield { table, rows: (plan['Actual Rows'] + removed) * plan['Actual Loops'], how: plan['Node Type'] }
  for (const part of plan.Plans ?? []) yield* scans(part)
}
