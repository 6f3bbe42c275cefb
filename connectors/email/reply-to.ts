import type { Language } from '../../src/contract/texts.ts'
import { MACHINE } from './automatic.ts'
import { languageOf } from './language.ts'
import type { Address, Mail } from './mail.ts'
import { cleanSubject } from './subject.ts'
import type { Trace } from './trace.ts'

/** How a person is answered in a thread; kept by the hub, and given back with each feedback. */
export interface ReplyTo {
  readonly address: string
  readonly subject: string
  readonly messageId: string | null
  /** Oldest first. */
  readonly references: readonly string[]
  readonly language: Language
}

export function replyToOf(mail: Mail, from: Address, trace: Pick<Trace, 'dmarc' | 'dkim' | 'spf'>, own: readonly string[]): ReplyTo {
  return {
    address: answerAddress(mail, from, trace, own),
    subject: cleanSubject(mail.subject).slice(0, 200),
    messageId: mail.messageId,
    references: mail.threads.slice(0, 10).toReversed(),
    language: languageOf(mail.text),
  }
}

/**
 * Reply-To says where a person wants the answer. From another domain it is believed only when the sender was proved: else anybody could let us write to anybody.
 */
function answerAddress(
  { replyTo }: Mail,
  from: Address,
  { dmarc, dkim, spf }: Pick<Trace, 'dmarc' | 'dkim' | 'spf'>,
  own: readonly string[],
): string {
  if (replyTo === null || own.includes(replyTo.address) || MACHINE.test(replyTo.address)) return from.address
  const domain = (address: string) => address.slice(address.lastIndexOf('@') + 1)
  const isProved = dmarc === 'pass' || (dmarc === 'none' && (dkim === 'pass' || spf === 'pass'))
  return isProved || domain(replyTo.address) === domain(from.address) ? replyTo.address : from.address
}

/** What the hub gives back is our own, though older versions of this file may have written it. */
export function readReplyTo(kept: unknown, sender: string): ReplyTo {
  const get = (name: string): unknown => (typeof kept === 'object' && kept !== null ? Reflect.get(kept, name) : undefined)
  const text = (name: string, other: string): string => {
    const value = get(name)
    return typeof value === 'string' ? value : other
  }
  const references = get('references')
  return {
    address: text('address', sender),
    subject: text('subject', ''),
    messageId: text('messageId', '') || null,
    references: Array.isArray(references) ? references.filter((each) => typeof each === 'string') : [],
    language: get('language') === 'en' ? 'en' : 'id',
  }
}
