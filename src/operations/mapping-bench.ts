import { requirePermission, sees, type Viewer } from '../contract/access.ts'
import { GatewayError } from '../contract/errors.ts'
import type { CompiledMapping } from '../contract/mapping.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import { readSamples } from '../mapping/samples.ts'
import { type Tried, tryPayload } from '../mapping/try-payload.ts'
import { type BenchComparison, compareArrivals } from './compare-arrivals.ts'
import type { OperationsParts } from './parts.ts'

/** Mappings tried on payloads. Nothing is stored, and what is pasted stands in no log. The whole country sees all; others those that their own channels use. */
export interface MappingBench {
  sources(viewer: Viewer): BenchSource[]
  /** Payloads at hand. Throws `mapping_unknown`. */
  samples(viewer: Viewer, ref: string): Promise<BenchSample[]>
  /** Throws `mapping_unknown`. */
  try(viewer: Viewer, ref: string, text: string): Tried
  /**
   * What another version would make of the newest arrivals of a channel. They are opened in memory and never shown: only differences of fields that name no person, and
   * counts. It is in the audit. Throws `channel_unknown`, `mapping_unknown`, `not_permitted`.
   */
  compare(viewer: Viewer, channel: string, ref: string): Promise<BenchComparison>
}

export interface BenchSource {
  readonly source: string
  /** Oldest first. */
  readonly refs: readonly string[]
  /** Of the viewer's, that use it. */
  readonly channels: readonly { readonly id: string; readonly app: string; readonly mapping: string }[]
}

export interface BenchSample {
  /** '<source>/v1/samples/<name>' */
  readonly name: string
  /** As JSON. */
  readonly payload: string
}

const MOST_SAMPLES = 200
const NEWEST = 100

export function openMappingBench(parts: OperationsParts): MappingBench {
  const { settings, mappings } = parts
  const channelsOf = ({ scope }: Viewer): ChannelSettings[] =>
    [...settings.current.channels.values()].filter(({ region }) => sees(scope, region.code))
  const sourceOf = (ref: string): string => ref.split('/')[0] ?? ref

  function find(viewer: Viewer, ref: string): CompiledMapping {
    const mapping = mappings().get(ref)
    const seen = viewer.scope === null || channelsOf(viewer).some((channel) => sourceOf(channel.mapping) === sourceOf(ref))
    if (mapping && seen) return mapping
    throw new GatewayError('mapping_unknown', `there is no mapping ${ref.slice(0, 100)}`)
  }

  return {
    sources(viewer) {
      const channels = channelsOf(viewer)
      const bySource = Map.groupBy(mappings().values(), ({ source }) => source)
      return [...bySource]
        .map(([source, versions]) => ({
          source,
          refs: versions.map(({ ref }) => ref).sort((a, b) => versionOf(a) - versionOf(b)),
          channels: channels.filter(({ mapping }) => sourceOf(mapping) === source).map(({ id, app, mapping }) => ({ id, app, mapping })),
        }))
        .filter(({ channels: own }) => viewer.scope === null || own.length > 0)
        .sort((a, b) => (a.source < b.source ? -1 : 1))
    },
    async samples(viewer, ref) {
      const { source } = find(viewer, ref)
      if (parts.mappingsDir === undefined) return []
      const found = await readSamples(parts.mappingsDir, { source }).catch(() => [])
      return found.slice(0, MOST_SAMPLES).map(({ name, payload }) => ({ name, payload: JSON.stringify(payload, null, 2) }))
    },
    try: (viewer, ref, text) => tryPayload(find(viewer, ref), text),
    async compare(viewer, channelId, ref) {
      const channel = settings.current.channels.get(channelId)
      if (!channel || !sees(viewer.scope, channel.region.code))
        throw new GatewayError('channel_unknown', `there is no channel ${channelId.slice(0, 64)}`)
      requirePermission(viewer, 'run_channels')
      const [before, after] = [find(viewer, channel.mapping), find(viewer, ref)]
      const comparison = await compareArrivals(parts, { channel, scope: viewer.scope, before, after, limit: NEWEST })
      await parts.ledger.audit.add({
        actor: viewer.name,
        action: 'mapping.compare',
        subject: channel.id,
        address: viewer.address,
        region: channel.region.code,
        detail: { from: before.ref, to: after.ref, arrivals: comparison.compared },
      })
      return comparison
    },
  }
}

const versionOf = (ref: string): number => Number(/v(\d+)$/.exec(ref)?.[1] ?? 0)
