import { createHash } from 'node:crypto'
import type { Address } from './mail.ts'

/** An id as `<left@right>` or without brackets → `left@right`, the domain in lower case. null: it is none, or none that can be relied on. */
export function readMessageId(value: string): string | null {
  const bare = /^\s*<?([^<>]*)>?\s*$/.exec(value.slice(0, 2000))?.[1]?.trim() ?? ''
  const at = bare.lastIndexOf('@')
  if (at < 1 || at === bare.length - 1 || !/^[\x21-\x7e]+$/.test(bare)) return null
  const right = bare.slice(at + 1).toLowerCase()
  // Such as <@>, <1@localhost> and <x@(none)>: not the sender's mark on the world.
  if (bare.length < 8 || /^(localhost|localhost\.localdomain|\(none\)|unknown|domain|local)$/.test(right)) return null
  return `${bare.slice(0, at)}@${right}`
}

/** The ids of In-Reply-To or References. */
export function readMessageIds(value: string): string[] {
  const tokens = value.slice(0, 65_536).match(/<[^<>]{1,900}>|[^\s<>,;"]{3,900}@[^\s<>,;"]{1,255}/g) ?? []
  return tokens.slice(-100).flatMap((token) => readMessageId(token.replace(/\s+/g, '')) ?? [])
}

/** The ticket of a mail: its Message-ID, or what stands for it. A ticket has at most 200 characters, and stands in the open: it must not name who wrote. */
export function ticketOf(messageId: string | null, raw: Uint8Array, from: Address | null = null): string {
  if (messageId === null) return `raw-${createHash('sha256').update(raw).digest('hex')}`
  return messageId.length <= 200 && !names(messageId, from) ? messageId : hashed(messageId)
}

/** All tickets that a mail with this Message-ID may have. */
export function ticketsOf(messageId: string): string[] {
  return [...(messageId.length <= 200 ? [messageId] : []), hashed(messageId)]
}

const hashed = (messageId: string): string => `mid-${createHash('sha256').update(messageId).digest('hex')}`

/** Some programs put the name of their user, or of their user's computer, into the id. */
function names(messageId: string, from: Address | null): boolean {
  const local = from?.address.slice(0, from.address.lastIndexOf('@')) ?? ''
  const words = `${local} ${from?.name ?? ''}`.toLowerCase().match(/\p{L}{4,}|\d{6,}/gu) ?? []
  const id = messageId.toLowerCase()
  return words.some((word) => id.includes(word)) || (local.length >= 3 && id.includes(local))
}

/** The id of the mail that tells a feedback: the same for each try. */
export function ownMessageId(feedbackId: string, address: string): string {
  return `lapor-${feedbackId}@${address.slice(address.lastIndexOf('@') + 1).toLowerCase()}`
}

/** What ids of our own look like, whatever they tell. */
export function isOwnMessageId(id: string, address: string): boolean {
  return id.startsWith('lapor-') && id.endsWith(`@${address.slice(address.lastIndexOf('@') + 1).toLowerCase()}`)
}
