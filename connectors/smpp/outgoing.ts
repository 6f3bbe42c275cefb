import { createHash } from 'node:crypto'
import { GatewayError } from '../../src/contract/errors.ts'
import { fillBitsAfter, packSeptets } from '../../src/contract/short-message/gsm7.ts'
import { type Segment, type Segmentation, segmentText } from '../../src/contract/short-message/segments.ts'
import { writeConcatenation } from '../../src/contract/short-message/user-data-header.ts'
import { STATUS, writeStatus } from './command-status.ts'
import type { SmppChannel } from './config.ts'
import type { Connection } from './connection.ts'
import type { Pdu } from './pdu.ts'
import { answerId } from './receipt.ts'

/** One text to one person. */
export interface Outgoing {
  /** E.164. */
  readonly to: string
  /** The number that the person wrote to. */
  readonly from: string
  readonly text: string
  /** The same for the same message, so that a part that is sent again takes its place. */
  readonly id: string
  /** Ask the network what becomes of it. */
  readonly receipt: boolean
}

/**
 * Sends the parts in order, from `first` on, each in its turn. `sent` is called after each that the SMSC took, with its id.
 * Throws `throttled`, `recipient_gone`, `refused_by_partner`, `partner_unavailable`, `answer_lost`, `connection_failed`.
 */
export async function sendParts(
  connection: Connection,
  channel: SmppChannel,
  outgoing: Outgoing,
  first: number,
  sent: (part: number, messageId: string) => void,
): Promise<void> {
  const segmentation = segmentFor(outgoing.text, channel)
  const { parts } = segmentation
  if (parts.length > MAX_PARTS)
    throw new GatewayError('refused_by_partner', `${channel.id}: a text of ${parts.length} short messages is not sent`)
  for (const [index, part] of parts.entries()) {
    if (index < first) continue
    await channel.people.turn(channel.config.messagesPerSecond ?? 5)
    const answer = await connection.request('submit_sm', submission(outgoing, segmentation, part, index, channel))
    if (answer.command === 'generic_nack' && answer.status === STATUS.ok)
      throw new GatewayError('partner_unavailable', `${channel.id}: the SMSC answered a short message with generic_nack`)
    if (answer.status !== STATUS.ok) throw refusal(channel, answer.status)
    sent(index + 1, messageIdOf(answer, channel))
  }
}

/** One byte counts the parts; nobody reads as many. */
const MAX_PARTS = 30

/** An SMSC whose default is not the GSM alphabet gets UCS-2 for what its default lacks. */
function segmentFor(text: string, { config }: SmppChannel): Segmentation {
  const segmentation = segmentText(text)
  if (segmentation.alphabet === 'ucs2' || BARE[config.defaultAlphabet ?? 'gsm7'].test(segmentation.parts.map((part) => part.text).join('')))
    return segmentation
  return segmentText(text, { only: 'ucs2' })
}

/** What may be sent with data_coding 0. */
const BARE = {
  gsm7: /^/,
  'gsm7-packed': /^/,
  utf8: /^\p{ASCII}*$/u,
  ascii: /^\p{ASCII}*$/u,
  latin1: /^[\p{ASCII}\u00a0-\u00ff]*$/u,
} as const

function octetsOf({ text, octets }: Segment, alphabet: Segmentation['alphabet'], headerBytes: number, { config }: SmppChannel): Uint8Array {
  if (alphabet === 'ucs2') return octets
  const coded = config.defaultAlphabet ?? 'gsm7'
  if (coded === 'gsm7') return octets
  return coded === 'gsm7-packed' ? packSeptets(octets, fillBitsAfter(headerBytes)) : Buffer.from(text, 'latin1')
}

function submission(outgoing: Outgoing, { alphabet, parts }: Segmentation, part: Segment, index: number, channel: SmppChannel): object {
  const isLong = parts.length > 1
  const header = isLong ? writeConcatenation(referenceOf(outgoing.id), index + 1, parts.length) : new Uint8Array()
  const isLast = index === parts.length - 1
  return {
    ...sourceOf(channel.config.source ?? { address: outgoing.from }),
    dest_addr_ton: 1,
    dest_addr_npi: 1,
    destination_addr: outgoing.to.replace(/^\+/, ''),
    esm_class: isLong ? 0x40 : 0,
    // What becomes of the whole is told by its last part.
    registered_delivery: outgoing.receipt && isLast ? 1 : 0,
    data_coding: alphabet === 'ucs2' ? 8 : 0,
    short_message: Buffer.concat([header, octetsOf(part, alphabet, header.length, channel)]),
  }
}

function sourceOf({ address, ton, npi }: { address: string; ton?: number; npi?: number }): object {
  const isName = /[a-z]/i.test(address)
  const digits = address.replace(/^\+/, '')
  const source_addr_ton = ton ?? (isName ? 5 : digits.length <= 6 ? 3 : 1)
  return { source_addr_ton, source_addr_npi: npi ?? (isName ? 0 : 1), source_addr: isName ? address.slice(0, 11) : digits }
}

function referenceOf(id: string): number {
  return createHash('sha256').update(id).digest().readUInt8(0)
}

function messageIdOf({ fields }: Pdu, { config }: SmppChannel): string {
  const id = typeof fields.message_id === 'string' ? fields.message_id.replace(/\0.*$/s, '').trim().slice(0, 65) : ''
  return answerId(id, config.receiptIds)
}

function refusal({ id }: SmppChannel, status: number): GatewayError {
  const said = `${id}: the SMSC refused a short message with ${writeStatus(status)}`
  if (status === STATUS.throttled) return new GatewayError('throttled', said, { retryAfterMs: 5000 })
  if (status === STATUS.queueFull) return new GatewayError('throttled', said, { retryAfterMs: 30_000 })
  if (status === STATUS.destinationInvalid) return new GatewayError('recipient_gone', `${said}: the number does not exist`)
  if (PERMANENT.has(status)) return new GatewayError('refused_by_partner', said)
  return new GatewayError('partner_unavailable', said)
}

/** What trying again would not change: the message or an address is wrong. Codes of the SMSC's own may mean anything, and are tried again. */
const PERMANENT: ReadonlySet<number> = new Set([
  STATUS.messageLengthInvalid,
  STATUS.commandLengthInvalid,
  STATUS.sourceInvalid,
  STATUS.serviceTypeInvalid,
  STATUS.esmClassInvalid,
  STATUS.permanent,
  0x48, // source type of number
  0x49, // source numbering plan
  0x50, // destination type of number
  0x51, // destination numbering plan
  0x66, // rejected by the application
])
