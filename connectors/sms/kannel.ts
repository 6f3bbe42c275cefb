import type { InboundRequest, Probe } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { probeLine } from '../../src/contract/probe-words.ts'
import { readUserDataHeader } from '../../src/contract/short-message/user-data-header.ts'
import { refusalOf } from './answers.ts'
import type { KannelConfig, SmsChannel } from './config.ts'
import { mediaTypeOf, type Parameters, readParameters } from './parameters.ts'
import type { Incoming, Outgoing, Provider } from './provider.ts'
import { kannelOf } from './provider-config.ts'
import { isUcs2, readText } from './read-text.ts'
import { isProof, proveReference, readSendSecret } from './secrets.ts'
import { readTime } from './times.ts'
import { verifySharedSecret } from './verify.ts'

/** Kannel's sms-service (get-url, post-url) and sendsms: https://www.kannel.org/userguide.shtml */
export const kannel: Provider = {
  read: (request, channel) => {
    const parameters = readParameters(request)
    const reference = parameters.text(RECEIPT.reference)
    if (parameters.text(RECEIPT.type) !== undefined && reference !== undefined) return readReceipt(parameters, reference, channel)
    verifySharedSecret(request, parameters, channel)
    return readMessage(request, parameters, kannelOf(channel), channel)
  },
  send: sendMessage,
  probe: probeSendsms,
  // With any body, and with the usual `max-messages`, Kannel would send it to the person.
  taken: () => ({ status: 200, mediaType: 'text/plain', body: '' }),
}

/** Parameters of our own dlr-url. */
const RECEIPT = { type: 'dlr', reference: 'message', proof: 'proof', answer: 'answer', of: 'of' } as const

/** Types of dlr-mask: delivered, not delivered, refused by the SMSC. 4 and 8 are steps on the way. */
const OUTCOMES: Readonly<Record<string, 'delivered' | 'failed'>> = { '1': 'delivered', '2': 'failed', '16': 'failed' }
const MASK = 1 + 2 + 16

function readReceipt(parameters: Parameters, reference: string, channel: SmsChannel): Incoming {
  if (!isProof(channel, reference, parameters.text(RECEIPT.proof) ?? ''))
    throw new GatewayError('signature_invalid', 'this delivery receipt answers no message of this channel: its proof is missing or another')
  const type = parameters.text(RECEIPT.type) ?? ''
  const outcome = OUTCOMES[type]
  if (outcome === undefined) return { kind: 'nothing', why: 'a step on the way of a message' }
  // The SMSC's words repeat the text; what it says of the state does not.
  const [, state = ''] = /stat:(\w{1,10})/i.exec(parameters.text(RECEIPT.answer, 10_000) ?? '') ?? []
  const [, error = ''] = /err:(\w{1,10})/i.exec(parameters.text(RECEIPT.answer, 10_000) ?? '') ?? []
  const of = parameters.text(RECEIPT.of)
  const detail = ['kannel', type, state, error].filter((word) => word !== '').join(' ')
  return { kind: 'receipt', reference, outcome, detail, ...(of ? { of } : {}) }
}

/** What post-url says in headers, beside the query. */
const HEADERS = {
  from: 'x-kannel-from',
  to: 'x-kannel-to',
  smsc: 'x-kannel-smsc',
  coding: 'x-kannel-coding',
  time: 'x-kannel-time',
  udh: 'x-kannel-udh',
} as const

function readMessage(
  request: InboundRequest,
  parameters: Parameters,
  { parameters: names = {} }: KannelConfig,
  channel: SmsChannel,
): Incoming {
  const say = (key: keyof NonNullable<KannelConfig['parameters']>): string | undefined => {
    const header = key in HEADERS ? request.headers[HEADERS[key as keyof typeof HEADERS]] : undefined
    return parameters.text(names[key] ?? key) ?? header
  }
  const coding = say('coding')
  const isPost = request.rawBody.length > 0 && mediaTypeOf(request) !== 'application/x-www-form-urlencoded'
  const octets = parameters.octets(names.text ?? 'text') ?? (isPost ? request.rawBody : undefined)
  const from = say('from')
  if (from === undefined || octets === undefined)
    throw new GatewayError('request_unreadable', `get-url must have ${names.from ?? 'from'}=%p and ${names.text ?? 'text'}=%b`, {
      at: `/${from === undefined ? (names.from ?? 'from') : (names.text ?? 'text')}`,
    })
  if (octets.length > MAX_TEXT)
    throw new GatewayError('request_unreadable', 'the text is longer than a short message can be', { at: `/${names.text ?? 'text'}` })
  const header = readHeader(parameters.octets(names.udh ?? 'udh') ?? Buffer.from(say('udh') ?? ''))
  if (header?.port === true) return { kind: 'nothing', why: 'data for a program on the phone' }
  const charset = say('charset') ?? /charset="?([\w.:-]+)/i.exec(request.headers['content-type'] ?? '')?.[1]
  const { text, exact } = readText(octets, charset, coding === '2')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: data is known by them
  if (coding === '1' && /[\u0000-\u0008\u000e-\u001f]/.test(text)) return { kind: 'nothing', why: 'data, no text' }
  // Half a pair at the end of a part is whole in the message.
  const isCoded = header?.concatenation != null && isUcs2(charset, coding)
  const id = say('id')
  const smsc = say('smsc')
  const at = readTime(say('time'), channel.now())
  return {
    kind: 'message',
    message: {
      from,
      to: say('to') ?? '',
      text,
      exact: exact || isCoded,
      ...(id ? { id } : {}),
      ...(at === null ? {} : { at }),
      ...(smsc ? { smsc } : {}),
      ...(header?.concatenation ? { concatenation: header.concatenation } : {}),
      ...(isCoded ? { ucs2: octets } : {}),
    },
  }
}

const MAX_TEXT = 64 * 1024

/** %u are the octets themselves; X-Kannel-UDH is written in hexadecimal. */
function readHeader(udh: Uint8Array) {
  const text = Buffer.from(udh).toString('latin1').trim()
  if (text === '') return null
  return readUserDataHeader(/^(?:[0-9a-f]{2}){3,}$/i.test(text) ? Buffer.from(text, 'hex') : udh)
}

async function sendMessage(outgoing: Outgoing, channel: SmsChannel): Promise<{ reference: string }> {
  const config = kannelOf(channel)
  const url = sendsmsUrl(config, channel)
  const smsc = config.smsc ?? outgoing.smsc
  const values = {
    to: outgoing.to,
    from: outgoing.from,
    text: outgoing.text,
    charset: 'UTF-8',
    coding: outgoing.alphabet === 'ucs2' ? '2' : '0',
    ...(smsc === undefined ? {} : { smsc }),
    ...receiptValues(outgoing, config, channel),
  }
  for (const [name, value] of Object.entries(values)) if (value !== '') url.searchParams.set(name, value)
  // A GET that is sent again after a dead connection could be a message sent twice.
  const answer = await channel.http.request({
    method: 'GET',
    url: url.href,
    connectTimeoutMs: 10_000,
    timeoutMs: 30_000,
    maxAnswerBytes: 64 * 1024,
    once: true,
    signal: channel.signal,
  })
  const said = Buffer.from(answer.body).toString('latin1', 0, 500)
  if (answer.status < 200 || answer.status > 299) {
    throw refusalOf(answer, channel, answer.status === 400 && /^sender missing/i.test(said) ? 'config_invalid' : null)
  }
  if (!/^\s*(?:0:|3:|sent|accepted|queued)/i.test(said))
    throw new GatewayError(
      'response_unexpected',
      `${channel.id}: sendsms answered ${answer.status} without '0: Accepted for delivery'; is sendUrl that of sendsms?`,
    )
  return { reference: outgoing.reference }
}

function receiptValues({ reference }: Outgoing, { receipts = true }: KannelConfig, channel: SmsChannel): Record<string, string> {
  const { publicUrl } = channel.config
  if (!receipts || publicUrl === undefined || reference === '') return {}
  const query = `${RECEIPT.type}=%d&${RECEIPT.reference}=${encodeURIComponent(reference)}&${RECEIPT.proof}=${proveReference(channel, reference)}&${RECEIPT.of}=%p&${RECEIPT.answer}=%A`
  return { 'dlr-mask': String(MASK), 'dlr-url': `${publicUrl}${publicUrl.includes('?') ? '&' : '?'}${query}` }
}

function sendsmsUrl(config: KannelConfig, channel: SmsChannel): URL {
  const url = new URL(config.sendUrl)
  if (!url.searchParams.has('username') && !url.searchParams.has('user')) url.searchParams.set('username', config.username ?? 'lapor')
  if (!url.searchParams.has('password') && !url.searchParams.has('pass')) url.searchParams.set('password', readSendSecret(channel))
  return url
}

/** sendsms without a receiver looks at the credentials, then says that it is missing (400). */
async function probeSendsms(channel: SmsChannel): Promise<Probe> {
  const startedAt = performance.now()
  const url = sendsmsUrl(kannelOf(channel), channel)
  const { status } = await channel.http.request({
    method: 'GET',
    url: url.href,
    connectTimeoutMs: 5000,
    timeoutMs: 10_000,
    maxAnswerBytes: 64 * 1024,
    signal: channel.signal,
  })
  const latencyMs = Math.round(performance.now() - startedAt)
  if (status === 401 || status === 403)
    return {
      healthy: false,
      reachable: true,
      ...probeLine(
        `sendsms di ${url.host} menolak kredensial (${status}): periksa username dan sendSecret`,
        `sendsms at ${url.host} refused the credentials (${status}): check username and sendSecret`,
      ),
      latencyMs,
    }
  if (status === 400)
    return { healthy: true, ...probeLine(`sendsms di ${url.host} mengenal kita`, `sendsms at ${url.host} knows us`), latencyMs }
  const line = probeLine(`sendsms di ${url.host} menjawab ${status}`, `sendsms at ${url.host} answered ${status}`)
  return { healthy: status >= 200 && status < 300, reachable: true, ...line, latencyMs }
}
