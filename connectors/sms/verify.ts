import { createHmac } from 'node:crypto'
import { BlockList, isIP, isIPv6 } from 'node:net'
import type { InboundRequest } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { SmsChannel } from './config.ts'
import type { GenericConfig } from './generic-config.ts'
import type { Parameters } from './parameters.ts'
import { isOneOf, listSecrets, readSecrets } from './secrets.ts'

export const SECRET_HEADER = 'X-Sms-Secret'
export const SECRET_QUERY = 'secret'

/** The shared secret in the query, a header or Authorization: Bearer or Basic (as its password). Each that is there must be right. Throws `signature_invalid`. */
export function verifySharedSecret(request: InboundRequest, parameters: Parameters, channel: SmsChannel): void {
  const { query = SECRET_QUERY, header = SECRET_HEADER, trust = [] } = channel.config.auth ?? {}
  const authorization = request.headers['authorization']
  const given = [
    parameters.text(query),
    request.headers[header.toLowerCase()],
    authorization === undefined ? undefined : secretIn(authorization),
  ].filter((value) => value !== undefined)
  if (given.length === 0 && isTrusted(request.remoteAddress, trust)) return
  const expected = given.length === 0 ? [] : readSecrets(channel, 'secret')
  if (given.length > 0 && given.every((value) => isOneOf(expected, value))) return
  throw new GatewayError(
    'signature_invalid',
    `send this channel's secret once, as the parameter ${query}, the header ${header} or Authorization: Bearer; ${given.length === 0 ? 'none was sent' : 'another was sent'}`,
  )
}

function secretIn(authorization: string): string {
  const [, scheme = '', value = ''] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization) ?? []
  return scheme.toLowerCase() === 'basic'
    ? Buffer.from(value, 'base64')
        .toString()
        .replace(/^[^:]*:?/, '')
    : value
}

/** The HMAC-SHA256 of the body. Throws `signature_invalid`. */
export function verifyHmac(request: InboundRequest, channel: SmsChannel, signature: NonNullable<GenericConfig['signature']>): void {
  const { header, encoding = 'hex', prefix = '' } = signature
  const asked = `${header} must be ${prefix === '' ? '' : `'${prefix}' and `}the ${encoding} of the HMAC-SHA256 of the body with this channel's secret`
  const sent = request.headers[header.toLowerCase()]
  if (request.rawBody.length === 0) throw new GatewayError('signature_invalid', `${asked}; a request without a body cannot be signed`)
  if (sent?.startsWith(prefix) !== true) throw new GatewayError('signature_invalid', asked)
  const given = sent.slice(prefix.length)
  const expected = readSecrets(channel, 'secret').map((secret) => createHmac('sha256', secret).update(request.rawBody).digest(encoding))
  if (!isOneOf(expected, encoding === 'hex' ? given.toLowerCase() : given)) throw new GatewayError('signature_invalid', asked)
}

/** Whether the channel can prove who calls. */
export function canVerify(channel: SmsChannel): boolean {
  return listSecrets(channel, 'secret').length > 0 || (channel.config.auth?.trust?.length ?? 0) > 0
}

function isTrusted(address: string, blocks: readonly string[]): boolean {
  const list = new BlockList()
  for (const block of blocks) {
    const [network = '', bits] = block.split('/')
    const family = isIPv6(network) ? 'ipv6' : 'ipv4'
    try {
      if (bits === undefined) list.addAddress(network, family)
      else list.addSubnet(network, Number(bits), family)
    } catch {
      // A block that is none trusts nobody.
    }
  }
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(plain) !== 0 && list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}
