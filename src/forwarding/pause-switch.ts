import type { Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** Whether an operator stopped the sending. A row in PostgreSQL, so that it holds on every gateway, over restarts, and whatever Redis forgets. */
export interface PauseSwitch {
  isPaused(): Promise<boolean>
  /** Throws `forwarding_paused`, which spends no attempt. */
  check(): Promise<void>
}

/** It is read again when it is older than this. */
const FRESH_MS = 1_000
/** How long a stopped stage waits before it looks again. */
export const LOOK_AGAIN_MS = 1_000

export function openPauseSwitch(ledger: Ledger, log: Log): PauseSwitch {
  let paused = false
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | null = null

  function read(): Promise<void> {
    reading ??= ledger.pauses
      .all()
      .then((pauses) => {
        const now = pauses.some(({ what }) => what === 'forward')
        if (now !== paused) log.warn({}, now ? 'an operator stopped the sending' : 'sending goes on')
        paused = now
        readAt = performance.now()
      })
      // Without the ledger nothing can be sent in any case.
      .catch(() => undefined)
      .finally(() => {
        reading = null
      })
    return reading
  }

  async function isPaused(): Promise<boolean> {
    if (performance.now() - readAt > FRESH_MS) await read()
    return paused
  }

  return {
    isPaused,
    async check() {
      if (await isPaused())
        throw new GatewayError('forwarding_paused', 'an operator stopped the sending; gateway resume forward lets it go on', {
          retryAfterMs: LOOK_AGAIN_MS,
        })
    },
  }
}
