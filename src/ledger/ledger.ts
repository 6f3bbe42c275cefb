import type { Scope } from '../contract/access.ts'
import type { Receipt } from '../contract/central.ts'
import type { Delivery, OpenComplaint, Origin, OriginState, Reporter, Status } from '../contract/complaint.ts'
import type { ErrorCode, FieldError } from '../contract/errors.ts'
import type { Accounts, Sessions, SignInTries } from './account-rows.ts'
import type { Alerts, MaintenanceWindows, Notices } from './alert-rows.ts'
import type { AttachmentRow, Attachments, Events, KnownSteps, NewUpdate, SealedParts, Steps, Updates } from './case-parts.ts'
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
  /** The first time it reads all complaints, a week at a time; from then on what waits and what was delivered since. */
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

export type {
  AttachmentRow,
  Attachments,
  Events,
  KnownSteps,
  NewUpdate,
  SealedParts,
  Step,
  Steps,
  UpdateRow,
  Updates,
} from './case-parts.ts'
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
