import type { Arrival } from '../../contract/connector.ts'
import { GatewayError } from '../../contract/errors.ts'
import type { Filed, Report } from '../../contract/people.ts'
import { referenceOf } from '../../contract/reference.ts'
import type { ChannelSettings } from '../../contract/settings.ts'
import type { NewPerson } from '../../ledger/people.ts'
import { newId } from '../../ledger/uuid.ts'
import { acceptCollected } from '../accept-arrival.ts'
import { hashBytes } from '../content-hash.ts'
import type { Desk } from '../desk.ts'
import { keepLarge, noteLeftOut, sortFiles } from './files.ts'
import { limitsOf } from './open-people.ts'
import { addToFirst } from './same-words.ts'

/**
 * Stores what a person reports: complaint, person and receipt in one transaction. The same words of one sender within minutes are kept under the ticket of the
 * first, whoever of the two comes first and whether or not the other was ever stored, so that a gateway may die anywhere and each may come again.
 */
export async function reportComplaint(desk: Desk, settings: ChannelSettings, report: Report): Promise<Filed> {
  const ticket = ticketOf(report.ticket)
  const { sameWordsMs } = limitsOf(desk, settings)
  const { ticket: kept, otherWords } = await desk.ledger.people.keptUnder(settings.id, report.sender, report.words, ticket, sameWordsMs)
  const files = sortFiles(desk, report.files ?? [])
  const { payload, raw, mediaType } = report
  const before = kept === ticket ? null : await desk.ledger.complaints.findByTicket(settings.id, kept)
  // Who was erased and writes the same again has a new case: nothing is added to the old one.
  const [under, first] = before?.erasedAt ? [ticket, null] : [kept, before]
  const arrival: Arrival = { ticket: under, payload, raw, mediaType, files: files.taken }
  if (first) {
    desk.onArrival?.(settings.id, 'seen')
    return addToFirst(desk, settings, first.id, ticket, arrival, files)
  }

  const stored = await acceptCollected(desk, settings, arrival, { person: personOf(desk, settings, report), sameWords: !otherWords })
  if (stored.outcome === 'ignored') return { outcome: 'ignored', why: stored.why }
  const outcome = stored.outcome === 'updated' ? 'seen' : stored.outcome
  if (outcome === 'seen' && under !== ticket) return addToFirst(desk, settings, stored.id, ticket, arrival, files)
  await keepLarge(desk, stored.id, under, files.large)
  await noteLeftOut(desk, stored.id, files.leftOut, under)
  return { outcome, id: stored.id, reference: referenceOf(stored.id), leftOut: files.leftOut.length, added: 0 }
}

/** What the ledger cannot keep as it is gets a name that is always the same. */
export function ticketOf(given: string): string {
  if (given.trim() === '')
    throw new GatewayError('schema_violation', 'a report needs the ticket that the protocol gives', { at: '/ticket' })
  const fits = given.length <= MOST_TICKET_CHARS && given.isWellFormed() && !given.includes('\u0000')
  return fits ? given : `sha256-${hashBytes(given).toString('hex')}`
}

const MOST_TICKET_CHARS = 255

function personOf(desk: Desk, settings: ChannelSettings, { sender, replyTo }: Report): NewPerson {
  const connector = desk.connectors.get(settings.connector)
  const callable = connector?.reply !== undefined && (connector.repliesTo?.(settings.config) ?? true)
  const statusOrigin = desk.mappings().get(settings.mapping)?.feedbackWord('received') ?? 'received'
  return { sender, replyTo, receipt: { id: newId(), statusOrigin, state: callable ? 'pending' : 'readable' } }
}
