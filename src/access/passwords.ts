import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** OWASP Password Storage Cheat Sheet, 2025: N=2^17, r=8, p=1. */
const COST = { N: 2 ** 17, r: 8, p: 1 }
const KEY_BYTES = 32
export const LEAST_CHARS = 12
const MOST_BYTES = 1024

/** `scrypt$N$r$p$salt$hash`, so that the cost may grow later. */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), hash.toString('base64')].join('$')
}

/** In the same time for an unknown name: `stored` null is compared with a hash that nothing fits. */
export async function passwordFits(password: string, stored: string | null): Promise<boolean> {
  if (Buffer.byteLength(password) > MOST_BYTES) return false
  const [, n, r, p, salt = '', hash = ''] = (stored ?? UNFIT).split('$')
  const expected = Buffer.from(hash, 'base64')
  const given = await derive(password, Buffer.from(salt, 'base64'), { N: Number(n), r: Number(r), p: Number(p) })
  return timingSafeEqual(given, expected) && stored !== null
}

const UNFIT = `scrypt$${COST.N}$${COST.r}$${COST.p}$${Buffer.alloc(16).toString('base64')}$${Buffer.alloc(KEY_BYTES).toString('base64')}`

function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r }
  return new Promise((resolve, reject) =>
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key))),
  )
}
