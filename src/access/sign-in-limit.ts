import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { GatewayError } from '../contract/errors.ts'
import type { Ledger } from '../ledger/ledger.ts'

export interface SignInLimits {
  readonly windowMs: number
  /** Tries with one name from one address: so that a stranger does not keep its owner out. */
  readonly perNameHere: number
  /** Tries with one name, from wherever (NIST SP 800-63B-4: at most 100). */
  readonly perName: number
  /** Tries from one address: an office may have one for all its people. */
  readonly perAddress: number
}

export const SIGN_IN_LIMITS: SignInLimits = { windowMs: 15 * 60_000, perNameHere: 10, perName: 100, perAddress: 60 }

/**
 * Counts a try before its password is looked at, over all gateways. Throws `throttled` with the time that is left of the window; tries meanwhile do not make it longer.
 * `onFull` is told when the last try of a name was spent, from one address or from all.
 */
export async function admitTry(
  { signInTries }: Pick<Ledger, 'signInTries'>,
  limits: SignInLimits,
  { name, address }: { name: string; address: string | null },
  onFull: () => void,
): Promise<void> {
  const most = new Map([[nameKeyOf(name), limits.perName]])
  const ofName = new Set(most.keys())
  if (address !== null) {
    most.set(nameKeyOf(name, address), limits.perNameHere).set(addressKeyOf(address), limits.perAddress)
    ofName.add(nameKeyOf(name, address))
  }
  const counts = await signInTries.count([...most.keys()], limits.windowMs)
  const over = counts.filter(({ key, tries }) => tries > (most.get(key) ?? 0))
  if (over.some(({ key, tries }) => ofName.has(key) && tries === (most.get(key) ?? 0) + 1)) onFull()
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
  if (address === null) return signInTries.forgive([nameKeyOf(name)], null)
  return signInTries.forgive([nameKeyOf(name), nameKeyOf(name, address)], addressKeyOf(address))
}

/** What is typed as a name may be a password. */
function nameKeyOf(name: string, address: string | null = null): string {
  const here = address === null ? '' : `\n${addressKeyOf(address)}`
  return `name:${createHash('sha256').update(`${name.trim().toLowerCase()}${here}`).digest('base64url')}`
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
