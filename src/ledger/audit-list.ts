import type { Scope } from '../contract/access.ts'
import type { Queryable } from './database.ts'
import type { AuditFilter, AuditRow } from './running-state.ts'

/**
 * A page of the audit, newest first, behind `filter.before`. Whoever sees some regions only gets a page of each from the index and the newest of them all:
 * a region with few rows does not make it read those of others.
 */
export async function listAudit(database: Queryable, filter: AuditFilter, scope: Scope): Promise<AuditRow[]> {
  const { actor, action, subject, from, to, before, limit } = filter
  const params: unknown[] = [limit]
  const put = (value: unknown) => `$${params.push(value)}`
  const conditions = [
    ...(actor === undefined ? [] : [`a.actor = ${put(actor)}`]),
    ...(action === undefined ? [] : [`a.action = ${put(action)}`]),
    ...(subject === undefined ? [] : [`a.subject = ${put(subject)}`]),
    ...(before === undefined ? [] : [`a.seq < ${put(before)}::bigint`]),
    ...(from === undefined ? [] : [timeCondition('>=', put(from))]),
    ...(to === undefined ? [] : [timeCondition('<', put(to))]),
  ]
  const where = (more: readonly string[]) => ([...more, ...conditions].length > 0 ? `where ${[...more, ...conditions].join(' and ')}` : '')
  const page = (more: readonly string[]) => `select ${COLUMNS} from audit a ${where(more)} order by a.seq desc limit $1`
  if (scope === null) return database.query<AuditRow>(page([]), params)
  // A subject has few lines.
  if (subject !== undefined) return database.query<AuditRow>(page([`a.region = any(${put(scope)})`]), params)
  // As a range, so that the order is that of the index by region: going back through the whole table for a region with few rows would look as cheap.
  const ofRegion = `select ${COLUMNS} from audit a ${where(['a.region between of.code and of.code'])} order by a.region desc, a.seq desc limit $1`
  return database.query<AuditRow>(
    `select found.* from unnest(${put(scope)}::text[]) as of (code) cross join lateral (${ofRegion}) found order by found.seq::bigint desc limit $1`,
    params,
  )
}

/** Lines are numbered in the order of their times, but for those that were written at the same moment: so the number bounds what is read, and the time decides. */
function timeCondition(sign: '>=' | '<', time: string): string {
  const bound =
    sign === '<'
      ? `a.seq <= coalesce((select seq + ${AT_ONCE} from audit where at < ${time}::timestamptz order by at desc limit 1), 0)`
      : `a.seq >= coalesce((select seq - ${AT_ONCE} from audit where at >= ${time}::timestamptz order by at limit 1), ${LAST})`
  return `a.at ${sign} ${time}::timestamptz and ${bound}`
}

const AT_ONCE = 1000
const LAST = '9223372036854775807'

const COLUMNS = `a.seq::text, a.at, a.actor, a.action, a.subject, a.region, a.address, a.before, a.after, a.detail`
