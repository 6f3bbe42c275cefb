import type { Log } from '../contract/connector.ts'
import { ERRORS } from '../contract/errors.ts'
import type { ChannelState, Ledger } from '../ledger/ledger.ts'
import type { PausedBy } from '../ledger/running-state.ts'

/** Which channels were paused while running. Kept in memory and read again in the background, so that no request waits for it. */
export interface ChannelPauses {
  of(channelId: string): Promise<Pause | null>
  set(channelId: string, paused: boolean, who: PausedBy): Promise<void>
}

export interface Pause {
  readonly reason: string | null
  /** The gateway paused its own work (credentials, configuration): what is pushed is still kept. */
  readonly byGateway: boolean
}

const FRESH_MS = 1000

export function openChannelPauses(ledger: Ledger, log: Log): ChannelPauses {
  let pauses: ReadonlyMap<string, Pause> = new Map()
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | null = null

  function read(): Promise<void> {
    reading ??= ledger.channelStates
      .paused()
      .then((paused) => {
        pauses = new Map(paused.map((state) => [state.channel, pauseOf(state)]))
      })
      .catch((error: Error) => log.warn({ error: error.message }, 'channel states not read; the last known hold'))
      .finally(() => {
        readAt = performance.now()
        reading = null
      })
    return reading
  }

  return {
    async of(channelId) {
      if (readAt === Number.NEGATIVE_INFINITY) await read()
      else if (performance.now() - readAt > FRESH_MS) void read()
      return pauses.get(channelId) ?? null
    },
    async set(channelId, paused, who) {
      await ledger.channelStates.setPaused(channelId, paused, who)
      await reading
      await read()
    },
  }
}

function pauseOf({ reason }: Pick<ChannelState, 'reason'>): Pause {
  return { reason, byGateway: isStoppedByGateway(reason) }
}

/** A pause with this reason was set by the gateway itself, and is lifted by it. */
export function isStoppedByGateway(reason: string | null): boolean {
  return reason !== null && DISABLING.some((code) => reason.startsWith(`${code}:`))
}

const DISABLING = Object.entries(ERRORS)
  .filter(([, { disposition }]) => disposition === 'disable')
  .map(([code]) => code)
