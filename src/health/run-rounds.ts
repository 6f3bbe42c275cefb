import { CENTRE } from '../contract/health.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { ProbeRow } from '../ledger/health-rows.ts'
import { type HeldLease, holdLease } from '../ledger/hold-lease.ts'
import { centreAlerts, lookAtCentre, probeCentre } from './centre.ts'
import { HEALTH_KINDS, healthAlerts } from './health-alerts.ts'
import { lookAt } from './look.ts'
import type { HealthParts } from './open-health.ts'
import { probeChannel } from './probe-channel.ts'

/** Milliseconds. */
interface Pace {
  readonly everyMs: number
  readonly lookEveryMs: number
  /** A channel whose last probe failed is asked again after this. */
  readonly askAgainMs: number
}

const PACE: Pace = { everyMs: 5_000, lookEveryMs: 30_000, askAgainMs: 30_000 }
const KINDS = [...HEALTH_KINDS, 'centre_down', 'centre_degraded']
/** Probes at the same time; most of them wait for the network. */
const AT_ONCE = 32
const FORGET_EVERY_MS = 3_600_000
const DAY_MS = 86_400_000
const KEEP_DAYS = { changes: 90, rhythm: 120, outcomes: 2 }

/** Probes the channels that are due and looks at all of them, on one gateway at a time: the lease is held while a round lasts. */
export function startHealth(parts: HealthParts & { readonly holder: string; readonly pace?: Partial<Pace> }): { close(): Promise<void> } {
  const { ledger, log, holder } = parts
  const { everyMs, lookEveryMs, askAgainMs } = { ...PACE, ...parts.pace }
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | null = setTimeout(begin, 0)
  let running: Promise<void> = Promise.resolve()
  let failing = false
  let forgetAt = 0

  function begin(): void {
    running = round().then(() => {
      if (timer) timer = setTimeout(begin, everyMs)
    })
  }

  async function round(): Promise<void> {
    try {
      const lease = await holdLease(ledger, 'health', holder)
      if (lease) await work(lease).finally(() => lease.release())
      failing = false
    } catch (error) {
      if (!failing)
        log.warn({ error: error instanceof Error ? error.message : String(error) }, 'channels are looked at when the ledger is back')
      failing = true
    }
  }

  async function work(lease: HeldLease): Promise<void> {
    const signal = AbortSignal.any([stopping.signal, lease.signal])
    const channels = [...parts.settings.current.channels.values()]
    await Promise.all([probeDue(channels, signal), probeCentreWhenDue(signal)])
    if (signal.aborted) return
    // Not given back: of many gateways, and of many rounds, one looks in this time.
    if (await ledger.leases.take('health:look', `${holder}/${Date.now()}`, lookEveryMs - everyMs / 2)) {
      await ledger.rhythm.rollUp()
      const { current } = parts.settings
      const { channels: configured, gateway } = current
      const now = new Date()
      const looks = await lookAt(ledger, channels, gateway.health, now)
      const centre = parts.central ? [await lookAtCentre(ledger, gateway, parts.centralCertificates?.() ?? new Map(), now)] : []
      await ledger.alerts.align(KINDS, [...healthAlerts(looks, configured), ...centre.flatMap(centreAlerts)])
      looks.push(...centre)
      for (const id of await ledger.channelHealth.judge(looks)) {
        const look = looks.find(({ channel }) => channel === id)
        log.info({ channelId: id, state: look?.state, reasons: look?.reasons.map(({ code }) => code) }, 'the health of a channel changed')
      }
    }
    if (Date.now() >= forgetAt) await forget()
  }

  async function probeCentreWhenDue(signal: AbortSignal): Promise<void> {
    const { central } = parts
    const [last] = await ledger.probes.newest([CENTRE], 1)
    if (!central || !isDue(last)) return
    const probe = await probeCentre(central, parts.settings.current.gateway.central, signal)
    if (!signal.aborted) await ledger.probes.add(probe)
  }

  function isDue(last: ProbeRow | undefined): boolean {
    const { probeEveryMs } = parts.settings.current.gateway.health
    return !last || Date.now() - last.at.getTime() >= (last.reachable ? probeEveryMs : Math.min(askAgainMs, probeEveryMs))
  }

  async function probeDue(channels: readonly ChannelSettings[], signal: AbortSignal): Promise<void> {
    const asked = channels.filter(({ state }) => state !== 'not_configured')
    const newest = new Map(
      (
        await ledger.probes.newest(
          asked.map(({ id }) => id),
          1,
        )
      ).map((probe) => [probe.channel, probe]),
    )
    const due = asked.filter(({ id }) => isDue(newest.get(id)))
    const next = due.values()
    const worker = async () => {
      for (const settings of next) {
        const connector = parts.connectors.get(settings.connector)
        if (!connector || signal.aborted) continue
        const probe = await probeChannel(connector, settings, (own) => parts.openChannel(settings, own), signal)
        // What was cut off by a stop says nothing of the channel.
        if (!signal.aborted) await ledger.probes.add(probe)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }

  async function forget(): Promise<void> {
    const ago = (ms: number) => new Date(Date.now() - ms)
    await ledger.probes.forget(ago(parts.settings.current.gateway.health.keepProbesMs))
    await ledger.channelHealth.forget(ago(KEEP_DAYS.changes * DAY_MS))
    await ledger.rhythm.forget(ago(KEEP_DAYS.rhythm * DAY_MS))
    await ledger.signs.forgetOutcomes(ago(KEEP_DAYS.outcomes * DAY_MS))
    forgetAt = Date.now() + FORGET_EVERY_MS
  }

  return {
    async close() {
      if (timer) clearTimeout(timer)
      timer = null
      stopping.abort()
      await running
    },
  }
}
