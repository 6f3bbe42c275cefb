import type { Viewer } from '../../contract/access.ts'
import { referenceOf } from '../../contract/reference.ts'
import type { ExchangeRow } from '../../ledger/exchanges.ts'
import type { AttachmentRow, ComplaintRow, FeedbackRow, UpdateRow } from '../../ledger/ledger.ts'
import { complaintUnknown, type OperationsParts } from '../parts.ts'
import { type TimelineEntry, traceComplaint } from './timeline.ts'

/** One complaint from its arrival to the answer at its origin; never who reported. */
export interface FollowedCase {
  readonly complaint: ComplaintRow
  /** The ticket number that a person was told; null: nobody was. */
  readonly reference: string | null
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[]
  readonly exchanges: readonly ExchangeRow[]
  readonly attachments: readonly AttachmentRow[]
  readonly updates: readonly UpdateRow[]
  readonly feedback: readonly FeedbackRow[]
  /** Whether there is somebody to be read at all. */
  readonly named: boolean
}

export async function followOne({ ledger }: OperationsParts, viewer: Viewer, id: string): Promise<FollowedCase> {
  const complaint = await ledger.complaints.get(id, viewer.scope)
  if (!complaint) throw complaintUnknown(id)
  const [traced, exchanges, attachments, updates, feedback, named] = await Promise.all([
    traceComplaint(ledger, complaint),
    ledger.exchanges.of(complaint.id),
    ledger.attachments.of(complaint.id),
    ledger.updates.of(complaint.id),
    ledger.feedback.of(complaint.id),
    ledger.sealed.hasReporter(complaint.id),
  ])
  const told = feedback.some(({ kind }) => kind === 'receipt')
  return {
    complaint,
    reference: told ? referenceOf(complaint.id) : null,
    timeline: traced.timeline,
    exchanges,
    attachments,
    updates,
    feedback,
    named,
  }
}
