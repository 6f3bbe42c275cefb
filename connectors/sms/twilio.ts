import { createHash, createHmac } from 'node:crypto'
import type { InboundRequest } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { SmsChannel } from './config.ts'
import { FORM, mediaTypeOf, type Parameters, readForm } from './parameters.ts'
import type { Incoming, Media, Provider } from './provider.ts'
import { twilioOf } from './provider-config.ts'
import { isOneOf, readSecrets } from './secrets.ts'
import { fetchMedia } from './twilio-media.ts'
import { probeAccount, sendMessage } from './twilio-send.ts'

/** Twilio's Programmable Messaging: signed callbacks in, REST out. https://www.twilio.com/docs/messaging/guides/webhook-request */
export const twilio: Provider = {
  read: (request, channel) => {
    verifySignature(request, channel)
    if (mediaTypeOf(request) !== FORM) throw new GatewayError('media_type_unsupported', `Twilio posts ${FORM}`)
    return readCallback(readForm(request.rawBody), channel)
  },
  send: sendMessage,
  fetchMedia,
  probe: probeAccount,
  taken: () => ({ status: 200, mediaType: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' }),
}

/** The base64 of HMAC-SHA1 with the auth token over the address as Twilio called it and each parameter, sorted by name. https://www.twilio.com/docs/usage/security */
function verifySignature(request: InboundRequest, channel: SmsChannel): void {
  const { publicUrl } = channel.config
  if (publicUrl === undefined)
    throw new GatewayError('config_invalid', `channel ${channel.id}: set config.publicUrl; Twilio signs the address that it calls`)
  const given = request.headers['x-twilio-signature'] ?? ''
  const at = request.url.indexOf('?')
  const query = at < 0 ? '' : request.url.slice(at)
  const called = `${publicUrl}${query}`
  const signed = called + signedText(request)
  // Some fronts of Twilio's sign the address with its port, some without.
  const other = withOtherPort(called)
  const texts = other === null ? [signed] : [signed, other + signedText(request)]
  const expected = readSecrets(channel, 'secret').flatMap((token) => texts.map((text) => signTwilio(token, text)))
  if (isOneOf(expected, given) && bodyIsWhole(request)) return
  throw new GatewayError(
    'signature_invalid',
    "X-Twilio-Signature must be Twilio's, with this channel's auth token, for the address in config.publicUrl and what is posted",
  )
}

/** Also for tests. */
export function signTwilio(token: string, text: string): string {
  return createHmac('sha1', token).update(text).digest('base64')
}

/** A name that comes twice is signed with its values in order, each once. */
function signedText(request: InboundRequest): string {
  if (mediaTypeOf(request) !== FORM) return ''
  const values = new Map<string, Set<string>>()
  for (const [name, value] of readForm(request.rawBody).pairs) values.set(name, (values.get(name) ?? new Set()).add(value))
  return [...values.keys()]
    .sort()
    .map((name) =>
      [...(values.get(name) ?? [])]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('')
}

/** A body that is no form is signed by its SHA-256 in the address. */
function bodyIsWhole(request: InboundRequest): boolean {
  if (mediaTypeOf(request) === FORM) return true
  const digest = createHash('sha256').update(request.rawBody).digest('hex')
  return isOneOf([request.query['bodySHA256'] ?? ''], digest)
}

function withOtherPort(address: string): string | null {
  const found = /^(https?):\/\/([^/?#]+?)(:\d+)?([/?#].*)?$/.exec(address)
  if (found === null) return null
  const [, scheme, host, port, rest = ''] = found
  const usual = scheme === 'https' ? ':443' : ':80'
  if (port === undefined) return `${scheme}://${host}${usual}${rest}`
  return port === usual ? `${scheme}://${host}${rest}` : null
}

const DELIVERED: ReadonlySet<string> = new Set(['delivered', 'read'])
const FAILED: ReadonlySet<string> = new Set(['undelivered', 'failed', 'canceled'])

function readCallback(form: Parameters, channel: SmsChannel): Incoming {
  const id = form.text('MessageSid') ?? form.text('SmsSid') ?? form.text('SmsMessageSid')
  const status = (form.text('MessageStatus') ?? form.text('SmsStatus') ?? '').toLowerCase()
  if (status !== '' && status !== 'received' && status !== 'receiving') {
    const outcome = DELIVERED.has(status) ? 'delivered' : FAILED.has(status) ? 'failed' : null
    if (id === undefined || outcome === null) return { kind: 'nothing', why: 'a step on the way of a message' }
    const to = form.text('To')
    const error = form.text('ErrorCode')?.replace(/\W/g, '').slice(0, 10)
    return {
      kind: 'receipt',
      reference: id,
      outcome,
      detail: ['twilio', status.replace(/\W/g, '').slice(0, 20), error].filter(Boolean).join(' '),
      ...(to ? { of: to } : {}),
    }
  }
  const account = form.text('AccountSid')
  if (account !== undefined && account !== twilioOf(channel).accountSid)
    throw new GatewayError('signature_invalid', 'the AccountSid is not that of this channel')
  const from = form.text('From')
  const text = form.text('Body', 20_000)
  if (id === undefined || from === undefined || text === undefined)
    throw new GatewayError('request_unreadable', 'a message has MessageSid, From and Body', {
      at: `/${id === undefined ? 'MessageSid' : from === undefined ? 'From' : 'Body'}`,
    })
  // whatsapp:+62…, rcs:+62…: another channel of Twilio's, with the same number.
  return {
    kind: 'message',
    message: { from: from.replace(/^[a-z]+:(?=\+)/, ''), to: form.text('To') ?? '', text, exact: true, id, media: readMedia(form) },
  }
}

function readMedia(form: Parameters): readonly Media[] {
  const count = Math.min(Number(form.text('NumMedia') ?? '0') || 0, 10)
  return Array.from({ length: count }, (_, index) => ({
    url: form.text(`MediaUrl${index}`) ?? '',
    mediaType: form.text(`MediaContentType${index}`) ?? 'application/octet-stream',
  })).filter(({ url }) => url !== '')
}
