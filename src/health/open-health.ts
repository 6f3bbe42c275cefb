import type { SettingsStore } from '../config/open-settings.ts'
import { requirePermission, type Scope, sees, type Viewer } from '../contract/access.ts'
import type { CentralStore } from '../contract/central.ts'
import type { Channel, Connector, Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type CentreReading, readCentre } from './centre.ts'
import { type ChannelFilter, type FoundChannels, findChannels } from './find-channels.ts'
import { lookAt } from './look.ts'
import { probeChannel } from './probe-channel.ts'
import { readChannels } from './read-channels.ts'
import type { ChannelHistory, ChannelReading } from './reading.ts'
import { sayReason } from './texts.ts'

export interface HealthParts {
  readonly ledger: Ledger
  readonly settings: Pick<SettingsStore, 'current'>
  readonly connectors: ReadonlyMap<string, Connector>
  /** A channel as its connector sees it. */
  readonly openChannel: (settings: ChannelSettings, signal: AbortSignal) => Channel
  /** Absent: it is not probed. */
  readonly central?: Pick<CentralStore, 'probe'>
  /** When the certificates end that it showed, by host. */
  readonly centralCertificates?: () => ReadonlyMap<string, Date>
  readonly log: Log
}

/** How the channels are, for pages, /admin/v1 and the command line. What is outside the scope does not exist. */
export interface Health {
  /** LAPOR! itself. */
  centre(): Promise<CentreReading>
  /** In the order of the configuration; as the last look had them, with a pause seen at once. */
  channels(scope: Scope): Promise<ChannelReading[]>
  /** The same without their last probes, which a list does not show. */
  list(scope: Scope): Promise<ChannelReading[]>
  /** A page of those that fit, without their last probes. */
  find(scope: Scope, filter: ChannelFilter, page: { readonly after: string | null; readonly limit: number }): Promise<FoundChannels>
  /** Throws `channel_unknown`. */
  channel(scope: Scope, id: string): Promise<ChannelReading>
  /** At most 31 days. Throws `channel_unknown`, `request_unreadable`. */
  history(scope: Scope, id: string, from: Date, to: Date): Promise<ChannelHistory>
  /** Asks the other side now and looks again. In the audit. Throws `channel_unknown`, `not_permitted`, `channel_not_configured`. */
  probeNow(viewer: Viewer, id: string): Promise<ChannelReading>
}

const MOST_DAYS = 31
const MOST_ROWS = 500

export function openHealth(parts: HealthParts): Health {
  const { ledger, settings } = parts

  function get(scope: Scope, id: string): ChannelSettings {
    const channel = settings.current.channels.get(id)
    if (channel && sees(scope, channel.region.code)) return channel
    throw new GatewayError('channel_unknown', `there is no channel ${id.slice(0, 64)}`)
  }

  const seenBy = (scope: Scope) => [...settings.current.channels.values()].filter(({ region }) => sees(scope, region.code))

  async function read(channel: ChannelSettings): Promise<ChannelReading> {
    const [reading] = await readChannels(ledger, [channel])
    if (!reading) throw new GatewayError('internal_error', `channel ${channel.id} was not read`)
    return reading
  }

  return {
    centre: () => readCentre(ledger),
    channels: (scope) => readChannels(ledger, seenBy(scope)),
    list: (scope) => readChannels(ledger, seenBy(scope), false),
    find: (scope, filter, page) => findChannels(ledger, seenBy(scope), filter, page),
    channel: async (scope, id) => read(get(scope, id)),
    async history(scope, id, from, to) {
      const channel = get(scope, id)
      if (!(from < to) || to.getTime() - from.getTime() > MOST_DAYS * 86_400_000)
        throw new GatewayError('request_unreadable', `a history goes from a time to a later one, at most ${MOST_DAYS} days`)
      const [changes, probes, hours] = await Promise.all([
        ledger.channelHealth.changes(id, from, to, MOST_ROWS),
        ledger.probes.between(id, from, to, MOST_ROWS),
        ledger.rhythm.hours(id, from, to),
      ])
      return {
        changes: changes.map(({ at, state, reasons }) => ({
          at,
          state,
          why: sayReason(reasons[0] ?? { code: 'all_well' }, channel.region.timezone),
        })),
        probes,
        hours,
      }
    },
    async probeNow(viewer, id) {
      const channel = get(viewer.scope, id)
      requirePermission(viewer, 'run_channels')
      const connector = parts.connectors.get(channel.connector)
      if (channel.state === 'not_configured' || !connector)
        throw new GatewayError('channel_not_configured', `channel ${id} is not configured yet${channel.why ? `: ${channel.why}` : ''}`)
      const probe = await probeChannel(connector, channel, (signal) => parts.openChannel(channel, signal), NEVER)
      await ledger.probes.add(probe)
      await ledger.audit.add({
        actor: viewer.name,
        action: 'channel.probe',
        subject: id,
        address: viewer.address,
        region: channel.region.code,
        detail: { healthy: probe.healthy },
      })
      await ledger.channelHealth.judge(await lookAt(ledger, [channel], settings.current.gateway.health, new Date()))
      return read(channel)
    },
  }
}

const NEVER = new AbortController().signal
