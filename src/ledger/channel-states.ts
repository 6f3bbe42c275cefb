import type { ChannelErrors } from './channel-records.ts'
import type { Database } from './database.ts'
import { toJson } from './json.ts'
import type { ChannelState, ChannelStates } from './running-state.ts'

export function openChannelStates(database: Database, errors: ChannelErrors): ChannelStates {
  const noted = new Map<string, number>()

  /** A busy channel would write this row with every request; once a second tells as much. */
  async function note(column: 'last_in_at' | 'last_out_at', ...channels: string[]): Promise<void> {
    const now = performance.now()
    const keyOf = (channel: string) => `${column} ${channel}`
    const due = [...new Set(channels)].filter((channel) => now - (noted.get(keyOf(channel)) ?? -Infinity) >= NOTE_EVERY_MS)
    if (due.length === 0) return
    for (const channel of due) noted.set(keyOf(channel), now)
    try {
      await database.query(
        `insert into channel_states (channel, ${column}) select channel, clock_timestamp() from unnest($1::text[]) as channel order by channel
         on conflict (channel) do update set ${column} = excluded.${column}`,
        [due],
      )
    } catch (error) {
      for (const channel of due) noted.delete(keyOf(channel))
      throw error
    }
  }

  return {
    all: () => database.query<ChannelState>(`${STATE} order by channel`),
    of: (channels) => database.query<ChannelState>(`${STATE} where channel = any($1) order by channel`, [channels]),
    paused: () => database.query('select channel, reason from channel_states where paused'),
    async setPaused(channel, paused, { by, reason, address = null, region = null }) {
      await database.query(
        `with before as (select paused from channel_states where channel = $1), changed as (
           insert into channel_states (channel, paused, reason, changed_by) values ($1, $2, $3, $4)
           on conflict (channel) do update set paused = excluded.paused, reason = excluded.reason, changed_by = excluded.changed_by, changed_at = now())
         insert into audit (actor, action, subject, detail, address, region, before, after)
         values ($4, $5, $1, $6, $7, $8, jsonb_build_object('paused', coalesce((select paused from before), false)), jsonb_build_object('paused', $2::boolean))`,
        [channel, paused, reason, by, paused ? 'channel_paused' : 'channel_resumed', toJson({ reason }), address, region],
      )
    },
    noteIn: (...channels) => note('last_in_at', ...channels),
    noteOut: (channel) => note('last_out_at', channel),
    async noteError(channel, reason, complaintId) {
      await database.query(
        `insert into channel_states (channel, last_error_at, last_error) values ($1, clock_timestamp(), $2)
         on conflict (channel) do update set last_error_at = excluded.last_error_at, last_error = excluded.last_error`,
        [channel, toJson(reason)],
      )
      await errors.note(channel, { ...reason, ...(complaintId === undefined ? {} : { complaintId }) })
    },
  }
}

const STATE = `select channel, paused, reason, last_in_at as "lastInAt", last_out_at as "lastOutAt", last_error_at as "lastErrorAt", last_error as "lastError"
  from channel_states`
const NOTE_EVERY_MS = 1_000
