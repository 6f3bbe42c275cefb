import type { Delivery, OpenComplaint, OriginState, Status } from '../contract/complaint.ts'
import type { ComplaintRow } from './ledger.ts'
import { type ReasonColumns, readReason } from './reason.ts'

export const SELECT_COMPLAINT = `select id, region, app, channel, connector, ticket, link, mapping, complaint, accepted_at, changed_at, origin_state, delivery,
  reason, reason_detail, delivered_at, lapor_id, tracking_id, status, status_native, status_at, institution, follow_at,
  erased_at, held_at, restricted_at from complaints`

export interface StoredComplaint extends ReasonColumns {
  id: string
  region: string
  app: string
  channel: string
  connector: string
  ticket: string
  link: string | null
  mapping: string
  complaint: OpenComplaint | null
  accepted_at: Date
  changed_at: Date
  origin_state: OriginState | null
  delivery: Delivery
  delivered_at: Date | null
  lapor_id: string | null
  tracking_id: string | null
  status: Status
  status_native: string | null
  status_at: Date | null
  institution: string | null
  follow_at: Date | null
  erased_at: Date | null
  held_at: Date | null
  restricted_at: Date | null
}

export function readComplaint(row: StoredComplaint): ComplaintRow {
  const { region, app, channel, connector, ticket, link } = row
  return {
    id: row.id,
    origin: { region, app, channel, connector, ticket, link },
    mapping: row.mapping,
    complaint: row.complaint,
    acceptedAt: row.accepted_at,
    changedAt: row.changed_at,
    originState: row.origin_state,
    delivery: row.delivery,
    reason: readReason(row),
    deliveredAt: row.delivered_at,
    laporId: row.lapor_id,
    trackingId: row.tracking_id,
    status: row.status,
    statusNative: row.status_native,
    statusAt: row.status_at,
    institution: row.institution,
    followAt: row.follow_at,
    erasedAt: row.erased_at,
    heldAt: row.held_at,
    restrictedAt: row.restricted_at,
  }
}
