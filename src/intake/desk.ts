import type { SettingsStore } from '../config/open-settings.ts'
import type { Connector, Log, Stored } from '../contract/connector.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { CompiledMapping } from '../contract/mapping.ts'
import type { Blobs } from '../ledger/blobs.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { HeldMarks } from '../queue/held-marks.ts'
import type { Queues } from '../queue/open-queues.ts'
import type { ChannelPauses } from './channel-pauses.ts'
import type { WakePace } from './people/wake-round.ts'

/** What intake works with; src/main.ts gives it. */
export interface IntakeParts {
  readonly settings: Pick<SettingsStore, 'current' | 'onChange'>
  readonly mappings: () => ReadonlyMap<string, CompiledMapping>
  readonly connectors: ReadonlyMap<string, Connector>
  readonly ledger: Ledger
  readonly blobs: Pick<Blobs, 'put'>
  readonly enqueue: Queues['enqueue']
  /** Tells the other gateways what is held back (taken-first.ts). Absent: there are none. */
  readonly noteHeld?: HeldMarks['note']
  readonly log: Log
  /**
   * Called once an arrival of a configured channel, when it is certain what came of it: an outcome of `Stored`, or the code with which a push was refused.
   * Neither waits nor throws.
   */
  readonly onArrival?: (channelId: string, outcome: Stored['outcome'] | ErrorCode) => void
  /** Resolves when this channel may send one more message; absent: at once. */
  readonly turn?: (channelId: string, perSecond: number, signal: AbortSignal) => Promise<void>
  readonly pace?: Partial<Pace & WakePace>
}

/** The same, with what intake itself keeps. */
export interface Desk extends IntakeParts {
  readonly pauses: ChannelPauses
  /** Somebody waits for the answer to a report of this region until the returned function is called. */
  taking(region: string): () => void
  /** Remembers that something came in on a channel; neither waits nor fails. */
  noteIn(channelId: string): void
  /** Aborts when intake closes. */
  readonly signal: AbortSignal
}

/** How fast the runners go; milliseconds. */
export interface Pace {
  /** How long a lease outlives its holder. */
  readonly leaseMs: number
  /** How often a process without the lease asks for it. */
  readonly askLeaseMs: number
  readonly firstRetryMs: number
  readonly mostRetryMs: number
  /** How often a listener's channel is looked at for a pause. */
  readonly lookForPauseMs: number
}

export const PACE: Pace = { leaseMs: 15_000, askLeaseMs: 5000, firstRetryMs: 1000, mostRetryMs: 60_000, lookForPauseMs: 2000 }
