import { GatewayError } from '../contract/errors.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { Reason } from '../ledger/ledger.ts'
import { reasonOf } from '../ledger/reason.ts'
import { cleanError, cleanLine } from '../outbound/clean-error.ts'
import { type Desk, PACE } from './desk.ts'
import { backoff } from './pause.ts'

/** What goes wrong while a channel is polled or listened to: how long to wait, and who must know. */
export interface Troubles {
  /** True: an operator or the gateway paused the channel. A pause by the gateway does not hold for the first try: the cause may be mended. */
  isPaused(): Promise<boolean>
  /** Notes a failure; resolves with how long to wait, in milliseconds. */
  meet(error: unknown): Promise<number>
  /** A success: forgets failures, and takes back what was opened because of them. */
  over(): Promise<void>
}

export function openTroubles(desk: Desk, settings: ChannelSettings): Troubles {
  const { firstRetryMs, mostRetryMs } = { ...PACE, ...desk.pace }
  const alert = `channel_disabled:${settings.id}`
  let failures = 0
  let tried = false
  let wasDisabled = false

  async function disable(reason: Reason): Promise<void> {
    const line = `${reason.code}: ${reason.message}`
    await desk.pauses.set(settings.id, true, { by: 'gateway', reason: line, region: settings.region.code })
    await desk.ledger.alerts.raise(alert, reason.code, settings.id, `channel ${settings.id} is paused: ${line}`)
    wasDisabled = true
  }

  return {
    async isPaused() {
      const paused = await desk.pauses.of(settings.id)
      if (paused?.byGateway) wasDisabled = true
      if (!paused || (paused.byGateway && !tried)) return false
      return true
    },
    async meet(error) {
      tried = true
      failures += 1
      const reason = reasonOfTrouble(error, Object.values(settings.secrets))
      desk.log.warn({ channelId: settings.id, code: reason.code, failures, error: reason.message }, 'nothing collected')
      try {
        await desk.ledger.channelStates.noteError(settings.id, reason)
        if (error instanceof GatewayError && error.disposition === 'disable') await disable(reason)
      } catch {
        // The ledger is away: the next failure notes it.
      }
      const asked = error instanceof GatewayError ? error.retryAfterMs : undefined
      return asked ?? backoff(failures, firstRetryMs, mostRetryMs)
    },
    async over() {
      tried = true
      failures = 0
      if (!wasDisabled) return
      await desk.pauses.set(settings.id, false, { by: 'gateway', reason: null, region: settings.region.code })
      await desk.ledger.alerts.close(alert)
      wasDisabled = false
    },
  }
}

function reasonOfTrouble(error: unknown, secrets: readonly string[]): Reason {
  if (error instanceof GatewayError) return reasonOf(cleanError(error, secrets))
  return { code: 'internal_error', message: error instanceof Error ? cleanLine(secrets)(error.message) : 'unknown failure' }
}
