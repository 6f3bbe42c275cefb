import type { OwnCase } from '../../src/contract/people.ts'
import type { EmailChannel } from './config.ts'
import type { Mail } from './mail.ts'
import { isOwnMessageId, ticketsOf } from './message-id.ts'
import { readOwnAddress } from './server-urls.ts'
import { findReferences } from './subject.ts'

/** The sender's own case that a mail goes on with: by the mails it answers, else by a ticket number in its subject. Somebody else's case is never found. */
export async function findCase(mail: Pick<Mail, 'threads' | 'subject'>, sender: string, channel: EmailChannel): Promise<OwnCase | null> {
  const own = readOwnAddress(channel)
  for (const id of mail.threads) {
    const searches = isOwnMessageId(id, own) ? [{ message: id }] : ticketsOf(id).map((ticket) => ({ ticket }))
    for (const search of searches) {
      const found = await channel.people.find(sender, search)
      if (found) return found
    }
  }
  for (const reference of findReferences(mail.subject)) {
    const found = await channel.people.find(sender, { reference })
    if (found) return found
  }
  return null
}
