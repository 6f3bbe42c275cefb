import { requirePermission, sees, type Viewer } from '../contract/access.ts'
import { GatewayError } from '../contract/errors.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { ChannelState } from '../ledger/ledger.ts'
import type { OperationsParts } from './parts.ts'

export interface ListedChannel {
  readonly channel: ChannelSettings
  /** null: nothing happened to it yet. */
  readonly state: ChannelState | null
  /** Complaints by delivery. */
  readonly counts: Readonly<Record<string, number>>
}

export interface ChannelOperations {
  list(viewer: Viewer): Promise<ListedChannel[]>
  /** As it is in force. Throws `channel_unknown`. */
  get(viewer: Viewer, id: string): ChannelSettings
  /** Throws `channel_unknown`, `not_permitted`. */
  setPaused(viewer: Viewer, id: string, paused: boolean, reason: string | null): Promise<void>
}

export function openChannelOperations(parts: OperationsParts): ChannelOperations {
  const { ledger, settings } = parts
  const get = ({ scope }: Viewer, id: string): ChannelSettings => {
    const channel = settings.current.channels.get(id)
    if (channel && sees(scope, channel.region.code)) return channel
    throw new GatewayError('channel_unknown', `there is no channel ${id.slice(0, 64)}`)
  }
  return {
    async list({ scope }) {
      const [states, counts] = await Promise.all([ledger.channelStates.all(), ledger.complaints.countByChannel(scope)])
      const countsOf = Map.groupBy(counts, ({ channel }) => channel)
      const stateOf = new Map(states.map((state) => [state.channel, state]))
      return [...settings.current.channels.values()]
        .filter(({ region }) => sees(scope, region.code))
        .map((channel) => ({
          channel,
          state: stateOf.get(channel.id) ?? null,
          counts: Object.fromEntries((countsOf.get(channel.id) ?? []).map(({ delivery, count }) => [delivery, count])),
        }))
    },
    get,
    async setPaused(viewer, id, paused, reason) {
      const { region } = get(viewer, id)
      requirePermission(viewer, 'run_channels')
      const who = { by: viewer.name, reason, address: viewer.address, region: region.code }
      await (parts.pauseChannel ?? ledger.channelStates.setPaused)(id, paused, who)
    },
  }
}
