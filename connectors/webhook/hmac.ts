import { createHmac } from 'node:crypto'
import type { InboundRequest } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { Auth, WebhookChannel } from './config.ts'
import { isOneOf, readSecrets } from './secrets.ts'
import { checkTime, requireHeader } from './signed-headers.ts'

type HmacAuth = Auth & { kind: 'hmac' }

/** Verifies an HMAC over the raw body, or over time and raw body. Throws `signature_invalid`. */
export function verifyHmac(request: InboundRequest, channel: WebhookChannel, auth: HmacAuth): void {
  const { algorithm = 'sha256', encoding = 'hex', prefix = '' } = auth
  const sent = requireHeader(request, auth.header)
  const signature = `the ${encoding} of HMAC-${algorithm.toUpperCase()}`
  const asked = `${auth.header} must be ${prefix === '' ? `${signature}, without a prefix` : `'${prefix}' and ${signature}`}`
  if (!sent.startsWith(prefix)) throw new GatewayError('signature_invalid', asked)
  const given = decode(sent.slice(prefix.length), encoding)
  if (given === null) throw new GatewayError('signature_invalid', asked)
  const before = signedBefore(request, channel, auth)
  const expected = readSecrets(channel, 'secret').map((secret) =>
    createHmac(algorithm, secret).update(before).update(request.rawBody).digest(),
  )
  if (isOneOf(expected, given)) return
  const what = auth.timestamp === undefined ? 'the raw body' : `'${auth.timestamp.signed ?? SIGNED}'`
  throw new GatewayError('signature_invalid', `the signature in ${auth.header} is not that of ${what} with the channel's secret`)
}

const SIGNED = '{timestamp}.{body}'

/** What is signed ahead of the body. */
function signedBefore(request: InboundRequest, channel: WebhookChannel, auth: HmacAuth): string {
  if (auth.timestamp === undefined) return ''
  const text = requireHeader(request, auth.timestamp.header)
  checkTime(auth.timestamp.header, text, channel.now(), auth.timestamp.toleranceSeconds ?? 300)
  return (auth.timestamp.signed ?? SIGNED).replace('{body}', '').replace('{timestamp}', () => text)
}

const ENCODINGS = {
  hex: /^(?:[0-9a-fA-F]{2})+$/,
  base64: /^[A-Za-z0-9+/]+={0,2}$/,
  base64url: /^[A-Za-z0-9_-]+={0,2}$/,
} as const

function decode(text: string, encoding: keyof typeof ENCODINGS): Buffer | null {
  return ENCODINGS[encoding].test(text) ? Buffer.from(text, encoding) : null
}
