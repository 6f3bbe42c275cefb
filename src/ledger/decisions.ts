import type { Scope } from '../contract/access.ts'
import type { Receipt } from '../contract/central.ts'
import type { Delivery } from '../contract/complaint.ts'
import type { ErrorCode, FieldError } from '../contract/errors.ts'
import type { Balance, BalanceFilter, NewComplaint, Reason } from './ledger.ts'

// What people decide, and what they look at to decide it.

/** Who decided, and why. Both are kept in the audit, and only there. */
export interface Who {
  readonly by: string
  readonly reason: string
  /** From where; absent: not over the network. */
  readonly address?: string | null
}

export interface Pauses {
  all(): Promise<Pause[]>
  /** With a line in the audit. false: it was so already. */
  set(what: Pause['what'], paused: boolean, who: Who): Promise<boolean>
}

export interface Pause {
  readonly what: 'forward'
  readonly reason: string
  readonly pausedBy: string
  readonly pausedAt: Date
}

/** Complaints and updates of which nobody knows whether the centre has them. */
export interface UnknownOutcomes {
  /** Complaints and updates together, oldest first. */
  list(filter: { region?: string; limit: number }, scope: Scope): Promise<UnknownOutcome[]>
  get(id: string, scope: Scope): Promise<UnknownOutcome | null>
  /** Ids of other complaints that are at the centre under this id. */
  holdersOf(laporId: string, exceptId: string): Promise<string[]>
  /** unknown → delivered, once, with the step done, its events and the audit. false: it is not unknown. Throws `lapor_id_taken`. */
  confirm(id: string, receipt: Receipt, followAt: Date, who: Who, detail?: object): Promise<boolean>
  confirmUpdate(id: string, who: Who): Promise<boolean>
  /** unknown → in flight: the step that was sent and not answered is taken back. false: it is not unknown. */
  resend(id: string, who: Who): Promise<boolean>
  resendUpdate(id: string, who: Who): Promise<boolean>
  /** By reason, kind, channel and region. */
  groups(filter: UnknownFilter, scope: Scope): Promise<UnknownGroup[]>
  /** In the order of their ids, behind `after`. */
  page(filter: UnknownFilter, scope: Scope, after: string | null, limit: number): Promise<UnknownOutcome[]>
  count(filter: UnknownFilter, scope: Scope): Promise<number>
  /** Confirmed complaints of which the rest (handing on, the end of a long text) is still to be done. */
  toFinish(limit: number): Promise<{ id: string; region: string }[]>
}

export interface UnknownOutcome {
  readonly id: string
  readonly kind: 'complaint' | 'update'
  /** Of an update: its complaint. */
  readonly complaintId: string
  readonly region: string
  readonly app: string
  readonly channel: string
  readonly ticket: string
  /** Of an update: the case that it belongs to. */
  readonly laporId: string | null
  readonly reason: Reason
  readonly acceptedAt: Date
  /** When the step was sent that was not answered. */
  readonly sentAt: Date | null
}

export interface UnknownFilter {
  readonly ids?: readonly string[]
  readonly reason?: ErrorCode
  readonly kind?: UnknownOutcome['kind']
  readonly channel?: string
  readonly region?: string
  /** Sent before. RFC 3339. */
  readonly to?: string
}

export interface UnknownGroup {
  readonly reason: ErrorCode
  readonly kind: UnknownOutcome['kind']
  readonly channel: string
  readonly region: string
  readonly count: number
  readonly oldest: Date
}

export interface ParkedFilter {
  readonly ids?: readonly string[]
  readonly reason?: ErrorCode
  readonly channel?: string
  readonly region?: string
  /** Accepted at or after, before. RFC 3339. */
  readonly from?: string
  readonly to?: string
}

export interface Parked {
  /** By reason, channel and region; discarded ones apart. */
  groups(filter: ParkedFilter, scope: Scope): Promise<ParkedGroup[]>
  /** Ids in order, without discarded ones unless they are named. */
  ids(filter: ParkedFilter, scope: Scope, after: string | null, limit: number): Promise<string[]>
  count(filter: ParkedFilter, scope: Scope): Promise<number>
  /** In the order of their ids, behind `after`; without discarded ones unless they are named. */
  page(filter: ParkedFilter, scope: Scope, after: string | null, limit: number): Promise<ParkedItem[]>
  /** Decided: nobody waits for it. It stays parked. false: it is not parked, or not in the scope. */
  discard(id: string, who: Who, scope: Scope): Promise<boolean>
}

export interface ParkedItem {
  readonly id: string
  readonly region: string
  readonly app: string
  readonly channel: string
  readonly ticket: string
  /** null: it could not be mapped. */
  readonly title: string | null
  readonly acceptedAt: Date
  readonly reason: Reason
}

export interface ParkedGroup {
  readonly reason: ErrorCode
  readonly channel: string
  readonly region: string
  readonly count: number
  readonly discarded: number
  readonly oldest: Date
  /** The reason of one of them. */
  readonly example: { readonly id: string; readonly message: string; readonly errors?: readonly FieldError[] }
}

export interface Replays {
  /** `scope`: of whoever starts it, and it takes nothing outside it. `region`: for the audit. */
  start(replay: NewReplay, who: Who): Promise<void>
  /** `scope`: of whoever asks; a replay that may take more is not there. */
  get(id: string, scope: Scope): Promise<ReplayRow | null>
  /** Newest first. */
  all(limit: number, scope: Scope): Promise<ReplayRow[]>
  running(): Promise<ReplayRow[]>
  /** running → stopped, with a line in the audit. false: it does not run. */
  stop(id: string, who: Who): Promise<boolean>
  finish(id: string): Promise<void>
  /** Throws `replay_refused` when a complaint cannot be replayed, whatever its mapping says. */
  check(complaintId: string): Promise<void>
  /** Counts one of another action that was done, and goes on behind it. false: it was stopped. */
  noteDone(id: string, subject: string): Promise<boolean>
  /** Counts one that was not replayed and goes on behind it. false: the replay was stopped. */
  noteRefused(id: string, complaintId: string, reason: Reason): Promise<boolean>
  refusals(id: string, limit: number): Promise<{ complaintId: string; code: string; message: string }[]>
  /**
   * A parked complaint becomes what `complaint` says and is in flight again, in one transaction with the replay's count. Its id and origin stay;
   * finished steps stay, others are taken back. Throws `replay_refused` when it is not parked or the centre has it or may have it, `ticket_conflict`
   * when the ticket that was read now belongs to another complaint. false: the replay was stopped.
   */
  apply(replayId: string, complaintId: string, complaint: NewComplaint): Promise<boolean>
}

export interface NewReplay extends Pick<ReplayRow, 'id' | 'filter' | 'scope' | 'perSecond' | 'total'> {
  readonly region: string | null
  /** Default replay. */
  readonly action?: BulkAction
}

/** What is done with each: a replay; or discard of what is parked; resend or confirm of what is unknown. */
export type BulkAction = 'replay' | 'discard' | 'resend' | 'confirm'

export interface BulkFilter extends ParkedFilter {
  /** Of what is unknown. */
  readonly kind?: UnknownOutcome['kind']
  /** To confirm: under which id LAPOR! has each of `ids`; an update needs none. */
  readonly laporIds?: Readonly<Record<string, string>>
}

export interface ReplayRow {
  readonly action: BulkAction
  readonly id: string
  readonly filter: BulkFilter
  readonly scope: Scope
  readonly reason: string
  readonly actor: string
  readonly perSecond: number
  readonly state: 'running' | 'stopped' | 'done'
  readonly total: number
  readonly cursor: string | null
  readonly replayed: number
  readonly refused: number
  readonly startedAt: Date
  readonly finishedAt: Date | null
}

/** What the ledger says against itself. */
export interface Reconciliation {
  byRegion(filter: BalanceFilter): Promise<(Balance & { readonly region: string })[]>
  /** Complaints whose state and history do not go together; at most `limit`. */
  differences(filter: BalanceFilter, limit: number): Promise<Difference[]>
  /** Delivered complaints in the order of their ids, to be compared with the centre. */
  delivered(filter: BalanceFilter, after: string | null, limit: number): Promise<DeliveredCase[]>
}

export interface DeliveredCase {
  readonly id: string
  readonly channel: string
  readonly ticket: string
  readonly laporId: string
}

export interface Difference {
  readonly id: string
  readonly region: string
  readonly delivery: Delivery
  /**
   * created_not_delivered: the centre answered the create, and it counts as parked or unknown. id_differs: it is delivered under another id than the
   * centre answered. id_shared: another complaint has the same id at the centre. undecided: its delivery is none of the four.
   */
  readonly what: 'created_not_delivered' | 'id_differs' | 'id_shared' | 'undecided'
}
