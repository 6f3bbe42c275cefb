import type { Delivery, Origin } from '../contract/complaint.ts'
import type { Arrival, Stored } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import { describeFaults } from '../contract/field-fault.ts'
import type { Mapped } from '../contract/mapping.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import { noteComplaint, onTrail, trailIds } from '../contract/trail.ts'
import type { NewComplaint, Reason } from '../ledger/ledger.ts'
import type { NewPerson } from '../ledger/people.ts'
import { reasonOf } from '../ledger/reason.ts'
import { hashBytes } from './content-hash.ts'
import type { Desk } from './desk.ts'
import { composeComplaint } from './new-complaint.ts'
import { type MoreSaid, updateFromOrigin } from './origin-update.ts'
import { parkArrival, parkConflict, reasonOfFaults } from './park-arrival.ts'
import { readArrival } from './read-arrival.ts'

export type AcceptedPush =
  | { readonly outcome: 'stored' | 'seen' | 'updated'; readonly id: string; readonly origin: Origin; readonly delivery: Delivery }
  | { readonly outcome: 'ignored'; readonly why: string }

/** For a partner who waits for an answer: what cannot be accepted is thrown, with what is wrong and where. */
export async function acceptPushed(
  desk: Desk,
  settings: ChannelSettings,
  arrival: Arrival,
  message: NewComplaint['message'],
): Promise<AcceptedPush> {
  const mapped = readArrival(desk, settings, arrival)
  if (mapped.outcome === 'ignored') return { outcome: 'ignored', why: mapped.why }
  if (mapped.outcome === 'failed') {
    const updatedId = await updateFromStatusMessage(desk, settings, mapped, message)
    if (updatedId === null) throw new GatewayError(mapped.code, describeFaults(mapped.errors).en, { errors: mapped.errors })
    return describe(desk, updatedId, 'updated')
  }
  const complaint = await composeComplaint(desk, settings, arrival, mapped, message)
  const inserted = await desk.ledger.complaints.insert(complaint)
  noteComplaint(inserted.id ?? complaint.id)
  if (inserted.outcome === 'stored') {
    afterStored(desk, settings, complaint)
    return { outcome: 'stored', id: inserted.id, origin: complaint.origin, delivery: 'accepted' }
  }
  if (inserted.outcome === 'replayed') {
    throw new GatewayError(
      'signature_invalid',
      'this message id was used before with another body; sign each message with an id of its own',
    )
  }
  if (inserted.unmapped && (await remap(desk, settings, inserted.id, complaint))) return describe(desk, inserted.id, 'stored')
  if (!inserted.sameContent) throw ticketConflict(inserted.id, mapped.ticket)
  const { originState } = mapped
  if (originState === null || (inserted.repeated && (await isFirstArrival(desk, inserted.id, arrival))))
    return describe(desk, inserted.id, 'seen')
  const { outcome } = await updateFromOrigin(desk, settings, inserted, originState, referenceOf(message))
  return describe(desk, inserted.id, outcome)
}

/**
 * For a page or a listener, where nobody waits: what cannot become a complaint is parked and the rest goes on.
 * Rejects only when the ledger is away or has no room, or the configuration is at fault, so that one bad item never stops a channel.
 */
export async function acceptCollected(desk: Desk, settings: ChannelSettings, arrival: Arrival, known: Known = {}): Promise<Stored> {
  // Of a page or a mailbox each goes its own way.
  const stored = await onTrail(requestOnly(), () =>
    storeOrPark(desk, settings, arrival, known.mapped ?? readArrival(desk, settings, arrival), known),
  )
  desk.onArrival?.(settings.id, stored.outcome)
  return stored
}

function requestOnly(): { requestId?: string } {
  const { requestId } = trailIds()
  return requestId === undefined ? {} : { requestId }
}

/** What is known of an arrival beside itself. */
export interface Known {
  /** It was read already. */
  readonly mapped?: Mapped
  /** On a channel of people: who reports. Stored with it, also when it is parked. */
  readonly person?: NewPerson
  /** The person said the same: what differs beside it is no conflict. */
  readonly sameWords?: boolean
}

async function storeOrPark(desk: Desk, settings: ChannelSettings, arrival: Arrival, mapped: Mapped, known: Known): Promise<Stored> {
  try {
    return await storeCollected(desk, settings, arrival, mapped, known)
  } catch (error) {
    const reason = reasonToPark(error)
    if (!(error instanceof GatewayError)) desk.log.error({ channelId: settings.id, stack: placesOf(error) }, 'arrival failed')
    return parkArrival(desk, settings, arrival, mapped.ticket, reason, known.person)
  }
}

async function storeCollected(
  desk: Desk,
  settings: ChannelSettings,
  arrival: Arrival,
  mapped: Mapped,
  { person, sameWords = false }: Known,
): Promise<Stored> {
  if (mapped.outcome === 'ignored') {
    await desk.ledger.ignored.count(settings.id, mapped.why.slice(0, 200))
    return { outcome: 'ignored', why: mapped.why }
  }
  if (mapped.outcome === 'failed') {
    const updatedId = await updateFromStatusMessage(desk, settings, mapped)
    if (updatedId !== null) return { outcome: 'updated', id: updatedId }
    return parkArrival(desk, settings, arrival, mapped.ticket, reasonOfFaults(mapped.code, mapped.errors), person)
  }
  const complaint = { ...(await composeComplaint(desk, settings, arrival, mapped, null)), ...(person ? { person } : {}) }
  const inserted = await desk.ledger.complaints.insert(complaint)
  noteComplaint(inserted.id ?? complaint.id)
  if (inserted.outcome === 'stored') {
    afterStored(desk, settings, complaint)
    return { outcome: 'stored', id: inserted.id }
  }
  if (inserted.outcome === 'replayed') return { outcome: 'seen', id: inserted.id ?? complaint.id }
  if (inserted.unmapped && (await remap(desk, settings, inserted.id, complaint))) return { outcome: 'stored', id: inserted.id }
  const conflict = inserted.sameContent || sameWords ? null : await parkDifference(desk, inserted.id, complaint)
  const { outcome } = mapped.originState
    ? await updateFromOrigin(desk, settings, inserted, mapped.originState)
    : ({ outcome: 'seen' } as const)
  return conflict?.outcome === 'parked' ? conflict : { outcome, id: inserted.id }
}

/** What follows a commit, and may be lost in a crash: a sweep makes up for it. */
function afterStored(desk: Desk, settings: ChannelSettings, complaint: NewComplaint): void {
  const open = complaint.complaint?.attachments.some((_, position) => !complaint.files.has(position)) ?? false
  desk.enqueue(open ? 'fetch' : 'forward', { id: complaint.id, region: settings.region.code })
  desk.noteIn(settings.id)
  desk.log.info({ channelId: settings.id, complaintId: complaint.id }, 'complaint stored')
}

/** The report itself, sent once more with its old status: what the region did since stands. */
async function isFirstArrival(desk: Desk, id: string, arrival: Arrival): Promise<boolean> {
  const raw = await desk.ledger.sealed.openRaw(id)
  return raw !== null && Buffer.from(raw.bytes).equals(arrival.raw)
}

/** One message tells one thing, also when it comes again after later ones. */
function referenceOf(message: NewComplaint['message']): MoreSaid {
  return message ? { reference: `message:${hashBytes(message.id).toString('hex')}` } : {}
}

/** A message that holds only a ticket and the region's status is an update of a known case. null: it is not, or the ticket is unknown. */
async function updateFromStatusMessage(
  desk: Desk,
  settings: ChannelSettings,
  failed: Extract<Mapped, { outcome: 'failed' }>,
  message: NewComplaint['message'] = null,
): Promise<string | null> {
  if (failed.ticket === null || failed.originState === null) return null
  const row = await desk.ledger.complaints.findByTicket(settings.id, failed.ticket)
  if (!row?.complaint) return null
  await updateFromOrigin(desk, settings, row, failed.originState, referenceOf(message))
  return row.id
}

/** A parked arrival whose sender mended it becomes the complaint it should have been, under the same id. */
async function remap(desk: Desk, settings: ChannelSettings, id: string, complaint: NewComplaint): Promise<boolean> {
  const mended = { ...complaint, id }
  if (!(await desk.ledger.complaints.remap(id, mended))) return false
  afterStored(desk, settings, mended)
  return true
}

function parkDifference(desk: Desk, id: string, complaint: NewComplaint): Promise<{ outcome: 'parked' | 'seen'; id: string }> {
  return parkConflict(desk, id, `conflict:${Buffer.from(complaint.contentHash).toString('hex')}`, complaint.complaint, {
    code: 'ticket_conflict',
    message: 'the same ticket came again with other content',
  })
}

async function describe(desk: Desk, id: string, outcome: 'stored' | 'seen' | 'updated'): Promise<AcceptedPush> {
  const row = await desk.ledger.complaints.get(id)
  if (!row) throw new Error(`complaint ${id} was just known and is not there`)
  return { outcome, id, origin: row.origin, delivery: row.delivery }
}

function ticketConflict(id: string, ticket: string): GatewayError {
  return new GatewayError(
    'ticket_conflict',
    `ticket ${ticket} is known as complaint ${id} with other content. To add to it send POST /v1/complaints/${id}/updates with { "text": … } and the channel's key; to report something else use a new ticket`,
  )
}

function reasonToPark(error: unknown): Reason {
  if (!(error instanceof GatewayError)) return { code: 'internal_error', message: 'the gateway failed on it; the log has the place' }
  // The same page or message comes again when there is room, or when the configuration is mended.
  if (error.code === 'ledger_unavailable' || error.disposition === 'disable' || error.disposition === 'wait') throw error
  return reasonOf(error)
}

/** Where it failed, without the message, which may quote what a citizen wrote. */
function placesOf(error: unknown): string {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : []
  return lines.filter((line) => line.trimStart().startsWith('at ')).join('\n')
}
