import type { Delivery, OriginState, Status } from '../contract/complaint.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Database, Prepared, Queryable } from './database.ts'
import { toJson } from './json.ts'
import type { Inserted } from './ledger.ts'
import type { PreparedComplaint, PreparedPart } from './prepared-complaint.ts'
import { NONCE_BYTES } from './sealing.ts'

/**
 * Stores a batch in one transaction and says of each what became of it, in the order given. The database decides what is known:
 * first the message ids, then (channel, ticket). Batches of several gateways wait for each other only where they share a key.
 */
export async function insertComplaints(database: Database, batch: readonly PreparedComplaint[]): Promise<Inserted[]> {
  // All batches lock in the same order, so that two that share keys do not block each other.
  const ordered = batch.toSorted((a, b) => compare(a.channel, b.channel) || compare(a.ticket, b.ticket))
  // Where no message ids come along, one statement does it, and is a transaction by itself.
  const plain = ordered.every(({ message }) => message === null)
  const outcomes = await (plain ? store(database) : database.transaction(store))

  async function store(tx: Queryable): Promise<Map<string, Inserted>> {
    const messages = await recordMessages(tx, ordered)
    const fresh = ordered.filter(({ id }) => !messages.has(id))
    const stored = await storeRows(tx, fresh)
    const known = await findKnown(
      tx,
      ordered.filter(({ id }) => !stored.has(id) && messages.get(id)?.replayed !== true),
      messages,
    )
    await linkMessages(
      tx,
      fresh.filter(({ id }) => !stored.has(id)),
      known,
    )
    return new Map(ordered.map((complaint) => [complaint.id, outcomeOf(complaint, stored, messages.get(complaint.id), known)]))
  }

  return batch.map(({ id }) => {
    const outcome = outcomes.get(id)
    if (outcome === undefined) throw new GatewayError('internal_error', `the outcome of ${id} is missing`)
    return outcome
  })
}

interface EarlierMessage {
  readonly replayed: boolean
  readonly complaintId: string | null
}

interface KnownComplaint {
  id: string
  channel: string
  ticket: string
  delivery: Delivery
  content_hash: Buffer
  origin_state: OriginState | null
  status: Status
  unmapped: boolean
}

/** Writes the message ids that are new. Of those that came before, by complaint id of the batch: what is known. */
async function recordMessages(tx: Queryable, batch: readonly PreparedComplaint[]): Promise<Map<string, EarlierMessage>> {
  const earlier = new Map<string, EarlierMessage>()
  const withMessage = batch
    .flatMap(({ id, channel, message }) => (message === null ? [] : [{ id, channel, messageId: message.id, bodyHash: message.bodyHash }]))
    .toSorted((a, b) => compare(a.channel, b.channel) || compare(a.messageId, b.messageId))
  if (withMessage.length === 0) return earlier
  const channels = withMessage.map((row) => row.channel)
  const messageIds = withMessage.map((row) => row.messageId)
  const inserted = await tx.query<{ complaint_id: string }>(
    `insert into messages (channel, message_id, body_hash, complaint_id) select * from unnest($1::text[], $2::text[], $3::bytea[], $4::uuid[])
     on conflict (channel, message_id) do nothing returning complaint_id`,
    [channels, messageIds, withMessage.map((row) => row.bodyHash), withMessage.map((row) => row.id)],
  )
  if (inserted.length === withMessage.length) return earlier
  const isNew = new Set(inserted.map((row) => row.complaint_id))
  const rows = await tx.query<{ channel: string; message_id: string; body_hash: Buffer; complaint_id: string | null }>(
    `select channel, message_id, body_hash, complaint_id from messages
     where (channel, message_id) in (select * from unnest($1::text[], $2::text[]))`,
    [channels, messageIds],
  )
  const byKey = new Map(rows.map((row) => [keyOf(row.channel, row.message_id), row]))
  for (const { id, channel, messageId, bodyHash } of withMessage) {
    const row = byKey.get(keyOf(channel, messageId))
    if (isNew.has(id) || row === undefined) continue
    earlier.set(id, { replayed: !row.body_hash.equals(bodyHash), complaintId: row.complaint_id })
  }
  return earlier
}

/** One statement for all tables. Gives the ids that were new; the others' (channel, ticket) is known. */
async function storeRows(tx: Queryable, batch: readonly PreparedComplaint[]): Promise<Set<string>> {
  if (batch.length === 0) return new Set()
  const parts = batch.flatMap(({ id, sealParts }) => sealParts().map((part) => ({ id, ...part })))
  const packed = packBytes(parts)
  const people = batch.flatMap(({ id, channel, person }) => (person === null ? [] : [{ id, channel, ...person }]))
  const rows = await tx.query<{ id: string }>(INSERT, [
    `[${batch.map(({ row }) => row).join()}]`,
    batch.map(({ id }) => id),
    batch.map(({ contentHash }) => contentHash),
    parts.map(({ id }) => id),
    parts.map(({ part }) => part),
    parts.map(({ keyId }) => keyId),
    packed.bytes,
    packed.starts,
    packed.lengths,
    parts.map(({ mediaType }) => mediaType),
    parts.map(({ phoneIndex }) => phoneIndex),
    parts.map(({ emailIndex }) => emailIndex),
    toJson(batch.flatMap(({ attachments }) => attachments)),
    toJson(batch.flatMap(({ id, events }) => events.map((event, n) => ({ id, n, ...event })))),
    toJson(batch.flatMap(({ id, firstAnswer }) => (firstAnswer === null ? [] : [{ ...firstAnswer, complaint_id: id }]))),
    people.map(({ id }) => id),
    people.map(({ channel }) => channel),
    people.map(({ reference }) => reference),
    people.map(({ senderIndex }) => senderIndex),
    people.map(({ keyId }) => keyId),
    people.map(({ nonce }) => nonce),
    people.map(({ sealed }) => sealed),
    toJson(people.map(({ receipt }) => receipt)),
  ])
  return new Set(rows.map((row) => row.id))
}

/** Nonce and sealed bytes of all parts as one parameter, sent as it is: of an array of them hexadecimal would be made, escaped and twice as long, and read again. */
function packBytes(parts: readonly PreparedPart[]): { bytes: Buffer; starts: number[]; lengths: number[] } {
  const lengths = parts.map(({ sealed }) => sealed.length)
  let start = 1
  const starts = lengths.map((length) => {
    const at = start
    start += NONCE_BYTES + length
    return at
  })
  return { bytes: Buffer.concat(parts.flatMap(({ nonce, sealed }) => [nonce, sealed])), starts, lengths }
}

const COLUMNS = 'id, region, app, channel, connector, ticket, link, mapping, complaint, origin_state, delivery, reason, reason_detail'

const INSERT: Prepared = {
  name: 'insert-complaints',
  text: `
with given as (
  select * from jsonb_to_recordset($1::jsonb) as row (id uuid, region text, app text, channel text, connector text, ticket text, link text, mapping text,
    complaint jsonb, origin_state jsonb, delivery text, reason text, reason_detail jsonb)
), hashes as (
  select * from unnest($2::uuid[], $3::bytea[]) as hash (id, content_hash)
), stored as (
  insert into complaints (${COLUMNS}, content_hash)
  select ${COLUMNS}, content_hash from given join hashes using (id) order by channel, ticket
  on conflict (channel, ticket) do nothing returning id
), stored_parts as (
  insert into sealed_parts (complaint_id, part, key_id, nonce, sealed, media_type, phone_index, email_index, contacts_indexed)
  select part.id, part.part, key_id, substring($7::bytea from start for ${NONCE_BYTES}), substring($7::bytea from start + ${NONCE_BYTES} for length),
    media_type, phone_index, email_index, true
  from unnest($4::uuid[], $5::text[], $6::text[], $8::int[], $9::int[], $10::text[], $11::bytea[], $12::bytea[])
    as part (id, part, key_id, start, length, media_type, phone_index, email_index)
  join stored using (id)
), stored_attachments as (
  insert into attachments (subject, complaint_id, position, url, name, state, sha256, size_bytes, media_type)
  select subject, subject, position, url, name, state, sha256, size_bytes, media_type
  from jsonb_to_recordset($13::jsonb) as file (subject uuid, position int, url text, name text, state text, sha256 text, size_bytes bigint, media_type text)
  where subject in (select id from stored)
), stored_events as (
  insert into events (complaint_id, at, kind, data)
  select id, now(), kind, data from jsonb_to_recordset($14::jsonb) as event (id uuid, n int, kind text, data jsonb) join stored using (id) order by id, n
), stored_answers as (
  insert into updates (id, complaint_id, source, reference, state, body)
  select answer.id, complaint_id, 'origin', reference, state, body
  from jsonb_to_recordset($15::jsonb) as answer (id uuid, complaint_id uuid, reference text, state jsonb, body text)
  where complaint_id in (select id from stored)
), stored_people as (
  insert into people (complaint_id, channel, reference, sender_index, key_id, nonce, sealed)
  select person.* from unnest($16::uuid[], $17::text[], $18::text[], $19::bytea[], $20::text[], $21::bytea[], $22::bytea[])
    as person (id, channel, reference, sender_index, key_id, nonce, sealed)
  join stored using (id)
), stored_receipts as (
  insert into feedback (id, complaint_id, key, kind, status, status_origin, at, state, next_at)
  select id, complaint_id, 'receipt', 'receipt', 'received', status_origin, now(), state, case when state = 'pending' then now() end
  from jsonb_to_recordset($23::jsonb) as receipt (id uuid, complaint_id uuid, status_origin text, state text)
  where complaint_id in (select id from stored)
)
select id from stored`,
}

const KNOWN = 'select id, channel, ticket, delivery, content_hash, origin_state, status, complaint is null as unmapped from complaints'

/** By (channel, ticket), and by id for messages whose ticket is read differently now. */
async function findKnown(
  tx: Queryable,
  batch: readonly PreparedComplaint[],
  messages: ReadonlyMap<string, EarlierMessage>,
): Promise<Map<string, KnownComplaint>> {
  if (batch.length === 0) return new Map()
  const rows = await tx.query<KnownComplaint>(
    // Each by its own index: joined by OR they would be looked for row by row, in all of the table.
    `${KNOWN} where (channel, ticket) in (select * from unnest($1::text[], $2::text[])) union all ${KNOWN} where id = any($3::uuid[])`,
    [
      batch.map(({ channel }) => channel),
      batch.map(({ ticket }) => ticket),
      batch.flatMap(({ id }) => messages.get(id)?.complaintId ?? []),
    ],
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  const byTicket = new Map(rows.map((row) => [keyOf(row.channel, row.ticket), row]))
  return new Map(
    batch.flatMap(({ id, channel, ticket }) => {
      const row = byTicket.get(keyOf(channel, ticket)) ?? byId.get(messages.get(id)?.complaintId ?? '')
      return row === undefined ? [] : [[id, row]]
    }),
  )
}

/** A new message of a known ticket belongs to the known complaint. */
async function linkMessages(tx: Queryable, batch: readonly PreparedComplaint[], known: ReadonlyMap<string, KnownComplaint>): Promise<void> {
  const links = batch.flatMap(({ id, channel, message }) => {
    const complaint = known.get(id)
    return message === null || complaint === undefined ? [] : [{ channel, messageId: message.id, complaintId: complaint.id }]
  })
  if (links.length === 0) return
  await tx.query(
    `update messages set complaint_id = link.complaint_id from unnest($1::text[], $2::text[], $3::uuid[]) as link (channel, message_id, complaint_id)
     where messages.channel = link.channel and messages.message_id = link.message_id`,
    [links.map((link) => link.channel), links.map((link) => link.messageId), links.map((link) => link.complaintId)],
  )
}

function outcomeOf(
  { id, contentHash }: PreparedComplaint,
  stored: ReadonlySet<string>,
  message: EarlierMessage | undefined,
  known: ReadonlyMap<string, KnownComplaint>,
): Inserted {
  if (stored.has(id)) return { outcome: 'stored', id }
  if (message?.replayed) return { outcome: 'replayed', id: known.get(message.complaintId ?? '')?.id ?? message.complaintId }
  const row = known.get(id)
  if (row === undefined) throw new GatewayError('internal_error', `complaint ${id} was neither stored nor known`)
  return {
    outcome: 'known',
    id: row.id,
    delivery: row.delivery,
    // Erased: what came under this ticket is not known any more, and is not kept again.
    sameContent: row.content_hash.length === 0 || row.content_hash.equals(contentHash),
    originState: row.origin_state,
    status: row.status,
    unmapped: row.unmapped,
    repeated: message !== undefined,
  }
}

function keyOf(channel: string, name: string): string {
  return `${channel}\n${name}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
