import type { Origin } from '../contract/complaint.ts'
import type { Arrival, ArrivalFile } from '../contract/connector.ts'
import type { Mapped } from '../contract/mapping.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { NewComplaint, Reason, StoredBlob } from '../ledger/ledger.ts'
import { newId } from '../ledger/uuid.ts'
import { hashBytes, hashContent } from './content-hash.ts'
import type { Desk } from './desk.ts'
import { firstAnswerOf } from './origin-update.ts'
import { checkFiles, filePositions } from './read-arrival.ts'

export type MappedComplaint = Extract<Mapped, { outcome: 'complaint' }>

/** The row of a mapped arrival. Files of the request are stored by their hash first, so that the ledger never names one that is not there. */
export async function composeComplaint(
  desk: Desk,
  settings: ChannelSettings,
  arrival: Arrival,
  mapped: MappedComplaint,
  message: NewComplaint['message'],
): Promise<NewComplaint> {
  checkFiles(desk, arrival)
  const files = await storeFiles(desk, arrival, mapped)
  const { reporter, ...open } = mapped.complaint
  const firstAnswer = firstAnswerOf(mapped.originState)
  return {
    id: newId(),
    origin: originOf(settings, mapped.ticket, arrival.link),
    mapping: settings.mapping,
    complaint: open,
    reporter: reporter ?? null,
    raw: { bytes: arrival.raw, mediaType: arrival.mediaType },
    contentHash: hashContent(mapped.complaint, new Map([...files].map(([position, { sha256 }]) => [position, sha256]))),
    originState: mapped.originState,
    ...(firstAnswer ? { firstAnswer } : {}),
    parked: null,
    message,
    files,
  }
}

/** The row of an arrival that became no complaint: parked, for a person. Without a ticket its bytes name it, so that it is kept once. */
export function composeParked(
  settings: ChannelSettings,
  arrival: Pick<Arrival, 'raw' | 'mediaType' | 'link'>,
  ticket: string | null,
  reason: Reason,
): NewComplaint {
  const rawHash = hashBytes(arrival.raw)
  return {
    id: newId(),
    origin: originOf(settings, ticket ?? standInTicket(rawHash), arrival.link),
    mapping: settings.mapping,
    complaint: null,
    reporter: null,
    raw: { bytes: arrival.raw, mediaType: arrival.mediaType },
    contentHash: rawHash,
    originState: null,
    parked: reason,
    message: null,
    files: new Map(),
  }
}

/** The name under which an arrival is kept whose ticket cannot be read. */
function standInTicket(rawHash: Buffer): string {
  return `unmapped-${rawHash.toString('hex')}`
}

export function isStandIn(ticket: string): boolean {
  return /^unmapped-[0-9a-f]{64}$/.test(ticket)
}

/** From the channel's settings and the ticket only: nothing that a payload says can change it. */
function originOf(settings: ChannelSettings, ticket: string, link: string | undefined): Origin {
  return {
    region: settings.region.code,
    app: settings.app,
    channel: settings.id,
    connector: settings.connector,
    ticket,
    link: link !== undefined && link.length <= 2048 && /^https?:\/\//.test(link) && !link.includes('\u0000') ? link : null,
  }
}

/** Of an arrival that names none, by their index. */
export async function storeAllFiles(desk: Desk, files: readonly ArrivalFile[]): Promise<Map<number, StoredBlob>> {
  const stored = new Map<number, StoredBlob>()
  for (const [index, file] of files.entries()) stored.set(index, await storeFile(desk, file))
  return stored
}

function storeFile(desk: Desk, { bytes, name, mediaType }: ArrivalFile): Promise<StoredBlob> {
  return desk.blobs.put(bytes, { name: name.replaceAll('\u0000', ''), mediaType })
}

async function storeFiles(desk: Desk, arrival: Arrival, mapped: MappedComplaint): Promise<Map<number, StoredBlob>> {
  const stored = new Map<number, StoredBlob>()
  for (const { position, index } of filePositions(mapped.complaint)) {
    const file = arrival.files?.[index]
    if (!file) continue
    stored.set(position, await storeFile(desk, file))
  }
  return stored
}
