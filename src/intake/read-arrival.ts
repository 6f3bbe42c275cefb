import type { Complaint } from '../contract/complaint.ts'
import type { Arrival, ArrivalFile } from '../contract/connector.ts'
import { type FieldError, GatewayError } from '../contract/errors.ts'
import { fieldFault } from '../contract/field-fault.ts'
import type { Mapped } from '../contract/mapping.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { Desk } from './desk.ts'

/** Runs the channel's mapping and checks what a mapping cannot know: the ticket's length, and the files of the request. */
export function readArrival(desk: Pick<Desk, 'mappings'>, settings: ChannelSettings, arrival: Arrival): Mapped {
  const mapping = desk.mappings().get(settings.mapping)
  if (!mapping) throw new GatewayError('config_invalid', `channel ${settings.id}: there is no mapping ${settings.mapping}`)
  const mapped = mapping.map(arrival.payload, {
    ...(arrival.ticket === undefined ? {} : { ticket: arrival.ticket }),
    fileCount: arrival.files?.length ?? 0,
  })
  if (mapped.outcome === 'ignored') return mapped
  const ticketFaults = mapped.ticket === null ? [] : findTicketFaults(mapped.ticket)
  if (mapped.outcome === 'failed') return ticketFaults.length > 0 ? { ...mapped, ticket: null } : mapped
  const errors = [...ticketFaults, ...findFileFaults(mapped.complaint, arrival)]
  if (errors.length === 0) return mapped
  return {
    outcome: 'failed',
    code: 'mapping_failed',
    errors,
    ticket: ticketFaults.length > 0 ? null : mapped.ticket,
    originState: mapped.originState,
  }
}

/** The position in `complaint.attachments` of each file that came with the request, and the file's index. */
export function filePositions(complaint: Complaint): { position: number; index: number }[] {
  return complaint.attachments.flatMap(({ url }, position) => {
    const index = /^file-part:(\d+)$/.exec(url)?.[1]
    return index === undefined ? [] : [{ position, index: Number(index) }]
  })
}

/** Refuses files that the centre could not take, before anything is stored. */
export function checkFiles(desk: Desk, arrival: Arrival): void {
  for (const [index, file] of (arrival.files ?? []).entries()) {
    const fault = faultOfFile(desk, file, index)
    if (fault) throw fault
  }
}

/** Why a file is not taken; null: it is. */
export function faultOfFile(desk: Desk, file: ArrivalFile, index: number): GatewayError | null {
  const { maxBytes, mediaTypes } = desk.settings.current.gateway.attachments
  const at = `/files/${index}`
  if (file.bytes.byteLength > maxBytes)
    return new GatewayError('body_too_large', `file ${index} has ${file.bytes.byteLength} bytes; at most ${maxBytes} are taken`, { at })
  if (mediaTypes.some((allowed) => matchesType(file.mediaType, allowed))) return null
  return new GatewayError('media_type_unsupported', `file ${index} is of a type that is not taken; send one of ${mediaTypes.join(', ')}`, {
    at,
  })
}

const MOST_TICKET_CHARS = 255

function findTicketFaults(ticket: string): FieldError[] {
  if (ticket.trim() === '') return [fieldFault('', 'tiketnya kosong', 'the ticket is empty')]
  if (ticket.length > MOST_TICKET_CHARS)
    return [
      fieldFault(
        '',
        `tiketnya sepanjang ${ticket.length} karakter; paling banyak ${MOST_TICKET_CHARS} yang diterima`,
        `the ticket has ${ticket.length} characters; at most ${MOST_TICKET_CHARS} are taken`,
      ),
    ]
  if (ticket.includes('\u0000') || !ticket.isWellFormed())
    return [fieldFault('', 'tiketnya memuat karakter yang tidak dapat disimpan', 'the ticket holds a character that cannot be stored')]
  return []
}

function findFileFaults(complaint: Complaint, arrival: Arrival): FieldError[] {
  const known = arrival.files?.length ?? 0
  const named = complaint.attachments.map(({ url }, position) => ({ url, position })).filter(({ url }) => url.startsWith('file-part:'))
  const found = new Map(filePositions(complaint).map(({ position, index }) => [position, index]))
  return named
    .filter(({ position }) => (found.get(position) ?? known) >= known)
    .map(({ position }) =>
      fieldFault(
        `/attachments/${position}`,
        `menyebut berkas yang tidak ikut dikirim (yang datang: ${known})`,
        `names a file that did not come with the request (${known} came)`,
      ),
    )
}

function matchesType(mediaType: string, allowed: string): boolean {
  const type = (mediaType.split(';')[0] ?? '').trim().toLowerCase()
  return allowed === '*/*' || (allowed.endsWith('/*') ? type.startsWith(allowed.slice(0, -1)) : type === allowed.toLowerCase())
}
