import type { Client } from 'pg'
import type { Statement } from '../bench/console/statements.ts'
import { LARGE } from './fill-ledger.ts'

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Conflict Arbiter Indexes'?: readonly string[]
  readonly Plans?: readonly Node[]
}

/** What PostgreSQL would do. */
export interface Planned {
  readonly sql: string
  readonly indexes: ReadonlySet<string>
  /** Those of which only a part is read. */
  readonly searched: ReadonlySet<string>
  /** How it reads a large table that it need not read as a whole. */
  readonly whole: readonly string[]
}

/**
 * Plans of a statement, without running it: for these very values; and where it is prepared also the one for any values, which PostgreSQL keeps for a connection when
 * it seems as good.
 */
export async function plansOf(client: Client, { sql, params, name }: Statement): Promise<Planned[]> {
  const plans = [await explain(client, sql, `explain (format json) ${sql}`, params)]
  if (name === undefined) return plans
  const values = params.map(() => 'null').join(', ')
  await client.query(`set plan_cache_mode = force_generic_plan; prepare one as ${sql}`)
  try {
    plans.push(await explain(client, sql, `explain (format json) execute one${values === '' ? '' : `(${values})`}`, []))
  } finally {
    await client.query('reset plan_cache_mode; deallocate one')
  }
  return plans
}

async function explain(client: Client, sql: string, question: string, params: readonly unknown[]): Promise<Planned> {
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(question, [...params])
  const nodes = rows.flatMap((row) => [...walk(row['QUERY PLAN'][0].Plan)])
  return {
    sql: sql.replaceAll(/\s+/g, ' ').trim(),
    indexes: new Set(
      nodes.flatMap((node) => [...(node['Index Name'] ? [node['Index Name']] : []), ...(node['Conflict Arbiter Indexes'] ?? [])]),
    ),
    searched: new Set(nodes.flatMap((node) => (node['Index Name'] && node['Index Cond'] ? [node['Index Name']] : []))),
    whole: nodes.flatMap((node) => {
      const table = node['Relation Name'] ?? ''
      return node['Node Type'] === 'Seq Scan' && LARGE.some((large) => large === table) ? [`Seq Scan on ${table}`] : []
    }),
  }
}

function* walk(node: Node): Generator<Node> {
  yield node
  for (const part of node.Plans ?? []) yield* walk(part)
}
