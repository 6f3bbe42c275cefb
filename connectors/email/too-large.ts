import { answerAtOnce } from './answer-at-once.ts'
import { findAutomatic } from './automatic.ts'
import { type EmailChannel, readMaxBytes } from './config.ts'
import { type Mail, UnreadableMail } from './mail.ts'
import { ticketOf } from './message-id.ts'
import { readMail } from './read-mail.ts'
import { replyToOf } from './reply-to.ts'
import { readOwnAddress } from './server-urls.ts'
import { ignoreMail, parkMail, type Store, type Taken } from './take-mail.ts'

/** Of a mail beyond the limit only the headers were fetched: they are parked with the reason, and the sender is told. */
export async function takeTooLarge(head: Uint8Array, receivedAt: Date, channel: EmailChannel, store: Store): Promise<Taken> {
  const size = sizeText(readMaxBytes(channel.config))
  const mail = await readHeaders(head)
  const own = [readOwnAddress(channel), ...(channel.config.aliases ?? [])].map((address) => address.toLowerCase())
  if (mail !== null) {
    const automatic = findAutomatic(mail, own)
    if (automatic !== null) return ignoreMail(head, automatic, store)
  }
  const ticket = ticketOf(mail?.messageId ?? null, head, mail?.from)
  const from = mail?.from
  if (!mail || !from) return parkMail(head, HEADERS_ONLY, TOO_LARGE, receivedAt, store)
  const admission = await channel.people.admit(from.address, ticket)
  if (admission.outcome === 'over_limit') return { outcome: 'over_limit' }
  const taken = await parkMail(head, HEADERS_ONLY, TOO_LARGE, receivedAt, store)
  const to = replyToOf(mail, from, { spf: 'unknown', dkim: 'unknown', dmarc: 'unknown' }, own)
  await answerAtOnce(channel, 'tooLarge', to, ticket, { size })
  return taken
}

export const HEADERS_ONLY = 'text/rfc822-headers'
export const TOO_LARGE = 'it is larger than maxMessage allows; only its headers are kept, the whole is in the mailbox'

async function readHeaders(head: Uint8Array): Promise<Mail | null> {
  try {
    return await readMail(head)
  } catch (error) {
    if (error instanceof UnreadableMail) return null
    throw error
  }
}

function sizeText(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.floor(bytes / (1024 * 1024))} MB` : `${Math.floor(bytes / 1024)} KB`
}
