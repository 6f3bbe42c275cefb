import type { Evidence, HealthReason, HealthState } from '../contract/health.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { ChannelHealth, ProbeRow } from '../ledger/health-rows.ts'
import type { ChannelState, Ledger } from '../ledger/ledger.ts'
import { judgeSwitches } from './judge-channel.ts'
import { type ChannelReading, NO_EVIDENCE } from './reading.ts'
import { sayReason } from './texts.ts'

/** Three queries, however many channels; without the last probes two. */
export async function readChannels(ledger: Ledger, channels: readonly ChannelSettings[], withProbes = true): Promise<ChannelReading[]> {
  const ids = channels.map(({ id }) => id)
  const [rows, probes, states] = await Promise.all([
    ledger.channelHealth.of(ids),
    withProbes ? ledger.probes.newest(ids, 1) : [],
    ledger.channelStates.of(ids),
  ])
  const rowOf = new Map(rows.map((row) => [row.channel, row]))
  const probeOf = new Map(probes.map((probe) => [probe.channel, probe]))
  const stateOf = new Map(states.map((state) => [state.channel, state]))
  return channels.map((channel) => readingOf(channel, rowOf.get(channel.id), probeOf.get(channel.id), stateOf.get(channel.id)))
}

function readingOf(
  settings: ChannelSettings,
  row: ChannelHealth | undefined,
  probe: ProbeRow | undefined,
  running: ChannelState | undefined,
): ChannelReading {
  const { id, app, connector, region } = settings
  const { state, since, reasons } = inForce(settings, row, running)
  const said = reasons.map((reason) => ({ ...reason, text: sayReason(reason, region.timezone) }))
  const { channel: _, ...lastProbe } = probe ?? { channel: id }
  return {
    id,
    app,
    connector,
    region: { code: region.code, name: region.name, timezone: region.timezone },
    state,
    since,
    judgedAt: row?.judgedAt ?? null,
    why: said[0]?.text ?? sayReason({ code: 'all_well' }, region.timezone),
    reasons: said,
    evidence: row?.evidence ?? evidenceOf(running),
    lastProbe: 'at' in lastProbe ? lastProbe : null,
  }
}

/** What the last look said, unless a person has paused or resumed the channel since: that is seen at once. */
function inForce(
  settings: ChannelSettings,
  row: ChannelHealth | undefined,
  running: ChannelState | undefined,
): { state: HealthState; since: Date | null; reasons: readonly HealthReason[] } {
  const switched = judgeSwitches({ configured: settings, paused: running?.paused === true, pauseReason: running?.reason ?? null })
  if (switched) return row?.state === switched.state ? row : { ...switched, since: null }
  if (row && row.state !== 'paused' && row.state !== 'not_configured') return row
  return { state: 'healthy', since: null, reasons: [{ code: 'not_looked_at' }] }
}

function evidenceOf(running: ChannelState | undefined): Evidence {
  return {
    ...NO_EVIDENCE,
    lastInAt: running?.lastInAt?.toISOString() ?? null,
    lastOutAt: running?.lastOutAt?.toISOString() ?? null,
  }
}
