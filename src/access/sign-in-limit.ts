import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { GatewayError } from '../contract/errors.ts'
import type { Ledger } from '../ledger/ledger.ts'

export interface SignInLimits {
  readonly windowMs: number
  /** Tries with one name, from wherever. */
  readonly perName: number
  /** Tries from one address: an office may have one for all its people. */
  readonly perAddress: number
}

export const SIGN_IN_LIMITS: SignInLimits = { windowMs: 15 * 60_000, perName: 10, perAddress: 60 }

/**
 * Counts a try before its password is looked at, over all gateways. Throws `throttled` with the time that is left of the window; tries meanwhile do not make it longer.
 * `onFull` is told when the last try of a name was spent.
 */
export async function admitTry(
  { signInTries }: Pick<Ledger, 'signInTries'>,
  limits: SignInLimits,
  { name, address }: { name: string; address: string | null },
  onFull: () => void,
): Promise<void> {
  const nameKey = nameKeyOf(name)
  const counts = await signInTries.count([nameKey, ...(address === null ? [] : [addressKeyOf(address)])], limits.windowMs)
  const over = counts.filter(({ key, tries }) => tries > (key === nameKey ? limits.perName : limits.perAddress))
  if (counts.some(({ key, tries }) => key === nameKey && tries === limits.perName + 1)) onFull()
  if (over.length === 0) return
  const retryAfterMs = Math.max(1000, ...over.map(({ endsInMs }) => endsInMs))
  throw new GatewayError('throttled', `too many tries to sign in; try again in ${Math.ceil(retryAfterMs / 60_000)} minutes`, {
    retryAfterMs,
  })
}

/** It was the right password. */
export function forgiveTry(
  { signInTries }: Pick<Ledger, 'signInTries'>,
  { name, address }: { name: string; address: string | null },
): Promise<void> {
  return signInTries.forgive(nameKeyOf(name), address === null ? null : addressKeyOf(address))
}

/** What is typed as a name may be a password. */
function nameKeyOf(name: string): string {
  return `name:${createHash('sha256').update(name.trim().toLowerCase()).digest('base64url')}`
}

/** Whoever has an IPv6 address has at least 2^64 of them. */
export function addressKeyOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!isIPv6(plain)) return `address:${plain}`
  const [head = '', tail] = plain.toLowerCase().split('%')[0]?.split('::') ?? []
  const parts = (text: string) => (text === '' ? [] : text.split(':'))
  const first = parts(head)
  const last = tail === undefined ? [] : parts(tail)
  const whole = [...first, ...Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0'), ...last]
  return `address:${whole
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
