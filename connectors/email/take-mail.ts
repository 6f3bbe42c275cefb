import type { Arrival, Stored } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { Report } from '../../src/contract/people.ts'
import { answerAtOnce } from './answer-at-once.ts'
import { findAutomatic } from './automatic.ts'
import { noteBounce } from './bounce.ts'
import type { EmailChannel } from './config.ts'
import { writeTime } from './letter.ts'
import { type Address, type Mail, UnreadableMail } from './mail.ts'
import { ticketOf } from './message-id.ts'
import { comparedWords, describeMail, filesOf, furtherWords } from './payload.ts'
import { readMail } from './read-mail.ts'
import { replyToOf } from './reply-to.ts'
import { readOwnAddress } from './server-urls.ts'
import { findCase } from './thread.ts'
import { addTrace, type Trace } from './trace.ts'
import { verifySender } from './verify-sender.ts'

export type Store = (arrival: Arrival) => Promise<Stored>

/** What became of one mail; for the log. */
export interface Taken {
  readonly outcome: 'stored' | 'seen' | 'same_words' | 'parked' | 'added' | 'ignored' | 'over_limit'
  readonly why?: string
  readonly id?: string
}

/** Stores one mail, whatever it is. When it resolves, the mail may be marked; done twice with the same mail, it changes nothing. */
export async function takeMail(raw: Uint8Array, receivedAt: Date, channel: EmailChannel, store: Store): Promise<Taken> {
  let mail: Mail
  try {
    mail = await readMail(raw)
  } catch (error) {
    if (!(error instanceof UnreadableMail)) throw error
    return parkMail(raw, 'message/rfc822', error.message, receivedAt, store)
  }
  const own = [readOwnAddress(channel), ...(channel.config.aliases ?? [])].map((address) => address.toLowerCase())
  const automatic = findAutomatic(mail, own)
  if (automatic !== null) {
    await noteBounce(mail, raw, channel)
    return ignoreMail(raw, automatic, store)
  }
  const { from } = mail
  if (from === null) return parkMail(raw, 'message/rfc822', 'it names no sender to whom one could write', receivedAt, store)

  const ticket = ticketOf(mail.messageId, raw, from)
  const admission = await channel.people.admit(from.address, ticket)
  if (admission.outcome === 'over_limit') return { outcome: 'over_limit' }
  const trace = await verifySender(raw, mail, receivedAt, channel)
  if (admission.outcome === 'limit_reached') {
    const to = replyToOf(mail, from, trace, own)
    await answerAtOnce(channel, 'limit', to, ticket, { until: writeTime(admission.until, to.language, channel.region.timezone) })
    return { outcome: 'over_limit' }
  }
  const { outcome, why, id, ...about } =
    (await addToCase(mail, from, ticket, trace, channel)) ?? (await report(mail, from, ticket, raw, trace, own, channel))
  const { leftOut = 0, sameAs } = about
  if (sameAs !== undefined) await answerAtOnce(channel, 'sameAdded', replyToOf(mail, from, trace, own), ticket, sameAs)
  if (leftOut > 0) await answerAtOnce(channel, 'notTaken', replyToOf(mail, from, trace, own), ticket, { count: String(leftOut) })
  return { outcome, ...(why === undefined ? {} : { why }), ...(id === undefined ? {} : { id }) }
}

/** What became of it, and of what the person is to be told. */
interface Kept extends Taken {
  readonly leftOut?: number
  /** Files of it were added to an earlier report in the same words. */
  readonly sameAs?: { readonly reference: string; readonly count: string }
}

/** A further word in a case of the same person; null: it is about something new. */
async function addToCase(mail: Mail, from: Address, ticket: string, trace: Trace, channel: EmailChannel): Promise<Kept | null> {
  const found = await findCase(mail, from.address, channel)
  // Its own first mail, which came again, is no addition to itself.
  if (found === null || found.ticket === ticket) return null
  const text = furtherWords(mail, trace)
  if (text === '') return { outcome: 'ignored', why: 'an answer without words of its own' }
  const files = filesOf(mail)
  const addition = { sender: from.address, messageId: ticket, text, ...(files.length > 0 ? { files } : {}) }
  return { ...(await channel.people.add(found.id, addition)), id: found.id }
}

async function report(
  mail: Mail,
  from: Address,
  ticket: string,
  raw: Uint8Array,
  trace: Trace,
  own: readonly string[],
  channel: EmailChannel,
): Promise<Kept> {
  const payload = describeMail(mail, trace)
  const report: Report = {
    sender: from.address,
    replyTo: replyToOf(mail, from, trace, own),
    ticket,
    payload,
    raw: addTrace(raw, trace),
    mediaType: 'message/rfc822',
    files: filesOf(mail),
    words: comparedWords(mail, payload),
  }
  const filed = await channel.people.report(report).catch((error: unknown) => {
    // Some programs send all their mails with one Message-ID: then the mail itself is its ticket.
    if (!(error instanceof GatewayError) || error.code !== 'ticket_conflict' || mail.messageId === null) throw error
    return channel.people.report({ ...report, ticket: ticketOf(null, raw) })
  })
  if (filed.outcome === 'ignored') return filed
  const { outcome, id, reference, leftOut, added } = filed
  return { outcome, id, leftOut, ...(added > 0 ? { sameAs: { reference, count: String(added) } } : {}) }
}

/** Keeps what cannot be read, for a person to look at: the mapping refuses a payload without words. */
export async function parkMail(raw: Uint8Array, mediaType: string, unreadable: string, receivedAt: Date, store: Store): Promise<Taken> {
  const trace = { ...NO_TRACE, receivedAt: receivedAt.toISOString() }
  await store({ ticket: ticketOf(null, raw), payload: { unreadable }, raw: addTrace(raw, trace), mediaType })
  return { outcome: 'parked', why: unreadable }
}

/** Has it counted, and nothing of it kept: the mapping ignores it. */
export async function ignoreMail(raw: Uint8Array, automatic: string, store: Store): Promise<Taken> {
  await store({ ticket: ticketOf(null, raw), payload: { automatic }, raw, mediaType: 'message/rfc822' })
  return { outcome: 'ignored', why: automatic }
}

const NO_TRACE: Trace = { receivedAt: new Date(0).toISOString(), spf: 'unknown', dkim: 'unknown', dmarc: 'unknown', by: 'nobody' }
