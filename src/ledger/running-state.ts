import type { Scope } from '../contract/access.ts'
import type { Reason } from './ledger.ts'

// What the running gateways share: who does what, how far it came, and what is wrong.

export interface Messages {
  /** Forgets ids older than this. */
  forget(before: Date): Promise<number>
}

export interface Cursors {
  /** How far it was read, and how long it is not to be asked yet, in milliseconds. */
  get(channel: string): Promise<{ cursor: string | null; restMs: number }>
  /** Only while `holder` has the lease; false: it was lost, stop. */
  set(channel: string, cursor: string | null, lease: { name: string; holder: string }): Promise<boolean>
  /** The partner asked to wait so long. Outlives the lease and the process. */
  rest(channel: string, ms: number): Promise<void>
}

export interface Leases {
  /** Takes it, or takes it again; false: another holds it. Time is the database's. */
  take(name: string, holder: string, ttlMs: number): Promise<boolean>
  /** false: it is not this holder's any more. */
  renew(name: string, holder: string, ttlMs: number): Promise<boolean>
  release(name: string, holder: string): Promise<void>
  /** Those whose holder died too, until somebody takes them. */
  all(): Promise<{ name: string; holder: string; until: Date }[]>
}

export interface MasterRows {
  /** What is not among the rows is marked as gone. */
  replace(kind: 'institutions' | 'templates', rows: readonly { id: string; name: string }[]): Promise<void>
  /** Without what is gone. */
  all(kind: 'institutions' | 'templates'): Promise<{ id: string; name: string }[]>
}

export interface ChannelState {
  readonly channel: string
  readonly paused: boolean
  readonly reason: string | null
  readonly lastInAt: Date | null
  readonly lastOutAt: Date | null
  readonly lastErrorAt: Date | null
  readonly lastError: Reason | null
}

export interface ChannelStates {
  all(): Promise<ChannelState[]>
  /** Of these; one in which nothing happened yet has none. */
  of(channels: readonly string[]): Promise<ChannelState[]>
  /** Those that are paused: few, however many channels there are. */
  paused(): Promise<Pick<ChannelState, 'channel' | 'reason'>[]>
  /** With a line in the audit. */
  setPaused(channel: string, paused: boolean, who: PausedBy): Promise<void>
  /** At most once a second is written. */
  noteIn(...channels: string[]): Promise<void>
  noteOut(channel: string): Promise<void>
  /** `complaintId`: the one that it was about. */
  noteError(channel: string, reason: Reason, complaintId?: string): Promise<void>
}

export interface PausedBy {
  readonly by: string
  readonly reason: string | null
  readonly address?: string | null
  /** Of the channel. */
  readonly region?: string | null
}

export interface Ignored {
  count(channel: string, why: string): Promise<void>
  all(): Promise<{ channel: string; day: string; why: string; count: number }[]>
}

export interface Audit {
  add(entry: AuditEntry): Promise<void>
  /** Oldest first. */
  of(subject: string): Promise<{ at: Date; actor: string; action: string; detail: Record<string, unknown> }[]>
  /** Newest first. Of what concerns regions of the scope; what concerns the whole country is only for who sees it all. */
  list(filter: AuditFilter, scope: Scope): Promise<AuditRow[]>
}

export interface AuditFilter {
  readonly actor?: string
  readonly action?: string
  readonly subject?: string
  /** At or after, before. RFC 3339. */
  readonly from?: string
  readonly to?: string
  /** `seq` of the last line of the page before. */
  readonly before?: string
  readonly limit: number
}

export interface AuditRow {
  readonly seq: string
  readonly at: Date
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly region: string | null
  readonly address: string | null
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
  readonly detail: Readonly<Record<string, unknown>>
}

/** What was done. Never names a citizen, and never holds a secret. */
export interface AuditEntry {
  readonly actor: string
  readonly action: string
  readonly subject: string
  /** From where; absent: not over the network. */
  readonly address?: string | null | undefined
  /** That it concerns; null: the whole country. Absent: that of the complaint, if `subject` is the id of one or of its update. */
  readonly region?: string | null
  readonly before?: object | undefined
  readonly after?: object | undefined
  readonly detail?: object
}
