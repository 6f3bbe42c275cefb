import type { FollowupDispatch } from '../contract/central.ts'
import { noteComplaint } from '../contract/trail.ts'
import { fetchAttachments } from './fetch-attachments.ts'
import { aboutCentre, filingOf, storedFile, withSaga } from './forward-complaint.ts'
import type { Forwarding } from './parts.ts'

/** Hands one update of a delivered complaint to the centre as a follow-up. The caller holds its lease. */
export async function forwardUpdate(
  forwarding: Forwarding,
  id: string,
  attempts: number,
): Promise<'delivered' | 'not_in_flight' | 'complaint_first'> {
  const { ledger, central, breaker, exchanges, inTurn } = forwarding
  const update = await ledger.updates.get(id)
  if (update?.delivery !== 'accepted' || update.source === 'conflict') return 'not_in_flight'
  noteComplaint(update.complaintId)
  const row = await ledger.complaints.get(update.complaintId)
  if (!row?.laporId) return 'complaint_first'
  await fetchAttachments(forwarding, id, attempts, row)
  const attachments = await ledger.attachments.of(id)
  const dispatch: FollowupDispatch = {
    id,
    complaintId: row.id,
    origin: row.origin,
    receipt: { laporId: row.laporId ?? '', trackingId: row.trackingId, institution: row.institution },
    filing: filingOf(forwarding, row).filing,
    source: update.source === 'citizen' ? 'citizen' : 'origin',
    text: update.body ?? '',
    state: update.state,
    secret: row.complaint?.secret ?? false,
    files: attachments.map((attachment) => storedFile(forwarding, attachment)),
  }
  const known = await ledger.steps.known(id)
  const about = aboutCentre(forwarding, row.id, id)
  await withSaga(forwarding, { subject: id, complaintId: row.id, known }, (saga) =>
    inTurn(() => breaker(() => exchanges.watch(about, () => central.addFollowup(dispatch, saga)))),
  )
  await ledger.updates.markDelivered(id)
  forwarding.log.info({ updateId: id, complaintId: row.id }, 'update delivered')
  return 'delivered'
}
