import type { OriginState } from '../contract/complaint.ts'
import { fetchAttachments } from './fetch-attachments.ts'
import { filingOf, sagaOf, storedFile } from './forward-complaint.ts'
import type { Forwarding } from './parts.ts'

/** Hands one update of a delivered complaint to the centre as a follow-up. The caller holds its lease. */
export async function forwardUpdate(
  forwarding: Forwarding,
  id: string,
  attempts: number,
): Promise<'delivered' | 'not_in_flight' | 'complaint_first'> {
  const { ledger, central, breaker } = forwarding
  const update = await ledger.updates.get(id)
  if (update?.delivery !== 'accepted' || update.source === 'conflict') return 'not_in_flight'
  const row = await ledger.complaints.get(update.complaintId)
  if (!row?.laporId) return 'complaint_first'
  await fetchAttachments(forwarding, id, attempts, row)
  const attachments = await ledger.attachments.of(id)
  const saga = sagaOf(forwarding, id, row.id)
  await breaker(() =>
    central.addFollowup(
      {
        id,
        complaintId: row.id,
        origin: row.origin,
        receipt: { laporId: row.laporId ?? '', trackingId: row.trackingId, institution: row.institution },
        filing: filingOf(forwarding, row).filing,
        source: update.source === 'citizen' ? 'citizen' : 'origin',
        text: update.body ?? '',
        state: update.state satisfies OriginState | null,
        secret: row.complaint?.secret ?? false,
        files: attachments.map((attachment) => storedFile(forwarding, attachment)),
      },
      saga,
    ),
  )
  await ledger.updates.markDelivered(id)
  return 'delivered'
}
