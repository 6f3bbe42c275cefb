import type { Expiry } from '../contract/health.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import { certificatesOf } from '../intake/channel-context.ts'

/** What of a channel ends some day, where it can be known: certificates that were shown to us, and secrets that say their own end (a JWT). */
export function expiriesOf(settings: ChannelSettings): Expiry[] {
  const certificates = [...certificatesOf(settings)].map(([of, at]): Expiry => ({ what: 'certificate', of, at: at.toISOString() }))
  const credentials = Object.entries(settings.secrets).flatMap(([name, value]): Expiry[] => {
    const at = endOf(value)
    return at === null ? [] : [{ what: 'credential', of: name, at: at.toISOString() }]
  })
  return [...certificates, ...credentials].sort((a, b) => a.at.localeCompare(b.at))
}

/** The end that a secret says itself: the `exp` of the newest JSON Web Token in it (RFC 7519). Read, not verified. */
export function endOf(secret: string): Date | null {
  const payload = /(?:^|[\s,])eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]*(?:$|[\s,])/.exec(secret)?.[1]
  if (payload === undefined) return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const exp = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : null
    const at = typeof exp === 'number' ? new Date(exp * 1000) : null
    return at === null || Number.isNaN(at.getTime()) ? null : at
  } catch {
    return null
  }
}
