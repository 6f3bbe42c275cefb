import type { ErrorCode } from '../contract/errors.ts'
import type { Database } from './database.ts'
import { toJson } from './json.ts'

export interface ConfigRecord {
  readonly seq: string
  readonly at: Date
  /** null: the file went away. */
  readonly document: unknown
  /** Names of secrets that were set to another value. */
  readonly rotated: readonly string[]
}

export interface NewConfigRecord {
  readonly channel: string
  readonly document: object | null
  readonly rotated: readonly string[]
}

/** The history of the channels' files. */
export interface ChannelConfigs {
  /** Keeps those that differ from what is known; several gateways may see the same change. */
  record(states: readonly NewConfigRecord[]): Promise<void>
  /** Channels whose file is there, as far as it is known. */
  known(): Promise<string[]>
  /** Newest first. `before`: the last `seq` of the page before. */
  of(channel: string, before: string | null, limit: number): Promise<ConfigRecord[]>
}

/** A secret that was changed is written once, whichever gateway sees it first. */
const SAME_ROTATION = `interval '2 minutes'`

export function openChannelConfigs(database: Database): ChannelConfigs {
  const newest = '(select document, at, rotated from channel_configs k where k.channel = s.channel order by seq desc limit 1)'
  return {
    record: (states) =>
      database.transaction(async (tx) => {
        await tx.query(`select pg_advisory_xact_lock(hashtextextended('channel_configs', 0))`, [])
        await tx.query(
          `insert into channel_configs (channel, document, rotated)
           select s.channel, nullif(s.document, 'null'::jsonb), s.rotated
           from jsonb_to_recordset($1::jsonb) as s (channel text, document jsonb, rotated text[])
           left join lateral ${newest} as last on true
           where last.document is distinct from nullif(s.document, 'null'::jsonb) or last.at is null
             or s.rotated <> '{}' and not (last.rotated @> s.rotated and last.at > now() - ${SAME_ROTATION})
           order by s.channel`,
          [toJson(states)],
        )
      }),
    async known() {
      const rows = await database.query<{ channel: string }>(
        `select channel from (select distinct on (channel) channel, document from channel_configs order by channel, seq desc) as newest
         where document is not null`,
        [],
      )
      return rows.map(({ channel }) => channel)
    },
    of: (channel, before, limit) =>
      database.query<ConfigRecord>(
        `select seq::text, at, document, rotated from channel_configs where channel = $1 and ($2::bigint is null or seq < $2)
         order by channel_configs.seq desc limit $3`,
        [channel, before, limit],
      ),
  }
}

export interface ChannelError {
  readonly code: ErrorCode
  readonly message: string
  readonly count: number
  readonly firstAt: Date
  readonly lastAt: Date
  /** The newest of those about a complaint. */
  readonly complaintId: string | null
}

/** What went wrong with a channel. */
export interface ChannelErrors {
  note(channel: string, error: Pick<ChannelError, 'code' | 'message'> & { readonly complaintId?: string }): Promise<void>
  /** Newest first. */
  of(channel: string, limit: number): Promise<ChannelError[]>
}

const MOST_KEPT = 50

export function openChannelErrors(database: Database): ChannelErrors {
  return {
    async note(channel, { code, message, complaintId = null }) {
      const [row] = await database.query<{ fresh: boolean }>(
        `insert into channel_errors (channel, code, message, complaint_id) values ($1, $2, $3, $4)
         on conflict (channel, code, md5(message)) do update set count = channel_errors.count + 1, last_at = clock_timestamp(),
           complaint_id = coalesce(excluded.complaint_id, channel_errors.complaint_id)
         returning count = 1 as fresh`,
        [channel, code, message, complaintId],
      )
      if (!row?.fresh) return
      await database.query(
        `delete from channel_errors where channel = $1 and last_at < (select min(last_at) from
           (select last_at from channel_errors where channel = $1 order by last_at desc limit $2) as kept)`,
        [channel, MOST_KEPT],
      )
    },
    of: (channel, limit) =>
      database.query<ChannelError>(
        `select code, message, count, first_at as "firstAt", last_at as "lastAt", complaint_id as "complaintId"
         from channel_errors where channel = $1 order by last_at desc limit $2`,
        [channel, limit],
      ),
  }
}
