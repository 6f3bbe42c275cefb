import { GatewayError } from '../contract/errors.ts'
import { readComplaint, SELECT_COMPLAINT, type StoredComplaint } from './complaint-rows.ts'
import type { Queryable } from './database.ts'
import type { ComplaintFilter, ComplaintRow } from './ledger.ts'
import { isUuid } from './uuid.ts'

/**
 * A page by keyset: it goes on behind (changed_at, id) of the last row. A complaint that changes meanwhile moves to the end, so
 * that it may come twice and is never left out.
 */
export async function listComplaints(
  database: Queryable,
  channel: string,
  filter: ComplaintFilter,
): Promise<{ rows: ComplaintRow[]; cursor: string | null }> {
  const after = filter.cursor === undefined ? null : readCursor(filter.cursor)
  const limit = Math.max(1, Math.floor(filter.limit))
  const stored = await database.query<StoredComplaint>(
    `${SELECT_COMPLAINT} where channel = $1
       and ($2::text is null or ticket = $2) and ($3::text is null or status = $3) and ($4::timestamptz is null or changed_at >= $4)
       and ($5::timestamptz is null or (changed_at, id) > ($5, $6::uuid))
     order by changed_at, id limit $7`,
    [channel, filter.ticket ?? null, filter.status ?? null, filter.since ?? null, after?.changedAt ?? null, after?.id ?? null, limit + 1],
  )
  const rows = stored.slice(0, limit).map(readComplaint)
  const last = rows.at(-1)
  return { rows, cursor: stored.length > limit && last !== undefined ? writeCursor(last) : null }
}

function writeCursor({ changedAt, id }: ComplaintRow): string {
  return Buffer.from(JSON.stringify([changedAt.getTime(), id])).toString('base64url')
}

function readCursor(cursor: string): { changedAt: Date; id: string } {
  const refuse = () => new GatewayError('request_unreadable', 'cursor is none that we gave; leave it out to begin anew', { at: '/cursor' })
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    throw refuse()
  }
  if (!Array.isArray(parts) || parts.length !== 2) throw refuse()
  const [time, id]: unknown[] = parts
  if (typeof time !== 'number' || typeof id !== 'string' || !isUuid(id)) throw refuse()
  // Within what both JavaScript and PostgreSQL can hold.
  if (!Number.isInteger(time) || time < 0 || time > LAST_TIME) throw refuse()
  return { changedAt: new Date(time), id }
}

const LAST_TIME = Date.UTC(9999, 0, 1)
