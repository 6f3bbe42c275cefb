import { createHash } from 'node:crypto'
import { dayIn } from '../../src/contract/short-message/talk.ts'
import type { Sender } from '../../src/contract/short-message/talk-sender.ts'
import type { SmsChannel } from './config.ts'
import type { IncomingMessage } from './provider.ts'

/**
 * The provider's id; without one the same words of the same sender at the same time (or on the same day) are the same message. A provider that begins to count anew
 * gives an id again: what another person wrote under it, or what has other words, is another message.
 */
export async function ticketOf(message: IncomingMessage, sender: Sender, channel: SmsChannel): Promise<string> {
  const { id, text, at, to, concatenation } = message
  const hash = (when: string) => {
    const said = JSON.stringify([sender.address, to, text, when, concatenation ?? null])
    return createHash('sha256').update(said).digest('base64url')
  }
  if (id === undefined || !/^[\x21-\x7e]{1,180}$/.test(id))
    return `hash-${hash(id ?? at?.toISOString() ?? dayIn(channel.region.timezone, channel.now()))}`
  // Only the digest is kept, sealed, and not for long: it names nobody.
  const { memory } = channel.people
  const key = `given:${createHash('sha256').update(id).digest('base64url')}`
  const content = hash('')
  const known =
    (await memory.read(key)) ?? (await memory.write(key, content, { version: 0, expiresAt: later(channel) })) ?? (await memory.read(key))
  return known === null || known.value === content ? id : `${id}-${content.slice(0, 12)}`
}

/** Providers try for a day or two. */
const KNOWN_MS = 7 * 86_400_000

function later({ now }: SmsChannel): Date {
  return new Date(now().getTime() + KNOWN_MS)
}
