import type { Status } from './complaint.ts'

/**
 * What a connector whose senders are people (chat, mail, short messages) may ask of the hub, for its own channel only.
 * Everything may be called again for the same message: a gateway that dies between storing and acknowledging is given the message once more, and nothing is doubled.
 * A `sender` is the address of one person in the channel's own words (a chat id, an e-mail address in lower case, a phone in E.164). It is sealed and looked up by
 * a blind index; it is in no log, key or queue. All throw `ledger_unavailable` while the ledger is away: then do not acknowledge.
 */
export interface People {
  /** Counts one message of a sender, once a `messageId`. Ask it first. */
  admit(sender: string, messageId: string): Promise<Admission>
  /**
   * Stores what a person reports, under the ticket that the protocol gives. The sender is told by a `receipt` feedback, which comes through `reply`
   * and is tried until it is taken; do not tell the person yourself.
   */
  report(report: Report): Promise<Filed>
  /** Adds what a person says to a case of their own: it goes to LAPOR! as the citizen's further word. */
  add(caseId: string, addition: Addition): Promise<{ readonly outcome: 'added' | 'seen'; readonly leftOut: number }>
  /** The sender's own cases, newest first. */
  cases(sender: string, limit: number): Promise<readonly OwnCase[]>
  /** One case of the sender's own, or null: somebody else's is never shown. */
  find(sender: string, by: CaseSearch): Promise<OwnCase | null>
  /** What became of a message that `reply` sent (its `reference`): goes into the history of the case. An unknown message is ignored. */
  noteDelivery(message: string, outcome: 'delivered' | 'failed', detail: string): Promise<void>
  /** Resolves when one more message may be sent: so many a second over all gateways, for this channel. */
  turn(perSecond: number): Promise<void>
  readonly memory: Memory
}

/** over_limit: say nothing, do nothing; it is counted. limit_reached: the same, but tell the person once, politely, until when (`until`). */
export type Admission =
  | { readonly outcome: 'welcome' }
  | { readonly outcome: 'limit_reached'; readonly until: Date }
  | { readonly outcome: 'over_limit' }

export interface Report {
  readonly sender: string
  /** How to answer this person in this conversation; any JSON of the connector's own (language, subject, message to quote). Sealed; comes back in `Feedback.recipient`. */
  readonly replyTo: unknown
  /** The protocol's id of the message that began it: the deduplicator. */
  readonly ticket: string
  /** JSON-like: what the channel's mapping reads. */
  readonly payload: unknown
  readonly raw: Uint8Array
  readonly mediaType: string
  readonly files?: readonly { readonly field: string; readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }[]
  /** The person's own words, as they are compared: the same words of one sender within minutes are one complaint. */
  readonly words: string
}

export type Filed =
  | {
      /** same_words: it was reported minutes ago; `id` and `reference` are those of the first. parked: kept, and a person of the staff will look at it. */
      readonly outcome: 'stored' | 'seen' | 'same_words' | 'parked'
      readonly id: string
      readonly reference: string
      /** Files that were not taken: too large, of a kind that is not taken, empty. Tell the person. */
      readonly leftOut: number
      /** Of same_words: so many files that the first did not have were added to it. Tell the person. */
      readonly added: number
    }
  | { readonly outcome: 'ignored'; readonly why: string }

export interface Addition {
  readonly sender: string
  /** The protocol's id of the message: the deduplicator. */
  readonly messageId: string
  readonly text: string
  readonly files?: Report['files']
}

export type CaseSearch =
  /** The ticket number as a person writes it: case, spaces and hyphens do not matter. */
  | { readonly reference: string }
  /** The protocol's own ticket (a Message-ID). */
  | { readonly ticket: string }
  /** The protocol's id of a message that `reply` sent. */
  | { readonly message: string }

export interface OwnCase {
  readonly id: string
  /** The ticket number that people read and write: XXXXX-XXXXX. */
  readonly reference: string
  readonly ticket: string
  readonly title: string
  readonly status: Status
  readonly statusNative: string | null
  readonly institution: string | null
  /** LAPOR!'s own number for the public. */
  readonly trackingId: string | null
  readonly acceptedAt: Date
  readonly changedAt: Date
}

/**
 * What a connector must remember of a conversation (a dialogue, the parts of a long message), until it is forgotten. Sealed, durable, shared by all gateways; at most 256 KiB a value
 * (files: keep their ids, not their bytes). Keys are hashed. Concurrent writers are told by the version: read again, decide again.
 */
export interface Memory {
  read(key: string): Promise<Remembered | null>
  /** Writes only when the version is still `version` (0: there is nothing yet). Null: somebody was faster. `wakeAt`: Connector.wake is called then. `expiresAt`: forgotten then, silently. */
  write(
    key: string,
    value: unknown,
    options: { readonly version: number; readonly wakeAt?: Date; readonly expiresAt?: Date },
  ): Promise<Remembered | null>
  /** False: somebody was faster. */
  forget(key: string, version: number): Promise<boolean>
}

export interface Remembered {
  readonly key: string
  readonly value: unknown
  readonly version: number
}

/** To whom a feedback goes, on a channel of people. */
export interface Recipient {
  readonly sender: string
  readonly replyTo: unknown
  /** The ticket number that people read and write. */
  readonly reference: string
  readonly title: string
}
