import type { InboundRequest } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'

/** A header that the channel's auth asks for. Throws `signature_invalid` with its name. */
export function requireHeader(request: InboundRequest, name: string): string {
  const value = request.headers[name.toLowerCase()]?.trim()
  if (value) return value
  throw new GatewayError('signature_invalid', `the header ${name} is missing or empty; this channel asks for it`)
}

/** Unix seconds, or milliseconds (13 digits), near enough to `now`. Throws `signature_invalid`. */
export function checkTime(header: string, text: string, now: Date, toleranceSeconds: number): void {
  if (!/^\d{1,13}$/.test(text)) throw new GatewayError('signature_invalid', `${header} must be the time of signing in Unix seconds`)
  const at = text.length > 11 ? Number(text) : Number(text) * 1000
  const offSeconds = Math.round((at - now.getTime()) / 1000)
  if (Math.abs(offSeconds) <= toleranceSeconds) return
  const way = offSeconds < 0 ? 'behind' : 'ahead of'
  throw new GatewayError('signature_invalid', `${header} is ${Math.abs(offSeconds)} s ${way} our clock; ${toleranceSeconds} s are allowed`)
}
