import type { CompiledMapping, Mapped } from '../contract/mapping.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { Sample } from '../mapping/samples.ts'

/** A sample as the demo sends it, and what the channel's own mapping makes of it. */
export interface Parcel {
  readonly channel: ChannelSettings
  readonly name: string
  readonly payload: unknown
  readonly expected: Mapped
}

/**
 * The samples of the mappings that channels pin. Two things are changed, as the demo sends them all at the same time to one gateway: photos are fetched from
 * the sandbox, and a ticket that another sample has too gets a number of its own.
 */
export function prepareSamples(
  samples: readonly Sample[],
  channels: Iterable<ChannelSettings>,
  mappings: ReadonlyMap<string, CompiledMapping>,
  mediaUrl: string,
): Parcel[] {
  const parcels: Parcel[] = []
  const all = [...channels]
  for (const [index, sample] of samples.entries()) {
    const ref = `${sample.source}/${sample.version}`
    const mapping = mappings.get(ref)
    const channel = all.find((candidate) => candidate.mapping === ref)
    if (!mapping || !channel) continue
    const taken = new Set(parcels.filter((parcel) => parcel.channel === channel).map((parcel) => ticketOf(parcel.expected)))
    let payload = withPhotosAt(sample.payload, `${mediaUrl}/${index}`)
    const ticket = ticketOf(mapping.map(payload))
    if (ticket !== null && taken.has(ticket)) payload = withTicket(payload, ticket, index)
    parcels.push({ channel, name: sample.name.replace(`${ref}/samples/`, ''), payload, expected: mapping.map(payload) })
  }
  return parcels
}

const ticketOf = (mapped: Mapped): string | null => mapped.ticket

/** Up to the ending of a file, where a name may hold blanks; otherwise up to the next blank. */
const ADDRESS = /(?:https?:)?\/\/(?:[^,;"'<>|\n]{1,200}?\.(?:jpe?g|png|pdf|webp|gif|heic|mp4)|[^\s,;"'<>|]+)/giu

function withPhotosAt(value: unknown, mediaUrl: string): unknown {
  let photo = 0
  return changeTexts(value, (text) =>
    text.replace(ADDRESS, (address) => `${mediaUrl}-${photo++}.${/\.(png|pdf)$/i.exec(address)?.[1]?.toLowerCase() ?? 'jpg'}`),
  )
}

function withTicket(value: unknown, ticket: string, index: number): unknown {
  return changeTexts(value, (text) => (text.trim() === ticket ? `${text.trim()}-${index}` : text), ticket, index)
}

function changeTexts(value: unknown, change: (text: string) => string, ticket?: string, index = 0): unknown {
  if (typeof value === 'string') return change(value)
  if (typeof value === 'number' && String(value) === ticket) return value * 1000 + index
  if (Array.isArray(value)) return value.map((item) => changeTexts(item, change, ticket, index))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, changeTexts(item, change, ticket, index)]))
}
