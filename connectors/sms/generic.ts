import { GatewayError } from '../../src/contract/errors.ts'
import { readUserDataHeader, type UserDataHeader } from '../../src/contract/short-message/user-data-header.ts'
import type { SmsChannel } from './config.ts'
import type { GenericConfig } from './generic-config.ts'
import { probeAddress, sendMessage } from './generic-send.ts'
import { type Parameters, readParameters } from './parameters.ts'
import type { Incoming, OneIncoming, Provider } from './provider.ts'
import { genericOf } from './provider-config.ts'
import { readText } from './read-text.ts'
import { isProof } from './secrets.ts'
import { readTime } from './times.ts'
import { verifyHmac, verifySharedSecret } from './verify.ts'

/** An aggregator described by its configuration: names of parameters, a signature or a shared secret, its answer. */
export const generic: Provider = {
  read: (request, channel) => {
    const { signature, fields = {}, receipts } = genericOf(channel)
    const isSigned = signature !== undefined && request.rawBody.length > 0
    if (isSigned) verifyHmac(request, channel, signature)
    const parameters = readParameters(request)
    // The address that {receiptUrl} gave carries its own proof.
    const ours = receipts === undefined ? undefined : parameters.text('message')
    const isOurs = !isSigned && ours !== undefined && isProof(channel, ours, parameters.text('proof') ?? '')
    if (signature !== undefined && !isSigned && !isOurs) verifyHmac(request, channel, signature)
    if (signature === undefined && !isOurs) verifySharedSecret(request, parameters, channel)
    if (receipts !== undefined && parameters.text(receipts.status) !== undefined)
      return eachOf(parameters, receipts.status, receipts, (names) => readReceipt(parameters, names, isOurs ? ours : undefined))
    if (isOurs) throw new GatewayError('request_unreadable', `a receipt has the parameter ${receipts?.status}`, { at: '' })
    return eachOf(parameters, fields.from ?? '', fields, (names) => readMessage(parameters, names, channel))
  },
  send: sendMessage,
  probe: probeAddress,
  taken: (channel) => ({ status: 200, mediaType: 'text/plain', body: genericOf(channel).answer ?? '' }),
}

/** A pointer such as /results/0/from names the first of a list: what stands behind it is read too. */
function eachOf<Names extends object>(
  parameters: Parameters,
  pointer: string,
  names: Names,
  read: (names: Names) => OneIncoming,
): Incoming {
  const list = parameters.list?.(pointer) ?? null
  if (list === null || list.length <= 1) return read(names)
  if (list.length > MOST_AT_ONCE)
    throw new GatewayError('request_unreadable', `there are more than ${MOST_AT_ONCE} messages in one request`, { at: list.at })
  const first = `${list.at}/0`
  const of = (value: unknown, index: number) =>
    typeof value === 'string' && (value === first || value.startsWith(`${first}/`))
      ? `${list.at}/${index}${value.slice(first.length)}`
      : value
  const all = Array.from({ length: list.length }, (_, index) =>
    read(Object.fromEntries(Object.entries(names).map(([name, value]) => [name, of(value, index)])) as Names),
  )
  return { kind: 'several', all }
}

const MOST_AT_ONCE = 100

function readReceipt(
  parameters: Parameters,
  { id, status, of, delivered, failed }: NonNullable<GenericConfig['receipts']>,
  ours?: string,
): OneIncoming {
  const reference = ours ?? parameters.text(id)
  const word = (parameters.text(status) ?? '').trim().toLowerCase()
  const is = (words: readonly string[]) => words.some((each) => each.toLowerCase() === word)
  const outcome = is(delivered) ? 'delivered' : is(failed) ? 'failed' : null
  if (reference === undefined || outcome === null) return { kind: 'nothing', why: 'a step on the way of a message' }
  const phone = of === undefined ? undefined : parameters.text(of)
  return { kind: 'receipt', reference, outcome, detail: word.replace(/[^\w.-]/g, '').slice(0, 50), ...(phone ? { of: phone } : {}) }
}

function readMessage(parameters: Parameters, names: NonNullable<GenericConfig['fields']>, channel: SmsChannel): OneIncoming {
  const name = { from: names.from ?? 'from', text: names.text ?? 'text' }
  const from = parameters.text(name.from)
  const octets = parameters.octets(name.text)
  if (from === undefined || octets === undefined) {
    const missing = from === undefined ? name.from : name.text
    throw new GatewayError('request_unreadable', `the parameter ${missing} is missing`, {
      at: missing.startsWith('/') ? missing : `/${missing}`,
    })
  }
  const header = readHeader(parameters.text(names.udh ?? 'udh'))
  if (header?.port === true) return { kind: 'nothing', why: 'data for a program on the phone' }
  const { text, exact } = readText(octets, parameters.text(names.charset ?? 'charset'))
  const id = parameters.text(names.id ?? 'id')
  const at = readTime(parameters.text(names.time ?? 'time'), channel.now())
  const concatenation = header?.concatenation ?? readConcatenation(parameters, names)
  return {
    kind: 'message',
    message: {
      from,
      to: parameters.text(names.to ?? 'to') ?? '',
      text,
      exact,
      ...(id ? { id } : {}),
      ...(at === null ? {} : { at }),
      ...(concatenation === null ? {} : { concatenation }),
    },
  }
}

function readHeader(udh: string | undefined): UserDataHeader | null {
  const hex = udh?.trim() ?? ''
  return /^(?:[0-9a-f]{2}){3,140}$/i.test(hex) ? readUserDataHeader(Buffer.from(hex, 'hex')) : null
}

/** Three fields, or the message is whole. */
function readConcatenation(parameters: Parameters, { partReference, part, parts }: NonNullable<GenericConfig['fields']>) {
  if (partReference === undefined || part === undefined || parts === undefined) return null
  const reference = parameters.text(partReference)
  const total = Number(parameters.text(parts) ?? '1')
  if (!reference || total === 1) return null
  return { reference: `own:${reference}`, part: Number(parameters.text(part) ?? 'NaN'), total }
}
