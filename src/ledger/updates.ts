import type { OriginState } from '../contract/complaint.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Database, Queryable } from './database.ts'
import type { EventKind } from './event-kinds.ts'
import { addEvent } from './events.ts'
import { toJson } from './json.ts'
import type { NewUpdate, Reason, StoredBlob, UpdateRow, Updates } from './ledger.ts'
import { plainName } from './plain-name.ts'
import { type ReasonColumns, readReason, reasonDetail } from './reason.ts'

export function openUpdates(database: Database): Updates {
  /** From `accepted` or `unknown` only, so that nothing is delivered twice. */
  async function settle(id: string, delivery: 'delivered' | 'parked' | 'unknown', reason: Reason | null): Promise<void> {
    await database.query(
      `with settled as (
         update updates set delivery = $2, reason = $3, reason_detail = $4, delivered_at = case when $2 = 'delivered' then clock_timestamp() end
         where id = $1 and delivery in ('accepted', 'unknown') and delivery <> $2 returning complaint_id)
       insert into events (complaint_id, kind, data) select complaint_id, $5, $6 from settled`,
      [id, delivery, reason?.code ?? null, reasonDetail(reason), SETTLED[delivery], toJson({ updateId: id, ...(reason ?? {}) })],
    )
  }

  return {
    insert: (update) => database.transaction((tx) => insertUpdate(tx, update)),
    async get(id) {
      const [row] = await database.query<StoredUpdate>(`${SELECT} where id = $1`, [id])
      return row === undefined ? null : readUpdate(row)
    },
    async of(complaintId) {
      const rows = await database.query<StoredUpdate>(`${SELECT} where complaint_id = $1 order by seq`, [complaintId])
      return rows.map(readUpdate)
    },
    inFlight: (limit) =>
      database.query(
        `select u.id, u.complaint_id as "complaintId", c.region from updates u join complaints c on c.id = u.complaint_id
         where u.delivery = 'accepted' and c.delivery = 'delivered'
           and not exists (select 1 from updates e where e.complaint_id = u.complaint_id and e.seq < u.seq and e.delivery in ('accepted', 'unknown'))
         order by u.seq limit $1`,
        [limit],
      ),
    markDelivered: (id) => settle(id, 'delivered', null),
    markParked: (id, reason) => settle(id, 'parked', reason),
    markUnknown: (id, reason) => settle(id, 'unknown', reason),
  }
}

const SETTLED = { delivered: 'update_delivered', parked: 'update_parked', unknown: 'update_unknown' } as const satisfies Record<
  string,
  EventKind
>

const STORED = { accepted: 'update_accepted', withheld: 'update_withheld', parked: 'update_parked' } as const satisfies Record<
  string,
  EventKind
>

const SELECT = `select id, seq::text, complaint_id, source, reference, state, body, delivery, reason, reason_detail, accepted_at from updates`

export async function insertUpdate(tx: Queryable, update: NewUpdate): Promise<{ outcome: 'stored' | 'seen'; id: string }> {
  const { id, complaintId, source, reference, state, body, delivery, reason, attachments = [], files = new Map() } = update
  refuseNul(update)
  const complaint = await tx.query('select 1 from complaints where id = $1 for update', [complaintId])
  if (complaint.length === 0) throw new GatewayError('complaint_unknown', `there is no complaint ${complaintId}`)
  const seen = await findSeen(tx, update)
  if (seen !== null) return { outcome: 'seen', id: seen }

  await tx.query(
    `insert into updates (id, complaint_id, source, reference, state, body, delivery, reason, reason_detail) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, complaintId, source, reference, toJson(state), body, delivery, reason?.code ?? null, reasonDetail(reason)],
  )
  if (attachments.length > 0) {
    await tx.query(
      `insert into attachments (subject, position, complaint_id, url, name, state, sha256, size_bytes, media_type)
       select $1, position, $2, url, name, case when sha256 is null then 'pending' else 'stored' end, sha256, size_bytes, media_type
       from jsonb_to_recordset($3) as given (position int, url text, name text, sha256 text, size_bytes bigint, media_type text)`,
      [id, complaintId, toJson(attachments.map(({ url, name }, position) => attachmentRow(position, url, name, files.get(position))))],
    )
  }
  if (source === 'origin' && state !== null)
    await tx.query('update complaints set origin_state = $2 where id = $1', [complaintId, toJson(state)])
  await addEvent(tx, complaintId, STORED[delivery], updateData(update))
  return { outcome: 'stored', id }
}

function attachmentRow(position: number, url: string, name: string | undefined, file: StoredBlob | undefined): object {
  return {
    position,
    url,
    name: plainName(name ?? file?.name, position),
    sha256: file?.sha256 ?? null,
    size_bytes: file?.sizeBytes ?? null,
    media_type: file?.mediaType ?? null,
  }
}

/** What the event of a stored update says. */
export function updateData({ id, source, state, reason }: Pick<NewUpdate, 'id' | 'source' | 'state' | 'reason'>): object {
  return {
    updateId: id,
    source,
    ...(state?.status === undefined ? {} : { status: state.status }),
    ...(reason === null ? {} : reason),
  }
}

/** Told before: under the same reference, or the very words that its source said last. */
async function findSeen(
  tx: Queryable,
  { complaintId, source, reference, state, body, attachments = [] }: NewUpdate,
): Promise<string | null> {
  const [same] = await tx.query<{ id: string }>('select id from updates where complaint_id = $1 and reference = $2', [
    complaintId,
    reference,
  ])
  if (same !== undefined) return same.id
  if (attachments.length > 0) return null
  const [latest] = await tx.query<{ id: string; same: boolean }>(
    `select id, state is not distinct from $3::jsonb and body is not distinct from $4
       and not exists (select 1 from attachments where subject = updates.id) as same
     from updates where complaint_id = $1 and source = $2 order by seq desc limit 1`,
    [complaintId, source, toJson(state), body],
  )
  return latest?.same ? latest.id : null
}

function refuseNul({ reference, body, state }: NewUpdate): void {
  const fields: [string, string | null | undefined][] = [
    ['/reference', reference],
    ['/text', body],
    ['/status', state?.native],
    ['/answer', state?.answer],
  ]
  for (const [at, value] of fields) {
    if (value?.includes('\0')) throw new GatewayError('schema_violation', 'the text holds a NUL character; leave it out', { at })
  }
}

interface StoredUpdate extends ReasonColumns {
  id: string
  seq: string
  complaint_id: string
  source: UpdateRow['source']
  reference: string
  state: OriginState | null
  body: string | null
  delivery: UpdateRow['delivery']
  accepted_at: Date
}

function readUpdate(row: StoredUpdate): UpdateRow {
  const { id, seq, complaint_id: complaintId, source, reference, state, body, delivery, accepted_at: acceptedAt } = row
  return { id, seq, complaintId, source, reference, state, body, delivery, reason: readReason(row), acceptedAt }
}
