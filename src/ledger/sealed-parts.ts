import type { Reporter } from '../contract/complaint.ts'
import type { Log } from '../contract/connector.ts'
import type { Database, Queryable } from './database.ts'
import type { SealedParts } from './ledger.ts'
import { FIRST_TABLE, type Resealed, resealTable, SEALED_TABLE_NAMES } from './sealed-tables.ts'
import type { Sealed, SealingKeys } from './sealing.ts'

export type SealedPartName = 'reporter' | 'raw'

export function openSealedParts(database: Database, keys: SealingKeys, log: Log): SealedParts {
  async function open(complaintId: string, part: SealedPartName): Promise<{ bytes: Buffer; mediaType: string } | null> {
    const [row] = await database.query<PartRow>('select * from sealed_parts where complaint_id = $1 and part = $2', [complaintId, part])
    if (row === undefined) return null
    const bytes = openSealed(keys, log, complaintId, part, sealedOf(row))
    return bytes === null ? null : { bytes, mediaType: row.media_type ?? 'application/octet-stream' }
  }

  return {
    async openReporter(complaintId) {
      const part = await open(complaintId, 'reporter')
      return part === null ? null : readReporter(part.bytes)
    },
    async openReporters(complaintIds) {
      const rows = await database.query<PartRow>(`select * from sealed_parts where complaint_id = any($1::uuid[]) and part = 'reporter'`, [
        complaintIds,
      ])
      return new Map(
        rows.map((row) => {
          const plain = keys.open(sealedOf(row), sealingContext(row.complaint_id, 'reporter'))
          return [row.complaint_id, plain === null ? 'unreadable' : (JSON.parse(plain.toString()) as Reporter)]
        }),
      )
    },
    async hasReporter(complaintId) {
      const rows = await database.query(`select 1 from sealed_parts where complaint_id = $1 and part = 'reporter'`, [complaintId])
      return rows.length > 0
    },
    openRaw: (complaintId) => open(complaintId, 'raw'),
    reseal: (limit, after) => database.transaction((tx) => resealAll(tx, keys, log, limit, after)),
    async countByKey() {
      const rows = await database.query<{ keyId: string; parts: number }>(
        `select key_id as "keyId", count(*)::int as parts from (${ALL_TABLES.map(
          (table) => `select key_id from ${table} where key_id is not null`,
        ).join(' union all ')}) sealed group by 1 order by 1`,
      )
      const known = new Set(keys.ids)
      const unused = keys.ids.filter((id) => !rows.some(({ keyId }) => keyId === id)).map((keyId) => ({ keyId, parts: 0, known: true }))
      return [...rows.map((row) => ({ ...row, known: known.has(row.keyId) })), ...unused]
    },
    async countUnreadable() {
      const used = await database.query<{ keyId: string }>(USED_KEYS)
      const missing = used.flatMap(({ keyId }) => (keys.ids.includes(keyId) ? [] : [keyId]))
      if (missing.length === 0) return []
      return database.query<{ keyId: string; parts: number }>(
        `select key_id as "keyId", count(*)::int as parts from (${ALL_TABLES.map(
          (table) => `select key_id from ${table} where key_id = any($1)`,
        ).join(' union all ')}) sealed group by 1 order by 1`,
        [missing],
      )
    },
  }
}

const ALL_TABLES = ['sealed_parts', ...SEALED_TABLE_NAMES]

/** From each key to the next. */
const USED_KEYS = ALL_TABLES.map(
  (table) => `
select key_id as "keyId" from (
  with recursive used as (
    (select key_id from ${table} where key_id is not null order by key_id limit 1)
    union all
    select (select key_id from ${table} next where next.key_id > used.key_id order by key_id limit 1) from used where used.key_id is not null
  )
  select key_id from used where key_id is not null) ${table}`,
).join(' union ')

/** null: its key is lost, or it was tampered with (logged). */
export function openSealed(keys: SealingKeys, log: Log, complaintId: string, part: SealedPartName, sealed: Sealed): Buffer | null {
  const bytes = keys.open(sealed, sealingContext(complaintId, part))
  if (bytes === null) log.error({ complaintId, part, keyId: sealed.keyId }, 'a sealed part cannot be opened: put its key into GATEWAY_KEYS')
  return bytes
}

/** We wrote it ourselves, and the seal proves that nobody else did. */
export function readReporter(bytes: Buffer): Reporter {
  return JSON.parse(bytes.toString()) as Reporter
}

/** First the parts of complaints, then the other tables; as much as one batch allows. */
async function resealAll(tx: Queryable, keys: SealingKeys, log: Log, limit: number, after: string | null): Promise<Resealed> {
  let done: Resealed = { resealed: 0, unreadable: 0, next: after }
  if (after === null || !after.includes(':')) {
    done = await resealIn(tx, keys, log, limit, after)
    if (done.next !== null) return done
    done = { ...done, next: FIRST_TABLE }
  }
  while (done.next !== null) {
    const left = limit - done.resealed - done.unreadable
    if (left <= 0) return done
    const more = await resealTable(tx, keys, log, left, done.next)
    done = { resealed: done.resealed + more.resealed, unreadable: done.unreadable + more.unreadable, next: more.next }
  }
  return done
}

/** A part that does not open is left as it is for whoever looks into it; it is never looked at twice in one run, so that it holds nothing up. */
async function resealIn(tx: Queryable, keys: SealingKeys, log: Log, limit: number, after: string | null): Promise<Resealed> {
  const older = keys.ids.filter((id) => id !== keys.newestId)
  const rows = await tx.query<PartRow>(
    `select * from sealed_parts where key_id = any($1) and ($2::uuid is null or complaint_id > $2) order by complaint_id, part limit $3 for update skip locked`,
    [older, after, limit],
  )
  // The parts of one complaint stay together: a batch that is full leaves its last complaint to the next, unless it is the only one.
  const last = rows.at(-1)?.complaint_id
  const whole = rows.length < limit || rows[0]?.complaint_id === last ? rows : rows.filter((row) => row.complaint_id !== last)
  let resealed = 0
  for (const row of whole) {
    const plain = keys.open(sealedOf(row), sealingContext(row.complaint_id, row.part))
    if (plain === null) {
      log.error(
        { complaintId: row.complaint_id, part: row.part, keyId: row.key_id },
        'a sealed part cannot be opened, and was not sealed anew',
      )
      continue
    }
    const { keyId, nonce, sealed } = keys.seal(plain, sealingContext(row.complaint_id, row.part))
    await tx.query('update sealed_parts set key_id = $3, nonce = $4, sealed = $5 where complaint_id = $1 and part = $2', [
      row.complaint_id,
      row.part,
      keyId,
      nonce,
      sealed,
    ])
    resealed += 1
  }
  const next = rows.length < limit ? null : (whole.at(-1)?.complaint_id ?? null)
  return { resealed, unreadable: whole.length - resealed, next }
}

export function sealingContext(complaintId: string, part: SealedPartName): string {
  return `${complaintId.toLowerCase()}/${part}`
}

interface PartRow {
  complaint_id: string
  part: SealedPartName
  key_id: string
  nonce: Buffer
  sealed: Buffer
  media_type: string | null
}

function sealedOf(row: PartRow): Sealed {
  return { keyId: row.key_id, nonce: row.nonce, sealed: row.sealed }
}
