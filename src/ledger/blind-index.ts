import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { Log } from '../contract/connector.ts'
import type { Database, Queryable } from './database.ts'
import type { Sealed, SealingKeys } from './sealing.ts'
import { newId } from './uuid.ts'

/**
 * Finds again what is sealed, without telling what it is: HMAC-SHA-256 under a key that does not rotate. The key lies sealed in the ledger. When it cannot be
 * opened a new one is made, and nothing stops: what was indexed under the lost one is not found until its sealing key is back; then both are looked for.
 */
export interface BlindIndex {
  /** One for each key, never none. The first is the one to write; any of them may have been written. `place` keeps the indexes of different things apart. */
  of(place: string, value: string): Promise<[Buffer, ...Buffer[]]>
  /** The same for who only looks: no key is made. Empty: no key is here, nothing can be found. */
  known(place: string, value: string): Promise<Buffer[]>
}

export function openBlindIndex(database: Database, keys: SealingKeys, log: Log): BlindIndex {
  let known: { readonly keys: Promise<[KeyObject, ...KeyObject[]]>; readonly until: number } | null = null

  async function read(from: Queryable): Promise<KeyObject[]> {
    const rows = await from.query<KeyRow>('select id, key_id, nonce, sealed from blind_keys order by made_at, id')
    return rows.flatMap((row) => {
      const key = keys.open(sealedOf(row), blindKeyContext(row.id))
      if (key === null)
        log.error({ keyId: row.key_id }, 'the key by which people find their own cases cannot be opened: put its key into GATEWAY_KEYS')
      return key === null ? [] : createSecretKey(key)
    })
  }

  /** Gateways that start at once agree on one. */
  const make = () =>
    database.transaction(async (tx): Promise<[KeyObject, ...KeyObject[]]> => {
      await tx.query('select pg_advisory_xact_lock($1)', [MAKING_LOCK])
      const [first, ...more] = await read(tx)
      if (first !== undefined) return [first, ...more]
      const [id, key] = [newId(), randomBytes(32)]
      const { keyId, nonce, sealed } = keys.seal(key, blindKeyContext(id))
      await tx.query('insert into blind_keys (id, key_id, nonce, sealed) values ($1, $2, $3, $4)', [id, keyId, nonce, sealed])
      return [createSecretKey(key)]
    })

  /** Who asks at once waits for the same answer, so that nobody overtakes anybody. */
  function current(): Promise<[KeyObject, ...KeyObject[]]> {
    if (known !== null && performance.now() < known.until) return known.keys
    const keys = readOrMake()
    known = { keys, until: performance.now() + KNOWN_MS }
    keys.catch(() => {
      known = null
    })
    return keys
  }

  async function readOrMake(): Promise<[KeyObject, ...KeyObject[]]> {
    const [first, ...more] = await read(database)
    return first === undefined ? make() : [first, ...more]
  }

  const hash = (key: KeyObject, place: string, value: string) => createHmac('sha256', key).update(`${place}\n${value}`).digest()

  return {
    async of(place, value) {
      const [first, ...more] = await current()
      return [hash(first, place, value), ...more.map((key) => hash(key, place, value))]
    },
    known: async (place, value) => (await read(database)).map((key) => hash(key, place, value)),
  }
}

/** Another gateway may have made one, or a lost one may be back. */
const KNOWN_MS = 30_000
/** Any number that nobody else locks in this database. */
const MAKING_LOCK = 4_932_260_702

/** Of people, and of the messages in which they were told. */
export const senderPlace = (channel: string): string => `sender/${channel}`
export const PHONE_PLACE = 'phone'
export const EMAIL_PLACE = 'email'
export const messagePlace = (channel: string): string => `sent/${channel}`

export const blindKeyContext = (id: string): string => `blind-key/${id.toLowerCase()}`

interface KeyRow {
  id: string
  key_id: string
  nonce: Buffer
  sealed: Buffer
}

export function sealedOf(row: Omit<KeyRow, 'id'>): Sealed {
  return { keyId: row.key_id, nonce: row.nonce, sealed: row.sealed }
}
