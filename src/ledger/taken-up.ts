import type { Log } from '../contract/connector.ts'
import { readComplaint, SELECT_COMPLAINT, type StoredComplaint } from './complaint-rows.ts'
import type { Database, Prepared } from './database.ts'
import type { AttachmentRow, Step, TakenUp } from './ledger.ts'
import { openSealed, readReporter } from './sealed-parts.ts'
import type { SealingKeys } from './sealing.ts'

/** In the order of the ids. */
export async function takeUpComplaints(
  database: Database,
  keys: SealingKeys,
  log: Log,
  ids: readonly string[],
): Promise<(TakenUp | null)[]> {
  const rows = await database.query<Row>(TAKE_UP, [ids])
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => {
    const row = byId.get(id)
    if (row === undefined) return null
    return {
      row: readComplaint(row),
      attachments: row.files ?? [],
      reporter: openReporter(row, keys, log),
      steps: new Map(Object.entries(row.steps ?? {})),
    }
  })
}

const TAKE_UP: Prepared = {
  name: 'take-up',
  text: `
select complaint.*, part.key_id, part.nonce, part.sealed,
  (select json_agg(json_build_object('subject', subject, 'complaintId', complaint_id, 'position', position, 'url', url, 'name', name, 'state', state,
     'sha256', sha256, 'sizeBytes', size_bytes, 'mediaType', media_type) order by position) from attachments where subject = complaint.id) as files,
  (select json_object_agg(name, json_build_object('state', state, 'result', result)) from steps where subject = complaint.id) as steps
from (${SELECT_COMPLAINT} where id = any($1)) complaint
left join sealed_parts part on part.complaint_id = any($1) and part.complaint_id = complaint.id and part.part = 'reporter'`,
}

function openReporter({ id, key_id, nonce, sealed }: Row, keys: SealingKeys, log: Log): TakenUp['reporter'] {
  if (key_id === null || nonce === null || sealed === null) return null
  const bytes = openSealed(keys, log, id, 'reporter', { keyId: key_id, nonce, sealed })
  return bytes === null ? 'unreadable' : readReporter(bytes)
}

interface Row extends StoredComplaint {
  key_id: string | null
  nonce: Buffer | null
  sealed: Buffer | null
  files: AttachmentRow[] | null
  steps: Record<string, Step> | null
}
