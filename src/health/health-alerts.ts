import type { HealthReason } from '../contract/health.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { WantedAlert } from '../ledger/alert-rows.ts'
import type { Look } from './look.ts'
import { sayReason } from './texts.ts'

/** Kinds that follow the state of channels and are closed when it is over. */
export const HEALTH_KINDS = ['health_down', 'health_silent', 'health_degraded'] as const

/** One failure may be chance, and a failed call has alerts of its own. */
const QUIET_REASONS: ReadonlySet<HealthReason['code']> = new Set(['probe_failed', 'last_call_failed'])

/** The incidents that should be open, by what the looks say. Pure. */
export function healthAlerts(looks: readonly Look[], channels: ReadonlyMap<string, ChannelSettings>): WantedAlert[] {
  return looks.flatMap(({ channel, state, reasons }): WantedAlert[] => {
    const settings = channels.get(channel)
    if (!settings || (state !== 'down' && state !== 'silent' && state !== 'degraded')) return []
    const loud = reasons.filter(({ code }) => !QUIET_REASONS.has(code))
    const [first] = loud
    // A channel that the gateway itself stopped has an alert already.
    if (!first || first.code === 'stopped') return []
    const said = loud.map((reason) => sayReason(reason, settings.region.timezone))
    const words = { id: said.map(({ id }) => id).join(' '), en: said.map(({ en }) => en).join(' ') }
    return [
      {
        key: `health_${state}:${channel}`,
        code: `channel_${state}`,
        subject: channel,
        message: words.en,
        words,
        region: settings.region.code,
      },
    ]
  })
}
