import type { ErrorCode } from '../contract/errors.ts'
import type { Database, Prepared } from './database.ts'
import { toJson } from './json.ts'
import { isUuid } from './uuid.ts'

/** One call about a complaint: what was sent and what came back, shortened, without person and secret. */
export interface NewExchange {
  readonly complaintId: string
  readonly updateId: string | null
  readonly feedbackId: string | null
  /** When it was sent. */
  readonly at: Date
  readonly peer: 'centre' | 'origin' | 'files'
  readonly host: string
  /** Method and path, without what a query or a path may tell of a person. */
  readonly call: string
  readonly ms: number
  /** null: there was no answer. */
  readonly status: number | null
  /** null: it was answered. */
  readonly code: ErrorCode | null
  readonly request: string | null
  readonly answer: string | null
  /** Of a call that changes nothing: what it asked and was answered. The same as the time before is not kept again. */
  readonly digest: Uint8Array | null
}

export type ExchangeRow = Omit<NewExchange, 'digest'> & { readonly seq: string }

export interface Exchanges {
  /** Of each complaint the newest MOST_KEPT stay. What belongs to an erased complaint is left out. */
  add(batch: readonly NewExchange[]): Promise<void>
  /** Oldest first. */
  of(complaintId: string): Promise<ExchangeRow[]>
}

export const MOST_KEPT = 100

export function openExchanges(database: Database, byKey: Database): Exchanges {
  return {
    async add(batch) {
      if (batch.length === 0) return
      const rows = batch.map(({ digest, ...row }, n) => ({ ...row, n, digest: hexOf(digest) }))
      const full = await byKey.query<{ id: string }>(INSERT, [
        toJson(rows),
        [...new Set(batch.map(({ complaintId }) => complaintId))],
        MOST_KEPT,
      ])
      if (full.length > 0) await database.query(TRIM, [full.map(({ id }) => id), MOST_KEPT])
    },
    async of(complaintId) {
      if (!isUuid(complaintId)) return []
      return database.query<ExchangeRow>(
        `select seq::text, complaint_id as "complaintId", update_id as "updateId", feedback_id as "feedbackId", at, peer, host, call, ms, status, code, request, answer
         from exchanges where complaint_id = $1 order by at, exchanges.seq`,
        [complaintId],
      )
    },
  }
}

const hexOf = (digest: Uint8Array | null): string | null => (digest === null ? null : Buffer.from(digest).toString('hex'))

/** An erasure that goes on at the same time is waited for, and what it took away does not come back. Gives those of which there are too many now. */
const INSERT: Prepared = {
  name: 'add-exchanges',
  text: `
with given as (
  select * from jsonb_to_recordset($1::jsonb) as row (n int, "complaintId" uuid, "updateId" uuid, "feedbackId" uuid, at timestamptz, peer text, host text, call text,
    ms int, status int, code text, request text, answer text, digest text)
), open as (
  select id from complaints where id = any($2::uuid[]) and erased_at is null order by id for key share
), stored as (
  insert into exchanges (complaint_id, update_id, feedback_id, at, peer, host, call, ms, status, code, request, answer, digest)
  select id, "updateId", "feedbackId", at, peer, host, call, ms, status, code, request, answer, decode(digest, 'hex')
  from given join open on id = "complaintId"
  where digest is null or decode(digest, 'hex') is distinct from (
    select e.digest from exchanges e where e.complaint_id = given."complaintId" and e.call = given.call order by e.seq desc limit 1)
  order by n returning complaint_id
)
select complaint_id as id from stored group by complaint_id
having count(*) + (select count(*) from exchanges e where e.complaint_id = stored.complaint_id) > $3`,
}

const TRIM = `
delete from exchanges using unnest($1::uuid[]) as one (id), lateral (
  select seq from exchanges e where e.complaint_id = one.id order by seq desc offset $2 limit 1) as last
where exchanges.complaint_id = one.id and exchanges.seq <= last.seq`
