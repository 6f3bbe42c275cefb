import type { InboundRequest, Probe, ProtocolAnswer } from '../../src/contract/connector.ts'
import type { Concatenation } from '../../src/contract/short-message/user-data-header.ts'
import type { SmsChannel } from './config.ts'

/** What the kinds of providers have in common. */
export interface Provider {
  /** Verifies, then reads. Calls nobody. Throws refuse codes. */
  read(request: InboundRequest, channel: SmsChannel): Incoming
  /** Hands over one message. Throws retry, wait and park codes. */
  send(outgoing: Outgoing, channel: SmsChannel): Promise<{ readonly reference: string }>
  /** Fetches what came with a message. */
  fetchMedia?(media: readonly Media[], channel: SmsChannel): Promise<Fetched>
  probe(channel: SmsChannel): Promise<Probe>
  /** "It is stored; say nothing to the person." */
  taken(channel: SmsChannel): ProtocolAnswer
}

export type Incoming = OneIncoming | { readonly kind: 'several'; readonly all: readonly OneIncoming[] }

export type OneIncoming =
  | { readonly kind: 'message'; readonly message: IncomingMessage }
  | DeliveryReceipt
  | { readonly kind: 'nothing'; readonly why: string }

export interface DeliveryReceipt {
  readonly kind: 'receipt'
  readonly reference: string
  readonly outcome: 'delivered' | 'failed'
  readonly detail: string
  /** Whose phone it is, if the provider says so. */
  readonly of?: string
}

export interface IncomingMessage {
  /** As the provider writes it. */
  readonly from: string
  readonly to: string
  readonly text: string
  /** The octets of a part in UCS-2: a pair may be cut between two parts. */
  readonly ucs2?: Uint8Array
  /** The text may not be what was written: its charset was wrong. */
  readonly exact: boolean
  /** Absent: the provider gives none. */
  readonly id?: string
  /** When it was sent, if the provider tells. */
  readonly at?: Date
  readonly concatenation?: Concatenation
  readonly media?: readonly Media[]
  /** To answer by the same way. */
  readonly smsc?: string
}

export interface Media {
  readonly url: string
  readonly mediaType: string
}

export interface Fetched {
  readonly files: readonly { readonly field: string; readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }[]
  readonly missing: number
}

export interface Outgoing {
  /** E.164. */
  readonly to: string
  /** The number or name it comes from. */
  readonly from: string
  /** As it goes out: plain signs where that loses nothing. */
  readonly text: string
  readonly alphabet: 'gsm7' | 'ucs2'
  readonly smsc?: string
  /** Our own id of it: the same for the same feedback. */
  readonly reference: string
}
