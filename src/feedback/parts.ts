import type { CentralStore } from '../contract/central.ts'
import type { Channel, Connector, Log } from '../contract/connector.ts'
import type { CompiledMapping } from '../contract/mapping.ts'
import type { Settings } from '../contract/settings.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { ExchangeLog } from '../outbound/exchange-log.ts'
import type { Queues } from '../queue/open-queues.ts'

/** What src/main.ts gives to the way back. */
export interface FeedbackOptions {
  readonly ledger: Ledger
  readonly queues: Queues
  readonly central: CentralStore
  readonly settings: () => Settings
  readonly mappings: () => ReadonlyMap<string, CompiledMapping>
  readonly connectors: ReadonlyMap<string, Connector>
  /** A channel as its connector sees it; null when config/ has it no more or it is not configured. */
  readonly channelOf: (channelId: string) => Channel | null
  readonly redisUrl: string
  readonly prefix?: string
  readonly holder: string
  /** Keeps what is sent and answered. Absent: nowhere. */
  readonly exchanges?: ExchangeLog
  /** Waits until the centre may be called once more (central.requestsPerSecond). */
  readonly turn?: (signal: AbortSignal) => Promise<void>
  readonly log: Log
  /** The origin was told, so long after the gateway saw the change. */
  onDelay?(way: 'feedback', seconds: number): void
  onOutcome?(stage: 'follow' | 'reply', outcome: string): void
}
