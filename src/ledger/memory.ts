import type { Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Memory, Remembered } from '../contract/people.ts'
import { type BlindIndex, sealedOf, senderPlace } from './blind-index.ts'
import { type Database, NOW } from './database.ts'
import type { SealingKeys } from './sealing.ts'

/** What connectors remember, for every channel. */
export interface MemoryRows {
  of(channel: string): Memory
  /** What is due on these channels; it is due again `againMs` later unless it is written or forgotten. What cannot be opened is left out. */
  claimDue(channels: readonly string[], limit: number, againMs: number): Promise<{ channel: string; remembered: Remembered }[]>
  /** Removes what has expired, one bounded batch; how many. */
  sweep(limit: number): Promise<number>
}

export function openMemory(database: Database, keys: SealingKeys, blind: BlindIndex, log: Log): MemoryRows {
  function open(row: MemoryRow): Remembered | null {
    const plain = keys.open(sealedOf(row), memoryContext(`${row.channel}/${row.key_index.toString('hex')}`))
    if (plain === null) {
      log.error({ channelId: row.channel, keyId: row.key_id }, 'what was remembered cannot be opened: put its key into GATEWAY_KEYS')
      return null
    }
    const { key, value } = JSON.parse(plain.toString()) as { key: string; value: unknown }
    return { key, value, version: Number(row.version) }
  }

  return {
    of(channel) {
      const indexes = (key: string) => blind.of(`memory/${channel}`, key)
      return {
        async read(key) {
          const [row] = await database.query<MemoryRow>(
            `select * from memory where channel = $1 and key_index = any($2) and (expires_at is null or expires_at > clock_timestamp()) order by version desc limit 1`,
            [channel, await indexes(key)],
          )
          return row === undefined ? null : open(row)
        },
        async write(key, value, { version, wakeAt, expiresAt }) {
          const plain = Buffer.from(JSON.stringify({ key, value }))
          if (plain.length > MOST_BYTES)
            throw new GatewayError('body_too_large', `what is to be remembered has ${plain.length} bytes; at most ${MOST_BYTES} are kept`)
          const all = await indexes(key)
          const about = (await Promise.all(namesIn(key).map((name) => blind.of(senderPlace(channel), name)))).flat()
          const written = await database.transaction(async (tx) => {
            // Two that begin at once: the second waits here, and then sees the first.
            await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`memory/${channel}/${all[0].toString('hex')}`])
            const [before] = await tx.query<MemoryRow & { gone: boolean }>(
              `select *, coalesce(expires_at <= clock_timestamp(), false) as gone from memory
               where channel = $1 and key_index = any($2) order by version desc limit 1 for update`,
              [channel, all],
            )
            // What cannot be opened was read as nothing, and may be begun anew.
            const present = before === undefined || before.gone || open(before) === null ? 0 : Number(before.version)
            if (present !== version) return null
            const index = before?.key_index ?? all[0]
            const { keyId, nonce, sealed } = keys.seal(plain, memoryContext(`${channel}/${index.toString('hex')}`))
            const [row] = await tx.query<{ version: string }>(
              `insert into memory (channel, key_index, about, version, key_id, nonce, sealed, wake_at, expires_at)
               values ($1, $2, $3, nextval('memory_versions'), $4, $5, $6, $7, $8)
               on conflict (channel, key_index) do update set about = excluded.about, version = excluded.version, key_id = excluded.key_id,
                 nonce = excluded.nonce, sealed = excluded.sealed, wake_at = excluded.wake_at, expires_at = excluded.expires_at
               returning version`,
              [channel, index, about, keyId, nonce, sealed, wakeAt ?? null, expiresAt ?? null],
            )
            return row === undefined ? null : Number(row.version)
          })
          return written === null ? null : { key, value, version: written }
        },
        async forget(key, version) {
          const rows = await database.query('delete from memory where channel = $1 and key_index = any($2) and version = $3 returning 1', [
            channel,
            await indexes(key),
            version,
          ])
          return rows.length > 0
        },
      }
    },
    async claimDue(channels, limit, againMs) {
      const rows = await database.query<MemoryRow>(
        `update memory set wake_at = clock_timestamp() + $3 * interval '1 millisecond'
         where (channel, key_index) in (
           select channel, key_index from memory where wake_at <= ${NOW} and channel = any($1)
             and (expires_at is null or expires_at > clock_timestamp()) order by wake_at limit $2 for update skip locked)
         returning *`,
        [channels, limit, againMs],
      )
      return rows.flatMap((row) => {
        const remembered = open(row)
        return remembered === null ? [] : { channel: row.channel, remembered }
      })
    },
    async sweep(limit) {
      const rows = await database.query(
        `delete from memory where (channel, key_index) in (
           select channel, key_index from memory where expires_at <= ${NOW} order by expires_at limit $1 for update skip locked) returning 1`,
        [limit],
      )
      return rows.length
    },
  }
}

const MOST_BYTES = 256 * 1024

/** The whole key, and what stands between colons: connectors name people in their keys, and erasing a person forgets what is about them. */
function namesIn(key: string): string[] {
  return [...new Set([key, ...key.split(':')])].filter((name) => name.length > 3).slice(0, 8)
}

export const memoryContext = (key: string): string => `memory/${key}`

interface MemoryRow {
  channel: string
  key_index: Buffer
  version: string
  key_id: string
  nonce: Buffer
  sealed: Buffer
}
