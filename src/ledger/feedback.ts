import type { Status } from '../contract/complaint.ts'
import type { Answer } from '../contract/connector.ts'
import { type BlindIndex, messagePlace } from './blind-index.ts'
import { type Database, NOW, type Queryable } from './database.ts'
import type { EventKind } from './event-kinds.ts'
import { addEvent } from './events.ts'
import { toJson } from './json.ts'
import type { FeedbackRow, FeedbackRows, NewFeedback, Reason } from './ledger.ts'
import { type ReasonColumns, readReason, reasonDetail } from './reason.ts'

export function openFeedback(database: Database, blind: BlindIndex): FeedbackRows {
  /** Only what is still pending changes, and its event is written with it. */
  async function change(set: string, id: string, params: unknown[], kind: EventKind, data: object): Promise<void> {
    await database.query(
      `with changed as (update feedback set ${set} where id = $1 and state = 'pending' returning complaint_id)
       insert into events (complaint_id, kind, data) select complaint_id, $2, $3 from changed`,
      [id, kind, toJson({ feedbackId: id, ...data }), ...params],
    )
  }

  return {
    async get(id) {
      const [row] = await database.query<StoredFeedback>(`${SELECT} where id = $1`, [id])
      return row === undefined ? null : readFeedback(row)
    },
    async of(complaintId) {
      const rows = await database.query<StoredFeedback>(`${SELECT} where complaint_id = $1 order by seq`, [complaintId])
      return rows.map(readFeedback)
    },
    async claimDue(limit, claimMs) {
      const rows = await database.query<{ id: string }>(
        `update feedback set next_at = clock_timestamp() + $2 * interval '1 millisecond'
         where id in (
           select id from feedback f where state = 'pending' and next_at <= ${NOW}
             and not exists (select 1 from feedback e where e.complaint_id = f.complaint_id and e.state = 'pending' and e.seq < f.seq)
           order by next_at limit $1 for update skip locked)
         returning id`,
        [limit, claimMs],
      )
      return rows.map((row) => row.id)
    },
    async markSent(id, reference) {
      const [person] = await database.query<{ channel: string }>(
        'select channel from people join feedback using (complaint_id) where feedback.id = $1',
        [id],
      )
      // The message's id may name the person (a chat): it is only looked for.
      const messages = person && reference ? reference.split(/\s+/).filter((message) => message !== '') : []
      const sentAs = person
        ? (await Promise.all(messages.map((message) => blind.of(messagePlace(person.channel), message)))).map(([first]) => first)
        : []
      await change(
        `state = 'sent', sent_at = clock_timestamp(), next_at = null, attempts = attempts + 1, reason = null, reason_detail = null, sent_as = $4`,
        id,
        [sentAs.length > 0 ? sentAs : null],
        'feedback_sent',
        { reference: person ? null : reference },
      )
    },
    markRetry: (id, nextAt, reason) =>
      change(
        'attempts = attempts + 1, next_at = $4, reason = $5, reason_detail = $6',
        id,
        [nextAt, reason.code, reasonDetail(reason)],
        'feedback_retry',
        { nextAt, ...reason },
      ),
    markWaiting: (id, nextAt, reason) =>
      change('next_at = $4, reason = $5, reason_detail = $6', id, [nextAt, reason.code, reasonDetail(reason)], 'feedback_retry', {
        nextAt,
        ...reason,
      }),
    markStopped: (id, reason) =>
      change(
        `state = 'stopped', next_at = null, reason = $4, reason_detail = $5`,
        id,
        [reason.code, reasonDetail(reason)],
        'feedback_stopped',
        reason,
      ),
    stopChannel: (channel, reason) => database.transaction((tx) => stopChannel(tx, channel, reason)),
  }
}

/** Part of recordCase: what is told already (by its key) is left out. */
export async function addFeedback(tx: Queryable, complaintId: string, feedback: NewFeedback): Promise<void> {
  const { id, key, kind, status, statusNative, statusOrigin, at, answer, state } = feedback
  const rows = await tx.query(
    `insert into feedback (id, complaint_id, key, kind, status, status_native, status_origin, at, answer, state, next_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, case when $10 = 'pending' then clock_timestamp() end)
     on conflict (complaint_id, key) do nothing returning 1`,
    [id, complaintId, key, kind, status, statusNative, statusOrigin, at, toJson(answer), state],
  )
  if (rows.length === 1) await addEvent(tx, complaintId, ADDED[state], { feedbackId: id, kind, status })
}

const ADDED = { pending: 'feedback_pending', readable: 'feedback_readable' } as const satisfies Record<string, EventKind>

async function stopChannel(tx: Queryable, channel: string, reason: Reason): Promise<number> {
  const rows = await tx.query(
    `with chosen as (
       select f.id from feedback f join complaints c on c.id = f.complaint_id where c.channel = $1 and f.state = 'pending' order by f.id for update of f),
     stopped as (
       update feedback set state = 'stopped', next_at = null, reason = $2, reason_detail = $3 where id in (select id from chosen) returning id, complaint_id)
     insert into events (complaint_id, kind, data)
       select complaint_id, 'feedback_stopped', $4::jsonb || jsonb_build_object('feedbackId', id) from stopped order by complaint_id returning 1`,
    [channel, reason.code, reasonDetail(reason), toJson(reason)],
  )
  return rows.length
}

const SELECT = `select id, complaint_id, key, kind, status, status_native, status_origin, at, answer, created_at, state, attempts, next_at, sent_at, reason, reason_detail
  from feedback`

interface StoredFeedback extends ReasonColumns {
  id: string
  complaint_id: string
  key: string
  kind: FeedbackRow['kind']
  status: Status
  status_native: string | null
  status_origin: string
  at: Date
  answer: Answer | null
  created_at: Date
  state: FeedbackRow['state']
  attempts: number
  next_at: Date | null
  sent_at: Date | null
}

function readFeedback(row: StoredFeedback): FeedbackRow {
  return {
    id: row.id,
    complaintId: row.complaint_id,
    key: row.key,
    kind: row.kind,
    status: row.status,
    statusNative: row.status_native,
    statusOrigin: row.status_origin,
    at: row.at,
    answer: row.answer,
    createdAt: row.created_at,
    state: row.state,
    attempts: row.attempts,
    nextAt: row.next_at,
    sentAt: row.sent_at,
    reason: readReason(row),
  }
}
