import { createCipheriv, createDecipheriv, createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { GatewayError } from '../contract/errors.ts'
import { random } from './random.ts'

export interface Sealed {
  readonly keyId: string
  readonly nonce: Buffer
  /** Cipher text with its tag behind it. */
  readonly sealed: Buffer
}

/** AES-256-GCM under several keys: the newest seals, all open. */
export interface SealingKeys {
  readonly newestId: string
  readonly ids: readonly string[]
  /** `context` is bound to the cipher text: what was sealed for one place does not open at another. */
  seal(plain: Uint8Array, context: string): Sealed
  /** null: its key is not among these, or it was tampered with. */
  open(sealed: Sealed, context: string): Buffer | null
  /** Tells two keys apart without showing them; null: it is not among these. */
  fingerprint(id: string): string | null
  /** The first id that stands for other bytes than it did before; null: none. */
  changedFrom(before: SealingKeys): string | null
}

/** Reads `GATEWAY_KEYS`: `id:base64,…`, newest first. Its errors say which entry is wrong and what to write, and never show a key. */
export function parseKeys(text: string): SealingKeys {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  if (entries.length === 0) throw new GatewayError('config_invalid', `GATEWAY_KEYS is empty; write ${EXAMPLE}`)
  const keys = new Map<string, KeyObject>()
  for (const [index, entry] of entries.entries()) {
    const { id, key } = readEntry(entry, index + 1)
    if (keys.has(id))
      throw new GatewayError(
        'config_invalid',
        `GATEWAY_KEYS entry ${index + 1}: its id is used by an earlier entry; give every key its own id`,
      )
    keys.set(id, createSecretKey(key))
  }
  return sealingKeys(keys)
}

/** A new `GATEWAY_KEYS` with one key. */
export function newKeys(): string {
  return `k${randomBytes(4).toString('hex')}:${randomBytes(KEY_BYTES).toString('base64')}`
}

const KEY_BYTES = 32
export const NONCE_BYTES = 12
const TAG_BYTES = 16
const CIPHER = 'aes-256-gcm'
const EXAMPLE = 'id:base64 of 32 random bytes, for instance "k1:$(openssl rand -base64 32)"'

function readEntry(entry: string, number: number): { id: string; key: Buffer } {
  const wrong = (what: string) => new GatewayError('config_invalid', `GATEWAY_KEYS entry ${number}: ${what}; write ${EXAMPLE}`)
  const colon = entry.indexOf(':')
  if (colon === -1) throw wrong('there is no ":" between id and key')
  const id = entry.slice(0, colon).trim()
  const encoded = entry.slice(colon + 1).trim()
  if (!/^[A-Za-z0-9._-]{1,32}$/.test(id)) throw wrong('the id must be 1 to 32 letters, digits, dots, dashes or underscores')
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded)) throw wrong('the key is not base64')
  const key = Buffer.from(encoded, 'base64')
  if (key.length !== KEY_BYTES) throw wrong(`the key has ${key.length} bytes and must have ${KEY_BYTES}`)
  return { id, key }
}

/** Key objects: a cipher made from bytes copies and checks them each time, which costs more than sealing a report. */
function sealingKeys(keys: ReadonlyMap<string, KeyObject>): SealingKeys {
  const newest = keys.entries().next().value
  if (newest === undefined) throw new GatewayError('config_invalid', `GATEWAY_KEYS is empty; write ${EXAMPLE}`)
  const [newestId, newestKey] = newest
  const fingerprint = (id: string): string | null => {
    const key = keys.get(id)
    return key === undefined ? null : createHash('sha256').update(key.export()).digest('hex')
  }
  return {
    newestId,
    ids: [...keys.keys()],
    fingerprint,
    changedFrom: (before) =>
      [...keys.keys()].find((id) => before.fingerprint(id) !== null && before.fingerprint(id) !== fingerprint(id)) ?? null,
    seal(plain, context) {
      const nonce = random(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, newestKey, nonce).setAAD(Buffer.from(context))
      const covered = cipher.update(plain)
      // GCM ciphers byte by byte: nothing is left for the end.
      cipher.final()
      return { keyId: newestId, nonce, sealed: Buffer.concat([covered, cipher.getAuthTag()], covered.length + TAG_BYTES) }
    },
    open({ keyId, nonce, sealed }, context) {
      const key = keys.get(keyId)
      if (key === undefined || sealed.length < TAG_BYTES || nonce.length !== NONCE_BYTES) return null
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(context))
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
      try {
        return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()])
      } catch {
        return null
      }
    },
  }
}
