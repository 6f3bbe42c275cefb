import type { HealthSettings } from '../contract/alert-settings.ts'
import type { Evidence, HourOfChannel } from '../contract/health.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { ChannelSigns, Traffic } from '../ledger/health-rows.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { expiriesOf } from './expiries.ts'
import { type Judgement, judgeChannel } from './judge-channel.ts'
import { NO_EVIDENCE } from './reading.ts'

export interface Look extends Judgement {
  readonly channel: string
  readonly at: Date
  readonly evidence: Evidence
}

/** Probes that are looked at: enough to see whether they failed in a row. */
const PROBES = 3

/** Looks at these channels: a handful of queries, however many there are. */
export async function lookAt(ledger: Ledger, channels: readonly ChannelSettings[], limits: HealthSettings, now: Date): Promise<Look[]> {
  const ids = channels.map(({ id }) => id)
  const [signs, traffic, outcomes, probes, quiet] = await Promise.all([
    ledger.signs.of(ids),
    ledger.signs.lastHour(),
    ledger.signs.outcomesOfLastHour(),
    ledger.probes.newest(ids, PROBES),
    ledger.rhythm.quiet(ids, now),
  ])
  const signsOf = new Map(signs.map((one) => [one.channel, one]))
  const trafficOf = new Map(traffic.map((one) => [one.channel, one]))
  const outcomesOf = Map.groupBy(outcomes, ({ channel }) => channel)
  const probesOf = Map.groupBy(probes, ({ channel }) => channel)
  const quietOf = new Map(quiet.map((one) => [one.channel, one]))
  return channels.map((settings) => {
    const { id } = settings
    const own = signsOf.get(id) ?? { ...NO_EVIDENCE, channel: id, paused: false, pauseReason: null }
    const evidence = evidenceOf(own, hourOf(trafficOf.get(id), outcomesOf.get(id) ?? []), settings)
    const judgement = judgeChannel({
      configured: settings,
      paused: own.paused,
      pauseReason: own.pauseReason,
      evidence,
      probes: probesOf.get(id) ?? [],
      quiet: quietOf.get(id) ?? null,
      now,
      limits,
    })
    return { channel: id, at: now, evidence, ...judgement }
  })
}

function evidenceOf(signs: ChannelSigns, hour: HourOfChannel, settings: ChannelSettings): Evidence {
  const { lastInAt, lastOutAt, polledAt, lastError, oldestWaiting } = signs
  return { lastInAt, lastOutAt, polledAt, lastError, hour, oldestWaiting, expiries: expiriesOf(settings) }
}

const FINE = new Set(['stored', 'seen', 'updated', 'ignored'])
/** Our own doing, not the channel's. */
const OURS = new Set(['channel_paused', 'channel_not_configured', 'gateway_stopping', 'ledger_unavailable', 'throttled'])

function hourOf(traffic: Traffic | undefined, outcomes: readonly { outcome: string; count: number }[]): HourOfChannel {
  const counted = outcomes.filter(({ outcome }) => !OURS.has(outcome))
  const failed = counted.filter(({ outcome }) => !FINE.has(outcome)).sort((a, b) => b.count - a.count)
  const sum = (rows: readonly { count: number }[]) => rows.reduce((all, { count }) => all + count, 0)
  return {
    ...(traffic
      ? {
          accepted: traffic.accepted,
          delivered: traffic.delivered,
          parked: traffic.parked,
          unknown: traffic.unknown,
          delayP50Ms: traffic.delayP50Ms,
          delayP95Ms: traffic.delayP95Ms,
        }
      : NO_EVIDENCE.hour),
    failed: sum(failed),
    arrivals: sum(counted),
    mostFailed: failed[0]?.outcome ?? null,
  }
}
