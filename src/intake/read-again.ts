import type { Arrival } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import { describeFaults } from '../contract/field-fault.ts'
import { readJson } from '../contract/json.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { AttachmentRow, ComplaintRow, NewComplaint, StoredBlob } from '../ledger/ledger.ts'
import { hashContent } from './content-hash.ts'
import type { IntakeParts } from './desk.ts'
import { isStandIn, type MappedComplaint } from './new-complaint.ts'
import { firstAnswerOf } from './origin-update.ts'
import { filePositions, readArrival } from './read-arrival.ts'

export type ReadAgainParts = Pick<IntakeParts, 'settings' | 'mappings' | 'connectors' | 'ledger' | 'blobs'>

/** What was kept of an arrival, as the mapping that its channel pins now reads it. */
export interface ReadAgain {
  readonly mapped: MappedComplaint
  readonly mapping: string
  readonly arrival: Arrival
  /** The files that are kept already. */
  readonly kept: readonly AttachmentRow[]
}

/** Writes nothing. Throws with the reason why it cannot become a complaint. */
export async function readAgain(parts: ReadAgainParts, row: ComplaintRow): Promise<ReadAgain> {
  const channel = channelOf(parts, row)
  const { arrival, kept } = await openArrival(parts, channel, row)
  const mapped = readArrival(parts, channel, arrival)
  if (mapped.outcome === 'ignored') throw new GatewayError('replay_refused', `it is not for LAPOR!: ${mapped.why}; discard it`)
  if (mapped.outcome === 'failed') throw new GatewayError(mapped.code, describeFaults(mapped.errors).en, { errors: mapped.errors })
  return { mapped, mapping: channel.mapping, arrival, kept }
}

/** What was kept of an arrival, as its connector gave it. Throws `replay_refused` when it cannot be opened. */
export async function openArrival(
  parts: Pick<ReadAgainParts, 'ledger' | 'connectors'>,
  channel: ChannelSettings,
  row: Pick<ComplaintRow, 'id' | 'origin'>,
): Promise<Pick<ReadAgain, 'arrival' | 'kept'>> {
  const raw = await parts.ledger.sealed.openRaw(row.id)
  if (!raw) throw new GatewayError('replay_refused', 'what arrived cannot be opened: it was erased, or its key is not in GATEWAY_KEYS')
  const kept = (await parts.ledger.attachments.of(row.id)).filter(({ state }) => state === 'stored')
  const read = await reread(parts, channel, raw)
  const arrival: Arrival = {
    ...(isStandIn(row.origin.ticket) ? {} : { ticket: row.origin.ticket }),
    payload: read.payload,
    raw: raw.bytes,
    mediaType: raw.mediaType,
    files: read.files && read.files.length > 0 ? read.files : placesOf(kept),
  }
  return { arrival, kept }
}

/** The complaint that it becomes: same id and origin; files that are kept stay, by their address. Writes only files. */
export async function composeAgain(parts: ReadAgainParts, row: ComplaintRow, again: ReadAgain): Promise<NewComplaint> {
  const { mapped, arrival, kept } = again
  const ofRequest = new Map(filePositions(mapped.complaint).map(({ position, index }) => [position, index]))
  const files = new Map<number, StoredBlob>()
  for (const [position, { url, name }] of mapped.complaint.attachments.entries()) {
    const known = kept.find((file) => file.url === url)
    const sent = arrival.files?.[ofRequest.get(position) ?? -1]
    if (known) files.set(position, blobOf(known, name))
    else if (sent && sent.bytes.length > 0) files.set(position, await parts.blobs.put(sent.bytes, sent))
  }
  const { reporter, ...open } = mapped.complaint
  const firstAnswer = firstAnswerOf(mapped.originState)
  const hashes = [...ofRequest.keys()].flatMap((position): [number, string][] => {
    const file = files.get(position)
    return file ? [[position, file.sha256]] : []
  })
  return {
    id: row.id,
    origin: isStandIn(row.origin.ticket) ? { ...row.origin, ticket: mapped.ticket } : row.origin,
    mapping: again.mapping,
    complaint: open,
    reporter: reporter ?? null,
    raw: { bytes: arrival.raw, mediaType: arrival.mediaType },
    contentHash: hashContent(mapped.complaint, new Map(hashes)),
    originState: mapped.originState,
    ...(firstAnswer ? { firstAnswer } : {}),
    parked: null,
    message: null,
    files,
  }
}

function channelOf({ settings }: ReadAgainParts, { origin }: ComplaintRow): ChannelSettings {
  const channel = settings.current.channels.get(origin.channel)
  if (!channel) throw new GatewayError('config_invalid', `channel ${origin.channel} is not in config/channels; bring its file back`)
  if (channel.broken) throw new GatewayError('config_invalid', `channel ${origin.channel}: its file is broken; fix it`)
  return channel
}

async function reread(
  { connectors }: Pick<ReadAgainParts, 'connectors'>,
  channel: ChannelSettings,
  { bytes, mediaType }: { bytes: Uint8Array; mediaType: string },
): Promise<Pick<Arrival, 'payload' | 'files'>> {
  const connector = connectors.get(channel.connector)
  return connector?.reread ? connector.reread({ raw: bytes, mediaType }) : { payload: readJson(bytes) }
}

/** Files that came with the request and are kept, in their places, so that the mapping finds as many as then. */
function placesOf(kept: readonly AttachmentRow[]): NonNullable<Arrival['files']> {
  const indexes = kept.flatMap(({ url }) => (url.startsWith('file-part:') ? [Number(url.slice('file-part:'.length))] : []))
  return Array.from({ length: Math.max(-1, ...indexes) + 1 }, () => ({
    field: '',
    name: '',
    mediaType: 'application/octet-stream',
    bytes: new Uint8Array(),
  }))
}

function blobOf({ sha256, sizeBytes, mediaType, name }: AttachmentRow, given: string | undefined): StoredBlob {
  return {
    sha256: sha256 ?? '',
    sizeBytes: sizeBytes ?? 0,
    mediaType: mediaType ?? 'application/octet-stream',
    name: given ?? name ?? 'lampiran',
  }
}
