import { GatewayError } from '../contract/errors.ts'
import { referenceOf } from '../contract/reference.ts'
import { type ContactIndexes, NO_INDEXES } from './contacts.ts'
import type { EventKind } from './event-kinds.ts'
import { REPLACEMENT, toJson } from './json.ts'
import type { NewComplaint } from './ledger.ts'
import { type NewPerson, personContext } from './people.ts'
import { plainName } from './plain-name.ts'
import { type SealedPartName, sealingContext } from './sealed-parts.ts'
import type { Sealed, SealingKeys } from './sealing.ts'
import { updateData } from './updates.ts'

/** A complaint made ready for a multi-row statement. */
export interface PreparedComplaint {
  readonly id: string
  readonly channel: string
  readonly ticket: string
  readonly contentHash: Buffer
  readonly message: { readonly id: string; readonly bodyHash: Buffer } | null
  /** A row of `complaints`, as JSON. */
  readonly row: string
  /** Seals what arrived and who reported; called when the statement is made, as many in a row cost less than each by itself. */
  sealParts(): PreparedPart[]
  /** Rows of `attachments`. */
  readonly attachments: readonly object[]
  /** In their order. */
  readonly events: readonly { readonly kind: EventKind; readonly data: object }[]
  readonly firstAnswer: NonNullable<NewComplaint['firstAnswer']> | null
  readonly person: PreparedPerson | null
  readonly sizeBytes: number
}

export interface PreparedPart extends Sealed, ContactIndexes {
  readonly part: SealedPartName
  readonly mediaType: string | null
}

export interface PreparedPerson extends Sealed {
  readonly senderIndex: Buffer
  readonly reference: string
  /** A row of `feedback`. */
  readonly receipt: object
}

/** `contacts`: of its reporter; `senderIndex`: of its person, where there is one. */
export function prepareComplaint(
  given: NewComplaint,
  keys: SealingKeys,
  contacts: ContactIndexes,
  senderIndex?: Buffer,
): PreparedComplaint {
  const { id, origin, complaint, reporter, raw, parked, message, firstAnswer = null } = given
  if (complaint === null && parked === null)
    throw new GatewayError('internal_error', 'an arrival without a complaint must say why it is parked')
  const row = toJson(rowOf(given))
  if (mayHoldNul(given, row)) refuseNul(given)

  const seal = (part: SealedPartName, bytes: Uint8Array, mediaType: string | null, indexes: ContactIndexes): PreparedPart => {
    const { keyId, nonce, sealed } = keys.seal(bytes, sealingContext(id, part))
    return { keyId, nonce, sealed, phoneIndex: indexes.phoneIndex, emailIndex: indexes.emailIndex, part, mediaType }
  }
  const reporterBytes = reporter === null ? null : Buffer.from(JSON.stringify(reporter))
  const person = given.person && senderIndex ? preparePerson(id, given.person, senderIndex, keys) : null
  return {
    id,
    channel: origin.channel,
    ticket: origin.ticket,
    contentHash: Buffer.from(given.contentHash),
    message: message === null ? null : { id: message.id, bodyHash: Buffer.from(message.bodyHash) },
    row,
    sealParts: () => {
      const sealedRaw = seal('raw', raw.bytes, raw.mediaType, NO_INDEXES)
      return reporterBytes === null ? [sealedRaw] : [sealedRaw, seal('reporter', reporterBytes, null, contacts)]
    },
    attachments: attachmentRows(given),
    events: [
      { kind: parked === null ? 'accepted' : 'parked', data: { mapping: given.mapping, ...(parked ?? {}) } },
      ...(firstAnswer ? [{ kind: 'update_accepted' as const, data: updateData({ ...firstAnswer, source: 'origin', reason: null }) }] : []),
      ...(given.person ? [receiptEvent(given.person)] : []),
    ],
    firstAnswer,
    person,
    sizeBytes: raw.bytes.length + (reporterBytes?.length ?? 0) + row.length,
  }
}

function rowOf({ id, origin, mapping, complaint, originState, parked }: NewComplaint): object {
  return {
    id,
    region: origin.region,
    app: origin.app,
    channel: origin.channel,
    connector: origin.connector,
    ticket: origin.ticket,
    link: origin.link,
    mapping,
    complaint: openPart(complaint),
    origin_state: originState,
    delivery: parked === null ? 'accepted' : 'parked',
    reason: parked?.code ?? null,
    reason_detail: parked === null ? null : { message: parked.message, errors: parked.errors },
  }
}

function preparePerson(id: string, { sender, replyTo, receipt }: NewPerson, senderIndex: Buffer, keys: SealingKeys): PreparedPerson {
  return {
    ...keys.seal(Buffer.from(JSON.stringify({ sender, replyTo })), personContext(id)),
    senderIndex,
    reference: referenceOf(id),
    receipt: { id: receipt.id, complaint_id: id, status_origin: receipt.statusOrigin, state: receipt.state },
  }
}

function receiptEvent({ receipt }: NewPerson): PreparedComplaint['events'][number] {
  return { kind: `feedback_${receipt.state}`, data: { feedbackId: receipt.id, kind: 'receipt', status: 'received' } }
}

/** A last guard: whatever the types say, the person does not go in the open. */
function openPart(complaint: NewComplaint['complaint']): object | null {
  if (complaint === null || (complaint.attachments.length === 0 && !('reporter' in complaint))) return complaint
  const { reporter: _sealed, ...open }: { reporter?: unknown } & typeof complaint = complaint
  const attachments = open.attachments.map((attachment, position) => {
    const name = plainName(attachment.name, position)
    return { ...attachment, ...(name === null ? {} : { name }) }
  })
  return { ...open, attachments }
}

function attachmentRows({ id, complaint, files }: NewComplaint): object[] {
  if (files.size === 0 && !complaint?.attachments.length) return []
  const positions = new Map((complaint?.attachments ?? []).map(({ url, name }, position) => [position, { url, name }]))
  // An arrival that could not be mapped names no attachments; the files that came with it are kept all the same.
  for (const [position, file] of files)
    if (!positions.has(position)) positions.set(position, { url: `file-part:${position}`, name: file.name })
  return [...positions].map(([position, { url, name }]) => {
    const file = files.get(position)
    return {
      subject: id,
      position,
      url,
      name: plainName(name ?? file?.name, position),
      state: file === undefined ? 'pending' : 'stored',
      sha256: file?.sha256 ?? null,
      size_bytes: file?.sizeBytes ?? null,
      media_type: file?.mediaType ?? null,
    }
  })
}

/** Whether it is worth looking for its place: almost everything stands in the row, in which a NUL was replaced. */
function mayHoldNul({ complaint, firstAnswer, message }: NewComplaint, row: string): boolean {
  if (row.includes(REPLACEMENT) || firstAnswer !== undefined) return true
  return (message?.id.includes('\0') ?? false) || (complaint?.attachments.some(({ name }) => name?.includes('\0')) ?? false)
}

/** PostgreSQL has no NUL in text. Intake has looked for it; this is the last guard, with the place. */
function refuseNul({ origin, mapping, complaint, originState, firstAnswer, message }: NewComplaint): void {
  const at = findNul({ origin, mapping, complaint, originState, firstAnswer, message: message?.id }, '')
  if (at !== null)
    throw new GatewayError('schema_violation', 'the text holds a NUL character (U+0000); leave it out', {
      at: at.replace(/^\/complaint/, ''),
    })
}

function findNul(value: unknown, at: string): string | null {
  if (typeof value === 'string') return value.includes('\0') ? at : null
  if (typeof value !== 'object' || value === null) return null
  for (const [key, part] of Object.entries(value)) {
    const found = key.includes('\0') ? at : findNul(part, `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    if (found !== null) return found
  }
  return null
}
