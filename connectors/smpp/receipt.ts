import { type Pdu, TAG } from './pdu.ts'

/** What became of a message of ours. */
export interface DeliveryReceipt {
  readonly id: string
  /** The id of the optional parameter, where the text has another: some networks write it there as they answered, and in the other base in the text. */
  readonly otherId?: string
  /** underway: nothing is decided yet. */
  readonly outcome: 'delivered' | 'failed' | 'underway'
  /** The SMSC's words: 'UNDELIV, error 1B'. Nothing of a person. */
  readonly detail: string
  /** Whom it was for, as the network writes it. */
  readonly of: string
}

/** From the optional parameters, or from the text that most networks write ("id:… stat:… err:…"). Null: no id in either. */
export function readReceipt(pdu: Pick<Pdu, 'options'>, octets: Buffer, of: string): DeliveryReceipt | null {
  const text = octets.toString('latin1')
  const inOptions = readText(pdu.options.get(TAG.receiptedMessageId))
  const inText = /\bid\s*[:=]\s*([\x21-\x7e]{1,65})/i.exec(text)?.[1]?.replace(/[,;]+$/, '') ?? null
  const id = inText ?? inOptions
  if (id === null) return null
  const state = pdu.options.get(TAG.messageState)?.[0]
  const word = (
    /\bstat(?:e|us)?\s*[:=]\s*([a-z]{4,10})/i.exec(text)?.[1] ?? (state === undefined ? '' : (STATES[state] ?? ''))
  ).toUpperCase()
  const error = /\berr(?:or)?\s*[:=]\s*([0-9a-z]{1,6})/i.exec(text)?.[1] ?? readNetworkError(pdu.options.get(TAG.networkErrorCode))
  return {
    id,
    ...(inOptions === null || inOptions === id ? {} : { otherId: inOptions }),
    outcome: OUTCOMES.get(word.slice(0, 7)) ?? 'underway',
    detail: `${word === '' ? 'no state' : word}${error === null || /^0*$/.test(error) ? '' : `, error ${error}`}`,
    of,
  }
}

/** The ids under which our answer may have been noted (`receiptIds`): some networks answer in one base and report in the other. */
export function receiptId(id: string, form: 'same' | 'hex-in-answer' | 'decimal-in-answer' = 'same'): string {
  if (form === 'hex-in-answer' && /^\d{1,30}$/.test(id)) return BigInt(id).toString(16).toUpperCase()
  if (form === 'decimal-in-answer' && /^[0-9a-f]{1,30}$/i.test(id)) return BigInt(`0x${id}`).toString()
  return bareId(id)
}

/** The id of an answer, in the form that `receiptId` gives. */
export function answerId(id: string, form: 'same' | 'hex-in-answer' | 'decimal-in-answer' = 'same'): string {
  if (form === 'hex-in-answer' && /^[0-9a-f]{1,30}$/i.test(id)) return BigInt(`0x${id}`).toString(16).toUpperCase()
  if (form === 'decimal-in-answer' && /^\d{1,30}$/.test(id)) return BigInt(id).toString()
  return bareId(id)
}

/** Digits and letters up to F are a number: networks fill it with zeros to ten digits in one place, and write it small in another. */
function bareId(id: string): string {
  return /^[0-9a-f]{1,30}$/i.test(id) ? id.replace(/^0+(?=.)/, '').toUpperCase() : id
}

/** A receipt's text in a message that does not say that it is one: answered as a complaint it would bring the next. */
export function isReceiptText(octets: Buffer): boolean {
  return /^\s*id:\S{1,65}\s.{0,200}\bstat:[a-z]{4,10}\s+err:/is.test(octets.toString('latin1', 0, 400))
}

/** message_state by number (SMPP 3.4 §5.2.28). */
const STATES = ['SCHEDULED', 'ENROUTE', 'DELIVRD', 'EXPIRED', 'DELETED', 'UNDELIV', 'ACCEPTD', 'UNKNOWN', 'REJECTD', 'SKIPPED']

/** The first seven letters, as the text has them. */
const OUTCOMES: ReadonlyMap<string, DeliveryReceipt['outcome']> = new Map([
  ['DELIVRD', 'delivered'],
  ['DELIVER', 'delivered'],
  ['EXPIRED', 'failed'],
  ['DELETED', 'failed'],
  ['UNDELIV', 'failed'],
  ['REJECTD', 'failed'],
  ['REJECTE', 'failed'],
  ['FAILED', 'failed'],
])

function readText(octets: Buffer | undefined): string | null {
  const text = octets?.toString('latin1').replace(/\0.*$/s, '').trim()
  return text ? text.slice(0, 65) : null
}

/** One byte for the kind of network, two for the error. */
function readNetworkError(octets: Buffer | undefined): string | null {
  return octets?.length === 3 ? octets.readUInt16BE(1).toString(16) : null
}
