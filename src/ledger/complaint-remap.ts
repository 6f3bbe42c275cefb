import type { Database, Queryable } from './database.ts'
import { addEvent } from './events.ts'
import { toJson } from './json.ts'
import type { PreparedComplaint, PreparedPart } from './prepared-complaint.ts'
import { indexText } from './search-texts.ts'
import { insertUpdate } from './updates.ts'

/**
 * An arrival that was parked because it could not be mapped came again and can: its row becomes the complaint, under the same id and
 * origin. The first raw payload is replaced by the one that was read. false: it is not such an arrival any more.
 */
export async function remapComplaint(database: Database, prepared: PreparedComplaint): Promise<boolean> {
  const { id, row, sealParts, attachments, contentHash, firstAnswer } = prepared
  return database.transaction(async (tx) => {
    const changed = await tx.query(
      `update complaints set complaint = given.complaint, mapping = given.mapping, origin_state = given.origin_state, content_hash = $3,
         delivery = 'accepted', reason = null, reason_detail = null
       from jsonb_to_record($2::jsonb) as given (complaint jsonb, mapping text, origin_state jsonb)
       where complaints.id = $1 and complaints.complaint is null and complaints.delivery = 'parked' and complaints.erased_at is null returning 1`,
      [id, row, contentHash],
    )
    if (changed.length === 0) return false
    await indexText(tx, id)
    for (const part of sealParts()) await putSealedPart(tx, id, part)
    await insertAttachments(tx, id, attachments)
    await tx.query('delete from discards where complaint_id = $1', [id])
    await addEvent(tx, id, 'replayed', { why: 'it came again and can be mapped' })
    if (firstAnswer !== null)
      await insertUpdate(tx, { ...firstAnswer, complaintId: id, source: 'origin', delivery: 'accepted', reason: null })
    return true
  })
}

export async function putSealedPart(tx: Queryable, id: string, given: PreparedPart): Promise<void> {
  const { part, keyId, nonce, sealed, mediaType, phoneIndex, emailIndex } = given
  await tx.query(
    `insert into sealed_parts (complaint_id, part, key_id, nonce, sealed, media_type, phone_index, email_index, contacts_indexed)
     values ($1, $2, $3, $4, $5, $6, $7, $8, true)
     on conflict (complaint_id, part) do update set key_id = excluded.key_id, nonce = excluded.nonce, sealed = excluded.sealed,
       media_type = excluded.media_type, phone_index = excluded.phone_index, email_index = excluded.email_index, contacts_indexed = true`,
    [id, part, keyId, nonce, sealed, mediaType, phoneIndex, emailIndex],
  )
}

/** In place of those that it had. */
export async function insertAttachments(tx: Queryable, id: string, attachments: readonly object[]): Promise<void> {
  await tx.query('delete from attachments where subject = $1', [id])
  await tx.query(
    `insert into attachments (subject, complaint_id, position, url, name, state, sha256, size_bytes, media_type)
     select subject, subject, position, url, name, state, sha256, size_bytes, media_type
     from jsonb_to_recordset($1::jsonb) as file (subject uuid, position int, url text, name text, state text, sha256 text, size_bytes bigint, media_type text)`,
    [toJson(attachments)],
  )
}
