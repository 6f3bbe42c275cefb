import { Gauge, type Registry } from 'prom-client'
import type { Ledger } from '../ledger/ledger.ts'
import { kindOf } from './alerts/kinds.ts'
import { freshly } from './fresh.ts'
import type { Health } from './open-health.ts'
import type { ChannelReading } from './reading.ts'

const FRESH_MS = 5_000

/** How the channels and LAPOR! are, as the last look had them; incidents, and messages that wait. */
export function addHealthMetrics(
  registry: Registry,
  { health, ledger }: { health: Health; ledger: Pick<Ledger, 'alerts' | 'notices'> },
): void {
  const channels = freshly(() => health.channels(null), FRESH_MS)
  const registers = [registry]

  /** One gauge of all channels. */
  function addGauge<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    rows: (reading: ChannelReading) => readonly (readonly [Readonly<Record<Label, string>>, number | null])[],
  ): void {
    new Gauge<Label | 'channel' | 'region'>({
      name: `lapor_gateway_channel_${name}`,
      help,
      labelNames: ['channel', 'region', ...labelNames],
      registers,
      async collect() {
        const readings = (await channels()) ?? []
        this.reset()
        for (const reading of readings)
          for (const [labels, value] of rows(reading))
            if (value !== null) this.set({ ...labels, channel: reading.id, region: reading.region.code }, value)
      },
    })
  }

  addGauge(
    'health',
    '1 for the state that the channel is in: healthy, degraded, down, silent, paused, not_configured.',
    ['state'],
    ({ state }) => [[{ state }, 1]],
  )
  addGauge('last_arrival_timestamp_seconds', 'When something came in last.', [], ({ evidence }) => [[{}, secondsOf(evidence.lastInAt)]])
  addGauge('last_reply_timestamp_seconds', 'When the origin was told something last.', [], ({ evidence }) => [
    [{}, secondsOf(evidence.lastOutAt)],
  ])
  addGauge('oldest_waiting_timestamp_seconds', 'When the oldest complaint in flight was accepted.', [], ({ evidence }) => [
    [{}, secondsOf(evidence.oldestWaiting?.since ?? null)],
  ])
  addGauge(
    'delivery_delay_seconds',
    'From acceptance to delivery, of the last hour, by percentile.',
    ['percentile'],
    ({ evidence: { hour } }) => [
      [{ percentile: '50' }, hour.delayP50Ms === null ? null : hour.delayP50Ms / 1000],
      [{ percentile: '95' }, hour.delayP95Ms === null ? null : hour.delayP95Ms / 1000],
    ],
  )
  addGauge(
    'expiry_timestamp_seconds',
    'When a certificate of the other side or a credential of ours ends.',
    ['what', 'of'],
    ({ evidence }) => evidence.expiries.map(({ what, of, at }) => [{ what, of }, secondsOf(at)] as const),
  )
  new Gauge({
    name: 'lapor_gateway_centre_health',
    help: '1 for the state that LAPOR! is in: healthy, degraded, down.',
    labelNames: ['state'],
    registers,
    async collect() {
      const reading = await health.centre().catch(() => null)
      this.reset()
      if (reading) this.set({ state: reading.state }, 1)
    },
  })
  new Gauge({
    name: 'lapor_gateway_alerts_open',
    help: 'Open incidents by severity.',
    labelNames: ['severity'],
    registers,
    async collect() {
      const open = await ledger.alerts.open().catch(() => null)
      this.reset()
      if (!open) return
      const critical = open.filter((alert) => kindOf(alert).severity === 'critical').length
      this.set({ severity: 'critical' }, critical)
      this.set({ severity: 'warning' }, open.length - critical)
    },
  })
  new Gauge({
    name: 'lapor_gateway_notices_pending',
    help: 'Messages about incidents that are to be sent, or could not be sent yet.',
    registers,
    async collect() {
      const pending = await ledger.notices.countPending().catch(() => null)
      if (pending !== null) this.set(pending)
    },
  })
}

const secondsOf = (at: string | null): number | null => (at === null ? null : Date.parse(at) / 1000)
