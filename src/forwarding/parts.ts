import type { CentralStore } from '../contract/central.ts'
import type { GuardedHttp, Log } from '../contract/connector.ts'
import type { Settings } from '../contract/settings.ts'
import type { Blobs } from '../ledger/blobs.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { ExchangeLog } from '../outbound/exchange-log.ts'
import type { Queues } from '../queue/open-queues.ts'
import type { Strain } from '../queue/strain.ts'
import type { AllWell } from './all-well.ts'
import type { Breaker } from './breaker.ts'
import type { PauseSwitch } from './pause-switch.ts'

/** What src/main.ts gives to the way to the centre. */
export interface ForwardingOptions {
  readonly ledger: Ledger
  readonly queues: Queues
  readonly central: CentralStore
  readonly settings: () => Settings
  readonly blobs: Blobs
  /** The guarded way out that a channel's settings allow. Throws `config_invalid` while the channel is not configured. */
  readonly httpOf: (channelId: string) => GuardedHttp
  readonly redisUrl: string
  readonly prefix?: string
  /** This process, as leases name it. */
  readonly holder: string
  readonly log: Log
  /** Keeps what is sent and answered. Absent: nowhere. */
  readonly exchanges?: ExchangeLog
  /** Waits until the centre may be called once more (central.requestsPerSecond). */
  readonly turn?: (signal: AbortSignal) => Promise<void>
  /** How hard it is for the process to keep up. Absent: one of its own. */
  readonly strain?: Strain
  /** Between two look-ups of what the centre may still be committing. Default 3,000. */
  readonly lookupGraceMs?: number
  /** Counts what came of each job. */
  onOutcome?(stage: 'fetch' | 'forward', outcome: string): void
  /** A complaint was delivered, so long after it was accepted. */
  onDelay?(way: 'delivery', seconds: number): void
}

/** What every step of the way to the centre works with. */
export interface Forwarding extends ForwardingOptions {
  readonly exchanges: ExchangeLog
  readonly breaker: Breaker
  readonly pauses: PauseSwitch
  readonly well: AllWell
  readonly signal: AbortSignal
  /** Runs what calls the centre when there is room (forward.concurrency). Rejects with GateShut when nothing may be sent now. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
}
