import type { Reporter } from '../contract/complaint.ts'
import type { Log } from '../contract/connector.ts'
import type { Database } from './database.ts'
import type { SealedParts } from './ledger.ts'
import type { Sealed, SealingKeys } from './sealing.ts'

export type SealedPartName = 'reporter' | 'raw'

export function openSealedParts(database: Database, keys: SealingKeys, log: Log): SealedParts {
  async function open(complaintId: string, part: SealedPartName): Promise<{ bytes: Buffer; mediaType: string } | null> {
    const [row] = await database.query<PartRow>('select * from sealed_parts where complaint_id = $1 and part = $2', [complaintId, part])
    if (row === undefined) return null
    const bytes = keys.open(sealedOf(row), sealingContext(complaintId, part))
    if (bytes === null) log.error({ complaintId, part, keyId: row.key_id }, 'a sealed part cannot be opened: put its key into GATEWAY_KEYS')
    return bytes === null ? null : { bytes, mediaType: row.media_type ?? 'application/octet-stream' }
  }

  return {
    async openReporter(complaintId) {
      const part = await open(complaintId, 'reporter')
      // We wrote it ourselves, and the seal proves that nobody else did.
      return part === null ? null : (JSON.parse(part.bytes.toString()) as Reporter)
    },
    openRaw: (complaintId) => open(complaintId, 'raw'),
    rewrap: (limit) =>
      database.transaction(async (tx) => {
        const rows = await tx.query<PartRow>(
          'select * from sealed_parts where key_id = any($1) order by complaint_id, part limit $2 for update skip locked',
          [keys.ids.filter((id) => id !== keys.newestId), limit],
        )
        for (const row of rows) {
          const context = sealingContext(row.complaint_id, row.part)
          const plain = keys.open(sealedOf(row), context)
          // Tampered with: keep it as it is for whoever looks into it, but say so.
          if (plain === null) {
            log.error(
              { complaintId: row.complaint_id, part: row.part, keyId: row.key_id },
              'a sealed part cannot be opened, and was not sealed anew',
            )
            continue
          }
          const { keyId, nonce, sealed } = keys.seal(plain, context)
          await tx.query('update sealed_parts set key_id = $3, nonce = $4, sealed = $5 where complaint_id = $1 and part = $2', [
            row.complaint_id,
            row.part,
            keyId,
            nonce,
            sealed,
          ])
        }
        return rows.length
      }),
  }
}

export function sealingContext(complaintId: string, part: SealedPartName): string {
  return `${complaintId.toLowerCase()}/${part}`
}

interface PartRow {
  complaint_id: string
  part: SealedPartName
  key_id: string
  nonce: Buffer
  sealed: Buffer
  media_type: string | null
}

function sealedOf(row: PartRow): Sealed {
  return { keyId: row.key_id, nonce: row.nonce, sealed: row.sealed }
}
