import type { Database } from './database.ts'
import type { ChannelHealth, ChannelHealthRows, HealthChange, ProbeRow, ProbeRows } from './health-rows.ts'
import { toJson } from './json.ts'
import { shareStatement } from './shared-statement.ts'

export function openChannelHealth(database: Database): ChannelHealthRows {
  return {
    of: (channels) =>
      database.query<ChannelHealth>(
        `select channel, state, since, judged_at as "judgedAt", reasons, evidence from channel_health where channel = any($1) order by channel`,
        [channels],
      ),
    async judge(looks) {
      const rows = await database.query<{ channel: string }>(JUDGE, [
        toJson(looks.map(({ at, ...look }) => ({ ...look, judged_at: at.toISOString() }))),
      ])
      return rows.map(({ channel }) => channel)
    },
    changes: (channel, from, to, limit) =>
      database.query<HealthChange>(
        `select at, state, reasons from channel_health_changes
         where channel = $1 and at <= $3
           and at >= coalesce((select max(at) from channel_health_changes where channel = $1 and at < $2), $2)
         order by at limit $4`,
        [channel, from, to, limit],
      ),
    async forget(before) {
      await database.query(
        `delete from channel_health_changes c where at < $1
           and exists (select 1 from channel_health_changes newer where newer.channel = c.channel and newer.at > c.at)`,
        [before],
      )
    },
  }
}

/** A state that goes on keeps its beginning. */
const JUDGE = `
with looks as (
  select * from jsonb_to_recordset($1::jsonb) as look (channel text, state text, judged_at timestamptz, reasons jsonb, evidence jsonb)
), changed as (
  select looks.* from looks left join channel_health old using (channel) where old.state is distinct from looks.state
), kept as (
  insert into channel_health (channel, state, since, judged_at, reasons, evidence)
  select channel, state, judged_at, judged_at, reasons, evidence from looks order by channel
  on conflict (channel) do update set state = excluded.state, judged_at = excluded.judged_at, reasons = excluded.reasons, evidence = excluded.evidence,
    since = case when channel_health.state = excluded.state then channel_health.since else excluded.since end
)
insert into channel_health_changes (channel, at, state, reasons) select channel, judged_at, state, reasons from changed
on conflict (channel, at) do nothing returning channel`

export function openProbes(database: Database): ProbeRows {
  const columns = 'channel, at, healthy, reachable, detail, words, latency_ms as "latencyMs"'
  /** Six hundred channels are probed at about the same time. */
  const added = shareStatement(
    async (batch: readonly Omit<ProbeRow, 'at'>[]) => {
      await database.query(
        `insert into probes (channel, at, healthy, reachable, detail, latency_ms, words)
         select channel, clock_timestamp(), healthy, reachable, detail, "latencyMs", words from jsonb_to_recordset($1::jsonb)
           as probe (channel text, healthy boolean, reachable boolean, detail text, "latencyMs" int, words jsonb)`,
        [toJson(batch)],
      )
      return batch.map(() => true)
    },
    { rows: 100, atOnce: 1, apart: ({ channel }) => channel },
  )
  return {
    add: async (probe) => void (await added.call(probe)),
    newest: (channels, ofEach) =>
      database.query<ProbeRow>(
        `select probe.* from unnest($1::text[]) as wanted (id)
         cross join lateral (select ${columns} from probes where channel = wanted.id order by at desc limit $2) probe`,
        [channels, ofEach],
      ),
    between: (channel, from, to, limit) =>
      database.query<ProbeRow>(`select ${columns} from probes where channel = $1 and at between $2 and $3 order by at desc limit $4`, [
        channel,
        from,
        to,
        limit,
      ]),
    async forget(before) {
      await database.query('delete from probes where at < $1', [before])
    },
  }
}
