import { isUtf8 } from 'node:buffer'
import { type Alphabet, alphabetOf, type CodedText } from '../../src/contract/short-message/coding.ts'
import type { Part } from '../../src/contract/short-message/parts.ts'
import { type Concatenation, readUserDataHeader } from '../../src/contract/short-message/user-data-header.ts'
import { type Pdu, TAG } from './pdu.ts'
import { type DeliveryReceipt, isReceiptText, readReceipt } from './receipt.ts'

/** What a deliver_sm or data_sm is. */
export type Incoming =
  | { readonly kind: 'receipt'; readonly receipt: DeliveryReceipt }
  | {
      readonly kind: 'message'
      /** As the network writes it, with + when it says that it is international. */
      readonly from: string
      readonly to: string
      readonly text: CodedText
      readonly part: Omit<Part, 'body'> | null
      /** The SMSC's own id of it, where the channel names the parameter that holds it. */
      readonly smscId: string | null
      /** Lengths in it lie: the text is what could be made of it. */
      readonly damaged: boolean
    }
  /** Nothing that a person wrote. */
  | { readonly kind: 'other'; readonly why: string }

export interface IncomingRules {
  readonly defaultAlphabet: Alphabet
  readonly messageIdTag?: number
}

/** Pure; any PDU that could be read gives one of them. */
export function readIncoming(pdu: Pdu, rules: IncomingRules): Incoming {
  const esmClass = numberOf(pdu, 'esm_class')
  const octets = contentOf(pdu)
  const type = esmClass & MESSAGE_TYPE
  if (
    type === RECEIPT ||
    type === INTERMEDIATE ||
    (pdu.options.has(TAG.receiptedMessageId) && pdu.options.has(TAG.messageState)) ||
    (type === 0 && isReceiptText(octets))
  ) {
    const receipt = readReceipt(pdu, octets, addressOf(pdu, 'source_addr'))
    return receipt === null ? { kind: 'other', why: 'a receipt without an id' } : { kind: 'receipt', receipt }
  }
  if (type !== 0) return { kind: 'other', why: 'an acknowledgement of a phone' }
  const header = (esmClass & HAS_HEADER) === 0 && !beginsWithPart(octets) ? undefined : readUserDataHeader(octets)
  const alphabet = alphabetOf(numberOf(pdu, 'data_coding'), rules.defaultAlphabet) ?? alphabetOfData(octets.subarray(header?.bytes ?? 0))
  if (alphabet === null) return { kind: 'other', why: 'data, which is no text' }
  if (header?.port) return { kind: 'other', why: "a program's message" }
  const { lockingLanguage, singleLanguage } = header ?? {}
  const text: CodedText = {
    alphabet,
    octets: octets.subarray(header?.bytes ?? 0),
    headerBytes: header?.bytes ?? 0,
    ...(lockingLanguage === undefined ? {} : { lockingLanguage }),
    ...(singleLanguage === undefined ? {} : { singleLanguage }),
  }
  return {
    kind: 'message',
    from: addressOf(pdu, 'source_addr'),
    to: addressOf(pdu, 'destination_addr', 'dest_addr_ton'),
    text,
    part: header?.concatenation ?? segmentOf(pdu),
    smscId: rules.messageIdTag === undefined ? null : idOf(pdu.options.get(rules.messageIdTag)),
    damaged: header === null,
  }
}

/** esm_class: what kind of message it is, and whether a header stands before the text. */
const MESSAGE_TYPE = 0x3c
const RECEIPT = 0x04
const INTERMEDIATE = 0x20
const HAS_HEADER = 0x40

const INTERNATIONAL = 1

/** Some phones and modems write words as 8-bit data. */
function alphabetOfData(octets: Uint8Array): Alphabet | null {
  const text = Buffer.from(octets).toString('latin1')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: data is known by them
  if (/[\0-\x08\x0e-\x1f\x7f]/.test(text) || !/[a-z]{3}/i.test(text)) return null
  return isUtf8(octets) ? 'utf8' : 'latin1'
}

function contentOf(pdu: Pdu): Buffer {
  const short = pdu.fields.short_message
  if (Buffer.isBuffer(short) && short.length > 0) return short
  return pdu.options.get(TAG.messagePayload) ?? Buffer.alloc(0)
}

/** A header of parts whose esm_class does not say that it is there; as text it would be `é@¥` and `ùòè`. */
function beginsWithPart(octets: Buffer): boolean {
  const [length = 0, element = 0, width = 0] = octets
  const isHeader = (length === 5 && element === 0 && width === 3) || (length === 6 && element === 8 && width === 4)
  const [total = 0, part = 0] = octets.subarray(length - 1, length + 1)
  return isHeader && octets.length > length && total >= 2 && total <= 40 && part >= 1 && part <= total
}

/** The optional parameters that say the same as a header. */
function segmentOf({ options }: Pdu): Concatenation | null {
  const [reference, total, part] = [options.get(TAG.sarReference), options.get(TAG.sarTotal), options.get(TAG.sarPart)]
  if (reference?.length !== 2 || total?.length !== 1 || part?.length !== 1) return null
  return { reference: `sar:${reference.readUInt16BE(0)}`, total: total.readUInt8(0), part: part.readUInt8(0) }
}

function addressOf({ fields }: Pdu, name: string, typeName = `${name}_ton`): string {
  const address = typeof fields[name] === 'string' ? fields[name] : ''
  return fields[typeName] === INTERNATIONAL && /^\d{7,}$/.test(address) ? `+${address}` : address
}

function idOf(octets: Buffer | undefined): string | null {
  if (octets === undefined || octets.length === 0 || octets.length > 64) return null
  const text = octets.toString('latin1').replace(/\0+$/, '')
  return /^[\x21-\x7e]+$/.test(text) ? text : octets.toString('hex')
}

function numberOf({ fields }: Pdu, name: string): number {
  const value = fields[name]
  return typeof value === 'number' ? value : 0
}
