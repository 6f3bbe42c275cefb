import type { Scope } from '../contract/access.ts'
import type { Receipt, StepOptions } from '../contract/central.ts'
import type { Delivery, OpenComplaint, Origin, OriginState, Reporter, Status } from '../contract/complaint.ts'
import type { ErrorCode, FieldError } from '../contract/errors.ts'
import type { Accounts, Sessions, SignInTries } from './account-rows.ts'
import type { Alerts, MaintenanceWindows, Notices } from './alert-rows.ts'
import type { ChannelConfigs, ChannelErrors } from './channel-records.ts'
import type { Contacts } from './contacts.ts'
import type { Parked, Pauses, Reconciliation, Replays, UnknownOutcomes } from './decisions.ts'
import type { EventKind } from './event-kinds.ts'
import type { Exchanges } from './exchanges.ts'
import type { FeedbackRows, NewFeedback } from './feedback-rows.ts'
import type { Figures } from './figures.ts'
import type { Flow } from './flow.ts'
import type { ChannelHealthRows, ProbeRows, Rhythm, Signs } from './health-rows.ts'
import type { MemoryRows } from './memory.ts'
import type { NewPerson, PeopleRows } from './people.ts'
import type { Privacy } from './privacy.ts'
import type { Audit, ChannelStates, Cursors, Ignored, Leases, MasterRows, Messages } from './running-state.ts'
import type { Search } from './search.ts'
import type { SearchTexts } from './search-texts.ts'
import type { Waiting } from './waiting.ts'

/** The truth, in PostgreSQL: one repository a noun. Every method throws `ledger_unavailable` (retryAfterMs set) at once when the database is away. */
export interface Ledger {
  readonly complaints: Complaints
  readonly sealed: SealedParts
  readonly events: Events
  readonly steps: Steps
  readonly attachments: Attachments
  readonly updates: Updates
  readonly feedback: FeedbackRows
  readonly messages: Messages
  readonly cursors: Cursors
  readonly leases: Leases
  readonly masters: MasterRows
  readonly channelStates: ChannelStates
  readonly alerts: Alerts
  readonly ignored: Ignored
  readonly audit: Audit
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly signInTries: SignInTries
  readonly privacy: Privacy
  readonly contacts: Contacts
  readonly searchTexts: SearchTexts
  readonly search: Search
  readonly exchanges: Exchanges
  readonly people: PeopleRows
  readonly memory: MemoryRows
  readonly pauses: Pauses
  readonly unknown: UnknownOutcomes
  readonly parked: Parked
  readonly replays: Replays
  readonly flow: Flow
  readonly channelConfigs: ChannelConfigs
  readonly channelErrors: ChannelErrors
  readonly waiting: Waiting
  readonly reconciliation: Reconciliation
  readonly channelHealth: ChannelHealthRows
  readonly probes: ProbeRows
  readonly signs: Signs
  readonly rhythm: Rhythm
  readonly figures: Figures
  readonly notices: Notices
  readonly maintenance: MaintenanceWindows
  /** Cheap: resolves when a statement can be answered within a second. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Why something is parked or unknown. Never names a person. */
export interface Reason {
  readonly code: ErrorCode
  readonly message: string
  readonly errors?: readonly FieldError[]
}

export interface NewComplaint {
  readonly id: string
  readonly origin: Origin
  readonly mapping: string
  /** null: an arrival that could not be mapped; `parked` must be given. */
  readonly complaint: OpenComplaint | null
  readonly reporter: Reporter | null
  readonly raw: { readonly bytes: Uint8Array; readonly mediaType: string }
  readonly contentHash: Uint8Array
  readonly originState: OriginState | null
  /** The region's answer, where it came with the report: stored with it as its first update, `accepted`. Left out when the ticket is known. */
  readonly firstAnswer?: Pick<NewUpdate, 'id' | 'reference' | 'state' | 'body'>
  readonly parked: Reason | null
  readonly message: { readonly id: string; readonly bodyHash: Uint8Array } | null
  /** On a channel of people: who reports. Stored with it, and with the receipt that the person gets. */
  readonly person?: NewPerson
  /** Files of the request itself, already stored by hash, by their position in complaint.attachments. */
  readonly files: ReadonlyMap<number, StoredBlob>
}

export interface StoredBlob {
  readonly sha256: string
  readonly sizeBytes: number
  readonly mediaType: string
  readonly name: string
}

export type Inserted =
  | { readonly outcome: 'stored'; readonly id: string }
  /** (channel, ticket) is known: what is known of it. */
  | {
      readonly outcome: 'known'
      readonly id: string
      readonly delivery: Delivery
      readonly sameContent: boolean
      readonly originState: OriginState | null
      readonly status: Status
      /** true: it was a parked arrival that never became a complaint. */
      readonly unmapped: boolean
      /** true: this very message (its id, its body) was accepted before. */
      readonly repeated: boolean
    }
  /** The protocol's message id was accepted before with another body. Nothing was stored. */
  | { readonly outcome: 'replayed'; readonly id: string | null }

export interface ComplaintRow {
  readonly id: string
  readonly origin: Origin
  readonly mapping: string
  readonly complaint: OpenComplaint | null
  readonly acceptedAt: Date
  /** Time of its newest event, in milliseconds. */
  readonly changedAt: Date
  readonly originState: OriginState | null
  readonly delivery: Delivery
  readonly reason: Reason | null
  readonly deliveredAt: Date | null
  readonly laporId: string | null
  readonly trackingId: string | null
  readonly status: Status
  readonly statusNative: string | null
  readonly statusAt: Date | null
  readonly institution: string | null
  readonly followAt: Date | null
  /** Reporter, raw payload and attachments are gone. */
  readonly erasedAt: Date | null
  /** Legal hold: nothing of it is erased. */
  readonly heldAt: Date | null
  /** Nothing of it is sent to the centre. */
  readonly restrictedAt: Date | null
}

export interface Balance {
  readonly accepted: number
  readonly delivered: number
  readonly parked: number
  readonly unknown: number
  readonly inFlight: number
}

export interface BalanceFilter {
  /** YYYY-MM-DD in Asia/Jakarta. */
  readonly day?: string
  readonly region?: string
  /** Of whoever asks; absent: all. */
  readonly scope?: Scope
}

export interface InFlight {
  readonly rows: readonly { readonly id: string; readonly region: string; readonly stage: 'fetch' | 'forward' }[]
  /** Regions of which there is no more than what is in `rows`. */
  readonly whole: readonly string[]
}

/** A complaint as whoever forwards it needs it. */
export interface TakenUp {
  readonly row: ComplaintRow
  readonly attachments: readonly AttachmentRow[]
  /** unreadable: its key is lost (logged). null: there is none. */
  readonly reporter: Reporter | 'unreadable' | null
  readonly steps: KnownSteps
}

/** Steps of a subject by their name. */
export type KnownSteps = ReadonlyMap<string, Step>

export interface Step {
  readonly state: 'sent' | 'done'
  readonly result: unknown
}

export interface AlongWithDelivery {
  /** Steps that are done now. */
  readonly steps?: readonly { readonly name: string; readonly result: unknown }[]
  /** A lease that is not needed any more. */
  readonly lease?: { readonly name: string; readonly holder: string }
}

export interface Complaints {
  /** Calls that come within a few milliseconds share one transaction: complaint, sealed parts, attachments, message id, first answer, first events. */
  insert(complaint: NewComplaint): Promise<Inserted>
  /** `scope`: of whoever asks; what is outside it is not there. */
  get(id: string, scope?: Scope): Promise<ComplaintRow | null>
  findByTicket(channel: string, ticket: string): Promise<ComplaintRow | null>
  /** For operators: by complaint id, ticket (any channel), LAPOR! id or tracking id; or by the ticket number that a person was told. */
  find(reference: string, scope?: Scope): Promise<ComplaintRow[]>
  /** Of a channel, newest first. */
  newest(channel: string, scope: Scope, limit: number): Promise<ComplaintRow[]>
  /** A channel's own, oldest change first. */
  list(channel: string, filter: ComplaintFilter): Promise<{ rows: ComplaintRow[]; cursor: string | null }>
  /** What a forward needs, in one statement that those which begin at the same time share. null: there is no such complaint. */
  takeUp(id: string): Promise<TakenUp | null>
  /** accepted → delivered, once, with its event; `along` is recorded in the same transaction, in any case. false: it was not `accepted` or `unknown` any more. */
  markDelivered(id: string, receipt: Receipt, followAt: Date, along?: AlongWithDelivery): Promise<boolean>
  markParked(id: string, reason: Reason): Promise<boolean>
  markUnknown(id: string, reason: Reason): Promise<boolean>
  /** A parked arrival that could not be mapped came again and can: it becomes this complaint, under its id and origin. false: it is none any more. */
  remap(id: string, complaint: NewComplaint): Promise<boolean>
  /** The oldest in flight of each region: as many of each as `most` in all allow, and some of each in any case. `stage` says which queue: attachments are missing or not. */
  inFlight(most: number): Promise<InFlight>
  /** Claims cases that are due by moving follow_at on by `claimMs`, so that several gateways ask once. */
  claimDueFollows(limit: number, claimMs: number): Promise<string[]>
  /** Writes what the centre said of a case, its event, and its feedback rows, in one transaction. */
  recordCase(id: string, change: CaseChange): Promise<void>
  balance(filter: BalanceFilter): Promise<Balance>
  /** The same for every region and day with complaints, both days inclusive. */
  balanceByRegionAndDay(from: string, to: string): Promise<(Balance & { readonly region: string; readonly day: string })[]>
  countByChannel(scope?: Scope): Promise<{ channel: string; delivery: Delivery; count: number }[]>
}

export interface ComplaintFilter {
  readonly ticket?: string
  readonly status?: Status
  /** Only what changed (its newest event) at or after this. */
  readonly since?: Date
  readonly cursor?: string
  readonly limit: number
}

export interface CaseChange {
  /** Absent: unchanged. */
  readonly status?: Status
  readonly statusNative?: string
  readonly statusAt?: Date
  readonly institution?: string | null
  readonly trackingId?: string | null
  readonly followAt: Date | null
  readonly feedback: readonly NewFeedback[]
  readonly events: readonly { readonly kind: EventKind; readonly data: object }[]
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
export type { StepOptions }

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

export type { FeedbackRow, FeedbackRows, NewFeedback } from './feedback-rows.ts'
export type {
  Audit,
  AuditEntry,
  ChannelState,
  ChannelStates,
  Cursors,
  Ignored,
  Leases,
  MasterRows,
  Messages,
} from './running-state.ts'
