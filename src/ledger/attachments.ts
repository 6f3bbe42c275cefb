import type { Database } from './database.ts'
import { toJson } from './json.ts'
import type { AttachmentRow, Attachments } from './ledger.ts'
import { plainName } from './plain-name.ts'

export function openAttachments(database: Database): Attachments {
  return {
    of: (subject) =>
      database.query<AttachmentRow>(
        `select subject, complaint_id as "complaintId", position, url, name, state, sha256, size_bytes::float8 as "sizeBytes", media_type as "mediaType"
         from attachments where subject = $1 order by position`,
        [subject],
      ),
    async digestsOf(complaintId) {
      const rows = await database.query<{ sha256: string }>(
        'select distinct sha256 from attachments where complaint_id = $1 and sha256 is not null',
        [complaintId],
      )
      return new Set(rows.map(({ sha256 }) => sha256))
    },
    async markStored(subject, position, blob) {
      await database.query(
        `with stored as (
           update attachments set state = 'stored', sha256 = $3, size_bytes = $4, media_type = $5, name = coalesce(name, $6)
           where subject = $1 and position = $2 and state = 'pending' returning complaint_id)
         insert into events (complaint_id, kind, data) select complaint_id, 'attachment_stored', $7 from stored`,
        [
          subject,
          position,
          blob.sha256,
          blob.sizeBytes,
          blob.mediaType,
          plainName(blob.name, position),
          toJson({ subject, position, sha256: blob.sha256, sizeBytes: blob.sizeBytes }),
        ],
      )
    },
  }
}
