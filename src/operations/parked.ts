import type { Scope, Viewer } from '../contract/access.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { GatewayError } from '../contract/errors.ts'
import type { ParkedFilter, ParkedGroup } from '../ledger/decisions.ts'
import { checkWho, lastDecision, type OperationsParts } from './parts.ts'

/** What to do about each reason for which complaints are parked. */
const ADVICE: Readonly<Partial<Record<ErrorCode, string>>> = {
  mapping_failed: "write a new version of the mapping, pin it in the channel's file, then replay",
  schema_violation: "write a new version of the mapping, pin it in the channel's file, then replay",
  request_unreadable: 'what came cannot be read: ask the region to send it again; discard this one',
  ticket_conflict: 'compare the two: the region reports anew under a ticket of its own, or it is discarded',
  attachment_unavailable:
    "ask the region for the file at its address; or raise the limits in gateway.yaml; or, for a file in a private network, add its address to allowAddresses in the channel's file; then replay",
  body_too_large: 'a file is larger than gateway.yaml takes; raise attachments.maxFile, then replay',
  media_type_unsupported: 'a file is of a type that gateway.yaml does not take; add it to attachments.mediaTypes, then replay',
  refused_by_partner: "the message holds LAPOR!'s words: fix filing, crosswalk or mapping, then replay",
  response_unexpected: 'LAPOR! answered what nobody can read: ask LAPOR!, then replay',
  case_unknown: 'LAPOR! does not know the case: ask LAPOR!',
  connection_failed: 'all attempts were spent: replay when it is reached again',
  answer_lost: 'all attempts were spent: replay when it answers again',
  partner_unavailable: 'all attempts were spent: replay when it can serve again',
  central_unavailable: 'all attempts were spent: replay when LAPOR! can serve again',
  restricted: 'its processing is restricted: release it, then replay',
  internal_error: 'a fault of the gateway: report it with its log; replay with the version that fixes it',
}
const OTHERWISE = 'read its history with trace <id>, fix the cause, then replay or discard'

export interface AdvisedGroup extends ParkedGroup {
  readonly todo: string
}

export async function listParked({ ledger }: OperationsParts, filter: ParkedFilter, scope: Scope): Promise<AdvisedGroup[]> {
  const groups = await ledger.parked.groups(filter, scope)
  return groups.map((group) => ({ ...group, todo: ADVICE[group.reason] ?? OTHERWISE }))
}

/** Nobody waits for it any more. It stays parked and counts so; lists and replays by filter leave it out. */
export async function discardParked({ ledger }: OperationsParts, viewer: Viewer, id: string, reason: string): Promise<void> {
  const decided = checkWho(viewer, reason)
  if (await ledger.parked.discard(id, decided, viewer.scope)) return
  const row = await ledger.complaints.get(id, viewer.scope)
  if (!row) throw new GatewayError('complaint_unknown', `there is no complaint ${id}`)
  throw new GatewayError('not_parked', `it is ${row.delivery}; only what is parked can be discarded${await lastDecision(ledger, id)}`)
}
