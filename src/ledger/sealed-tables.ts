import type { Log } from '../contract/connector.ts'
import { blindKeyContext, sealedOf } from './blind-index.ts'
import type { Queryable } from './database.ts'
import { memoryContext } from './memory.ts'
import { personContext } from './people.ts'
import type { SealingKeys } from './sealing.ts'

/** Tables with one sealed value a row, beside sealed_parts. What is here takes part in the rotation of keys and in their count. */
interface SealedTable {
  readonly name: string
  /** Its primary key as one text; rows are taken in this order. */
  readonly key: string
  /** What the seal is bound to. */
  context(key: string): string
}

const TABLES: readonly SealedTable[] = [
  { name: 'people', key: 'complaint_id::text', context: personContext },
  { name: 'blind_keys', key: 'id::text', context: blindKeyContext },
  { name: 'memory', key: `channel || '/' || encode(key_index, 'hex')`, context: memoryContext },
]

export const SEALED_TABLE_NAMES: readonly string[] = TABLES.map(({ name }) => name)

export interface Resealed {
  readonly resealed: number
  readonly unreadable: number
  readonly next: string | null
}

/** Where the other tables begin, behind the last of sealed_parts. */
export const FIRST_TABLE = `${TABLES[0]?.name}:`

/** One bounded batch of one table; `after` is `<table>:<key>`. A value that does not open is left as it is. */
export async function resealTable(tx: Queryable, keys: SealingKeys, log: Log, limit: number, after: string): Promise<Resealed> {
  const [name = '', ...rest] = after.split(':')
  const position = TABLES.findIndex((table) => table.name === name)
  const table = TABLES[position]
  if (table === undefined) return { resealed: 0, unreadable: 0, next: null }
  const older = keys.ids.filter((id) => id !== keys.newestId)
  const rows = await tx.query<SealedRow>(
    `select ${table.key} as key, key_id, nonce, sealed from ${table.name} where key_id = any($1) and ${table.key} > $2 order by 1 limit $3 for update skip locked`,
    [older, rest.join(':'), limit],
  )
  let resealed = 0
  for (const row of rows) {
    const plain = keys.open(sealedOf(row), table.context(row.key))
    if (plain === null) {
      log.error({ table: table.name, keyId: row.key_id }, 'a sealed value cannot be opened, and was not sealed anew')
      continue
    }
    const { keyId, nonce, sealed } = keys.seal(plain, table.context(row.key))
    await tx.query(`update ${table.name} set key_id = $2, nonce = $3, sealed = $4 where ${table.key} = $1`, [row.key, keyId, nonce, sealed])
    resealed += 1
  }
  const following = TABLES[position + 1]
  const next = rows.length === limit ? `${name}:${rows.at(-1)?.key}` : following ? `${following.name}:` : null
  return { resealed, unreadable: rows.length - resealed, next }
}

interface SealedRow {
  key: string
  key_id: string
  nonce: Buffer
  sealed: Buffer
}
