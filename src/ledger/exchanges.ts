import type { ErrorCode } from '../contract/errors.ts'
import type { Database } from './database.ts'
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
  /** One statement; of each complaint the newest MOST_KEPT stay. What belongs to an erased complaint is left out. */
  add(batch: readonly NewExchange[]): Promise<void>
  /** Oldest first. */
  of(complaintId: string): Promise<ExchangeRow[]>
}

export const MOST_KEPT = 100

export function openExchanges(database: Database): Exchanges {
  return {
    async add(batch) {
      if (batch.length === 0) return
      await database.transaction(async (tx) => {
        const ids = [...new Set(batch.map(({ complaintId }) => complaintId))].sort()
        // An erasure that goes on at the same time is waited for, and what it took away does not come back.
        const open = await tx.query<{ id: string }>(
          'select id from complaints where id = any($1::uuid[]) and erased_at is null order by id for key share',
          [ids],
        )
        const known = new Set(open.map(({ id }) => id))
        await tx.query(INSERT, [
          toJson(
            batch
              .filter(({ complaintId }) => known.has(complaintId))
              .map(({ digest, ...row }, n) => ({ ...row, n, digest: hexOf(digest) })),
          ),
        ])
        await tx.query(TRIM, [ids, MOST_KEPT])
      })
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

const INSERT = `
insert into exchanges (complaint_id, update_id, feedback_id, at, peer, host, call, ms, status, code, request, answer, digest)
select "complaintId", "updateId", "feedbackId", at, peer, host, call, ms, status, code, request, answer, decode(digest, 'hex')
from jsonb_to_recordset($1::jsonb) as given (n int, "complaintId" uuid, "updateId" uuid, "feedbackId" uuid, at timestamptz, peer text, host text, call text,
  ms int, status int, code text, request text, answer text, digest text)
where digest is null or decode(digest, 'hex') is distinct from (
  select e.digest from exchanges e where e.complaint_id = given."complaintId" and e.call = given.call order by e.seq desc limit 1)
order by n`

const TRIM = `
delete from exchanges using unnest($1::uuid[]) as one (id), lateral (
  select seq from exchanges e where e.complaint_id = one.id order by seq desc offset $2 limit 1) as last
where exchanges.complaint_id = one.id and exchanges.seq <= last.seq`
