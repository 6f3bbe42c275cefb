import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { GatewayError } from '../contract/errors.ts'

/** OWASP Password Storage Cheat Sheet, 2025: N=2^17, r=8, p=1. */
const COST = { N: 2 ** 17, r: 8, p: 1 }
const KEY_BYTES = 32
const LEAST_CHARS = 12
const MOST_BYTES = 1024

/** `scrypt$N$r$p$salt$hash`, so that the cost may grow later. */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), hash.toString('base64')].join('$')
}

/** In the same time for an unknown name: `stored` null is compared with a hash that nothing fits. Throws `throttled` when too many are asked for at once. */
export async function passwordFits(password: string, stored: string | null): Promise<boolean> {
  if (Buffer.byteLength(password) > MOST_BYTES) return false
  const [, n, r, p, salt = '', hash = ''] = (stored ?? UNFIT).split('$')
  const expected = Buffer.from(hash, 'base64')
  const given = await derive(password, Buffer.from(salt, 'base64'), { N: Number(n), r: Number(r), p: Number(p) })
  return timingSafeEqual(given, expected) && stored !== null
}

/** Throws `schema_violation`. Length is what counts (NIST SP 800-63B-4); no rule of signs, and no end by time. */
export function checkNewPassword(password: string, name: string): void {
  const refuse = (why: string) => new GatewayError('schema_violation', why, { at: '/password' })
  if ([...password].length < LEAST_CHARS) throw refuse(`a password has at least ${LEAST_CHARS} characters`)
  if (Buffer.byteLength(password) > MOST_BYTES) throw refuse('the password is too long')
  if (new Set(password.toLowerCase()).size < 5 || password.toLowerCase().includes(name.toLowerCase()))
    throw refuse('the password is too easy to guess: it repeats itself, or holds the name of the account')
}

/** 96 random bits, as a person can type them. */
export const newPassword = (): string => randomBytes(12).toString('base64url')

const UNFIT = `scrypt$${COST.N}$${COST.r}$${COST.p}$${Buffer.alloc(16).toString('base64')}$${Buffer.alloc(KEY_BYTES).toString('base64')}`

async function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  await enter()
  try {
    const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r }
    return await new Promise((resolve, reject) =>
      scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key))),
    )
  } finally {
    leave()
  }
}

/** Each takes 128 MiB and a thread that files and names need too. */
const AT_ONCE = 2
const MOST_WAITING = 20
const waiting: (() => void)[] = []
let atWork = 0

async function enter(): Promise<void> {
  if (atWork < AT_ONCE) {
    atWork += 1
    return
  }
  if (waiting.length >= MOST_WAITING)
    throw new GatewayError('throttled', 'too many sign in at this moment; try again in a few seconds', { retryAfterMs: 5000 })
  await new Promise<void>((resolve) => waiting.push(resolve))
}

/** The place goes to who waits longest. */
function leave(): void {
  const next = waiting.shift()
  if (next) next()
  else atWork -= 1
}
