import type { Scope } from '../contract/access.ts'
import { GatewayError } from '../contract/errors.ts'
import type { RegionSettings } from '../contract/settings.ts'
import type { ComplaintRow, Ledger } from '../ledger/ledger.ts'
import type { ByWhom, Erased } from '../ledger/privacy.ts'
import { restrictComplaint } from './restrict-complaint.ts'

export interface Erasure {
  readonly id: string
  readonly ticket: string
  readonly erased: Erased
  /** How it is now: what had not been sent is parked and is not sent. */
  readonly delivery: ComplaintRow['delivery']
  /** LAPOR!'s id, when LAPOR! has it. */
  readonly laporId: string | null
  /** For the person who asked: what was done, and what this hub cannot do. */
  readonly note: string
}

export interface EraseOptions {
  readonly holder: string
  /** The region as it is configured now; absent: its file is gone. */
  readonly region: RegionSettings | undefined
  /** Also what was said: title, text, place, updates, answers. */
  readonly text: boolean
}

/**
 * Takes the person out of a case: reporter, raw payload, attachments. The case and its history stay. What has not been sent is parked for good; what is at
 * the centre stays there. Throws `legal_hold`, `complaint_unknown`.
 */
export async function eraseComplaint(
  ledger: Ledger,
  row: ComplaintRow,
  by: ByWhom,
  { holder, region, text }: EraseOptions,
): Promise<Erasure> {
  if (region?.retention.legalHold) throw held(`region ${region.code} is under legal hold (regions/${region.code}.yaml)`)
  if (row.heldAt !== null) throw held('it is under legal hold; release it first (gateway hold release)')
  if (row.delivery !== 'delivered') await restrictComplaint(ledger, holder, row.id, by)
  const erased = await ledger.privacy.erase(row.id, by, { why: 'request', text })
  if (erased === null) throw held('it came under legal hold meanwhile')
  const { delivery, laporId } = (await ledger.complaints.get(row.id)) ?? row
  return { id: row.id, ticket: row.origin.ticket, erased, delivery, laporId, note: noteOf(delivery, laporId, region) }
}

/** By id or ticket. Throws `complaint_unknown` when there is none, or more than one. */
export async function findOne(ledger: Ledger, reference: string, scope: Scope): Promise<ComplaintRow> {
  const rows = await ledger.complaints.find(reference, scope)
  const [row] = rows
  if (row === undefined)
    throw new GatewayError('complaint_unknown', `nothing is known of ${reference.slice(0, 100)}; give a complaint id or a ticket`)
  if (rows.length === 1) return row
  const choices = rows.map(({ id, origin }) => `${id} (${origin.channel})`).join(', ')
  throw new GatewayError('complaint_unknown', `${rows.length} complaints are known by this name; give one id: ${choices}`)
}

function noteOf(delivery: ComplaintRow['delivery'], laporId: string | null, region: RegionSettings | undefined): string {
  if (delivery === 'parked') return 'It was not sent to LAPOR!, and will not be.'
  if (delivery === 'accepted')
    return 'It is being sent at this moment: look at it again, and if LAPOR! has it, ask LAPOR! to erase it there.'
  const sent = region?.filing.reporterAsNewUser === false ? 'without the reporter' : 'where the reporter may have gone along'
  if (delivery === 'unknown') return `LAPOR! may have it, ${sent}: the gateway cannot erase there. Look for it, and ask LAPOR! to erase it.`
  return `LAPOR! has it as ${laporId}, ${sent}: the gateway cannot erase there. Ask LAPOR! to erase it. The region's own app keeps its copy as well.`
}

function held(why: string): GatewayError {
  return new GatewayError('legal_hold', `nothing was erased: ${why}`)
}
