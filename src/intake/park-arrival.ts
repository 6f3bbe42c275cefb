import type { Arrival } from '../contract/connector.ts'
import type { ErrorCode, FieldError } from '../contract/errors.ts'
import { describeFaults } from '../contract/field-fault.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import { noteComplaint } from '../contract/trail.ts'
import type { NewComplaint, Reason } from '../ledger/ledger.ts'
import type { NewPerson } from '../ledger/people.ts'
import { newId } from '../ledger/uuid.ts'
import { hashOf } from './content-hash.ts'
import type { Desk } from './desk.ts'
import { composeParked, storeAllFiles } from './new-complaint.ts'

/** Keeps an arrival that nobody can be told about: parked, once, with the reason. */
export async function parkArrival(
  desk: Desk,
  settings: ChannelSettings,
  arrival: Pick<Arrival, 'raw' | 'mediaType' | 'link' | 'files'>,
  ticket: string | null,
  reason: Reason,
  person?: NewPerson,
): Promise<{ outcome: 'parked' | 'seen'; id: string }> {
  const parked = composeParked(settings, arrival, ticket, reason)
  // Where nobody can be asked to send it again, the files are kept as well: they may be in nothing else that is kept.
  const row = person ? { ...parked, person, files: await storeAllFiles(desk, arrival.files ?? []) } : parked
  const inserted = await desk.ledger.complaints.insert(row)
  if (inserted.outcome === 'stored') {
    noteComplaint(inserted.id)
    desk.log.warn({ channelId: settings.id, complaintId: inserted.id, code: reason.code }, 'arrival parked')
    return { outcome: 'parked', id: inserted.id }
  }
  if (inserted.outcome === 'replayed') return { outcome: 'seen', id: inserted.id ?? row.id }
  if (inserted.unmapped) return { outcome: 'seen', id: inserted.id }
  return parkConflict(
    desk,
    inserted.id,
    `unmapped:${hashOf(reason.errors?.map(({ at, message }) => ({ at, message })) ?? reason.message).toString('hex')}`,
    null,
    reason,
  )
}

/** Keeps what came under a known ticket and differs, for a person to compare; once for each content. */
export async function parkConflict(
  desk: Desk,
  complaintId: string,
  reference: string,
  complaint: NewComplaint['complaint'],
  reason: Reason,
): Promise<{ outcome: 'parked' | 'seen'; id: string }> {
  const { outcome } = await desk.ledger.updates.insert({
    id: newId(),
    complaintId,
    source: 'conflict',
    reference,
    state: null,
    body: complaint ? `${complaint.title}\n\n${complaint.body}` : null,
    delivery: 'parked',
    reason,
  })
  return { outcome: outcome === 'stored' ? 'parked' : 'seen', id: complaintId }
}

/** Why a payload that its mapping refused is parked. */
export function reasonOfFaults(code: ErrorCode, errors: readonly FieldError[]): Reason {
  return { code, message: describeFaults(errors).en, errors }
}
