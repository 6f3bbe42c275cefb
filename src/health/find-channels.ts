import type { HealthState } from '../contract/health.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { readChannels } from './read-channels.ts'
import type { ChannelReading } from './reading.ts'

/** What a list of channels is to hold. */
export interface ChannelFilter {
  /** Part of its id, app, region or code, in whatever case. */
  readonly words?: string
  /** A province stands for its regencies and cities as well. */
  readonly region?: string
  readonly state?: HealthState
}

export interface FoundChannels {
  /** By code of the region, then by id. */
  readonly rows: readonly ChannelReading[]
  /** `after` of the next page; null: there is nothing more. */
  readonly next: string | null
}

/** A page of channels. Only what is shown is read, unless it is chosen by its state: then each has to be looked at. */
export async function findChannels(
  ledger: Ledger,
  seen: readonly ChannelSettings[],
  filter: ChannelFilter,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<FoundChannels> {
  const fitting = seen.filter((one) => fits(one, filter)).sort(byRegion)
  const from = after === null ? 0 : fitting.findIndex(({ id }) => id === after) + 1
  const page = <Row extends { readonly id: string }>(rows: readonly Row[]) => ({
    rows: rows.slice(0, limit),
    next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
  })
  const behind = fitting.slice(from)
  if (filter.state === undefined) {
    const { rows, next } = page(behind)
    return { rows: await readChannels(ledger, rows, false), next }
  }
  const all = await readChannels(ledger, behind, false)
  return page(all.filter(({ state }) => state === filter.state))
}

function fits({ id, app, region }: ChannelSettings, filter: ChannelFilter): boolean {
  const words = (filter.words ?? '').toLowerCase().trim()
  return (
    (words === '' || [id, app, region.name, region.code].some((text) => text.toLowerCase().includes(words))) &&
    (filter.region === undefined || region.code === filter.region || region.code.startsWith(`${filter.region}.`))
  )
}

/** Codes and ids are plain ASCII. */
function byRegion(a: ChannelSettings, b: ChannelSettings): number {
  if (a.region.code !== b.region.code) return a.region.code < b.region.code ? -1 : 1
  return a.id < b.id ? -1 : 1
}
