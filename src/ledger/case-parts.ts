import type { Delivery, OriginState, Reporter } from '../contract/complaint.ts'
import type { EventKind } from './event-kinds.ts'
import type { Reason, StoredBlob } from './ledger.ts'

// What belongs to a complaint beside its row: the sealed parts, its history, the steps of its delivery, its files and what came later.

/** Steps of a subject by their name. */
export type KnownSteps = ReadonlyMap<string, Step>

export interface Step {
  readonly state: 'sent' | 'done'
  readonly result: unknown
}

export interface SealedParts {
  /** null: there was none, or its key is lost (logged). */
  openReporter(complaintId: string): Promise<Reporter | null>
  /** Of many at once; without those who have none. unreadable: its key is lost. */
  openReporters(complaintIds: readonly string[]): Promise<ReadonlyMap<string, Reporter | 'unreadable'>>
  /** Whether there is one at all, also when it cannot be opened. Nothing is opened. */
  hasReporter(complaintId: string): Promise<boolean>
  openRaw(complaintId: string): Promise<{ bytes: Uint8Array; mediaType: string } | null>
  /** Seals parts under older keys anew with the newest one, one bounded batch; `after` is where the last batch ended. `next` null: it was the last. */
  reseal(limit: number, after: string | null): Promise<{ resealed: number; unreadable: number; next: string | null }>
  /** How many parts each key has sealed, also of keys that are not here. */
  countByKey(): Promise<{ keyId: string; parts: number; known: boolean }[]>
  /** The same for keys that are not here. While none is missing it takes a step through an index for each key, however many parts there are. */
  countUnreadable(): Promise<{ keyId: string; parts: number }[]>
}

export interface Events {
  add(complaintId: string, kind: EventKind, data?: object): Promise<void>
  of(complaintId: string): Promise<{ seq: string; at: Date; kind: string; data: Record<string, unknown> }[]>
}

/** Backs Saga (contract/central.ts); forwarding makes a saga of it. */
export interface Steps {
  get(subject: string, name: string): Promise<Step | null>
  known(subject: string): Promise<KnownSteps>
  /**
   * Records that the step is about to be sent. `first`: nobody sent it before; throws `outcome_unknown` when somebody else did meanwhile. Throws `restricted`, and records
   * nothing, when nothing of `complaintId` (by itself the subject) may be sent: whoever restricts it now waits, and then finds the mark.
   */
  markSent(subject: string, name: string, options?: { readonly first?: boolean; readonly complaintId?: string }): Promise<void>
  markDone(subject: string, name: string, result: unknown): Promise<void>
  /** Takes back a sent step when it is certain that nothing was done. */
  takeBack(subject: string, name: string): Promise<void>
  of(subject: string): Promise<{ name: string; state: 'sent' | 'done'; sentAt: Date; doneAt: Date | null }[]>
}

export interface AttachmentRow {
  readonly subject: string
  readonly complaintId: string
  readonly position: number
  readonly url: string
  readonly name: string | null
  readonly state: 'pending' | 'stored'
  readonly sha256: string | null
  readonly sizeBytes: number | null
  readonly mediaType: string | null
}

export interface Attachments {
  of(subject: string): Promise<AttachmentRow[]>
  /** SHA-256 of all files of a complaint and of its updates, as far as they are here. */
  digestsOf(complaintId: string): Promise<ReadonlySet<string>>
  markStored(subject: string, position: number, blob: StoredBlob): Promise<void>
}

export interface NewUpdate {
  readonly id: string
  readonly complaintId: string
  readonly source: 'origin' | 'citizen' | 'conflict'
  readonly reference: string
  readonly state: OriginState | null
  readonly body: string | null
  /** `withheld`: kept in the history, not handed on (an echo of LAPOR!'s own word, a baseline); `parked`: for a person. */
  readonly delivery: 'accepted' | 'withheld' | 'parked'
  readonly reason: Reason | null
  readonly attachments?: readonly { readonly url: string; readonly name?: string }[]
  /** Those of the attachments that came with it, stored already, by their position. */
  readonly files?: ReadonlyMap<number, StoredBlob>
}

export interface UpdateRow extends Omit<NewUpdate, 'delivery' | 'attachments' | 'files'> {
  readonly seq: string
  readonly delivery: Delivery | 'withheld'
  readonly acceptedAt: Date
}

export interface Updates {
  /**
   * Also keeps `state` as the complaint's last known origin state, and writes an event. `seen`: (complaint, reference) is known, or its source
   * said the very same last. Throws `complaint_unknown`.
   */
  insert(update: NewUpdate): Promise<{ outcome: 'stored' | 'seen'; id: string }>
  get(id: string): Promise<UpdateRow | null>
  of(complaintId: string): Promise<UpdateRow[]>
  /** The oldest in flight of each delivered complaint: order within a case is kept. */
  inFlight(limit: number): Promise<{ id: string; complaintId: string; region: string }[]>
  markDelivered(id: string): Promise<void>
  markParked(id: string, reason: Reason): Promise<void>
  markUnknown(id: string, reason: Reason): Promise<void>
}
