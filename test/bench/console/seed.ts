import type { Client } from 'pg'
import type { Evidence } from '../../../src/contract/health.ts'

export interface Size {
  readonly complaints: number
  /** With the region of each. */
  readonly channels: readonly { readonly id: string; readonly region: string }[]
}

/**
 * Fills a migrated ledger as half a year of work would leave it, one statement a table. Triggers are off and indexes are made behind the rows, so that a million takes minutes.
 * Shares are the same whatever the size: of 1000 complaints 5 are parked, 2 unknown, 1 in flight, 80 have a clock that was missed and still runs.
 */
export async function seedConsole(client: Client, { complaints, channels }: Size): Promise<void> {
  await client.query(
    `set session_replication_role = replica; set statement_timeout = 0; set maintenance_work_mem = '512MB'; set max_parallel_workers_per_gather = 0`,
  )
  await client.query('create temp table places (nr int primary key, channel text, region text)')
  await client.query('insert into places select * from unnest($1::int[], $2::text[], $3::text[])', [
    channels.map((_, n) => n),
    channels.map(({ id }) => id),
    channels.map(({ region }) => region),
  ])
  const { rows: dropped } = await client.query<{ name: string; make: string }>(
    `select indexname as name, indexdef as make from pg_indexes where schemaname = 'public' and tablename = any($1)
       and indexname not in (select conname from pg_constraint)`,
    [TABLES],
  )
  for (const { name } of dropped) await client.query(`drop index ${name}`)
  for (let from = 0; from < complaints; from += STEP)
    await client.query(complaintsOf(from, Math.min(STEP, complaints - from), complaints, channels.length))
  for (const statement of AROUND) await client.query(statement)
  for (const { make } of dropped) await client.query(make)
  // As PostgreSQL does by itself while a ledger grows.
  await client.query('vacuum analyze')
}

const STEP = 100_000

/** Those with a row for each complaint. */
export const TABLES = [
  'complaints',
  'events',
  'sealed_parts',
  'search_texts',
  'case_times',
  'urgent_clocks',
  'feedback',
  'updates',
  'exchanges',
  'audit',
  'attachments',
]

/** No value comes from outside. Ids are UUIDv7 of half a year, evenly. */
function complaintsOf(from: number, count: number, all: number, channels: number): string {
  return `
with made as (
  select n, now() - interval '180 days' + (n::float8 / ${all}) * interval '180 days' as at from generate_series(${from}, ${from + count - 1}) n
)
insert into complaints (id, region, app, channel, connector, ticket, mapping, complaint, content_hash, accepted_at, changed_at, delivery, reason, reason_detail,
  delivered_at, lapor_id, tracking_id, status, status_native, status_at, institution, follow_at)
select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
  place.region, 'Aplikasi ' || place.channel, place.channel, 'webhook', 'T-' || lpad(n::text, 7, '0'), 'report/v1',
  jsonb_build_object('title', (array['Jalan berlubang', 'Lampu jalan mati', 'Sampah menumpuk', 'Banjir di jalan', 'Pohon tumbang'])[n % 5 + 1] || ' ' || n,
    'body', (array['Jalan rusak', 'Lampu padam', 'Sampah tidak diangkut', 'Air meluap', 'Pohon menutup jalan'])[n % 5 + 1] || ' di RT ' || n % 12 || ' dekat pasar ' || substr(md5((n % 5000)::text), 1, 6),
    'class', (array['complaint', 'complaint', 'complaint', 'information', 'aspiration'])[n % 5 + 1], 'attachments', '[]'::jsonb, 'anonymous', false, 'secret', false, 'tags', '[]'::jsonb),
  decode(md5(n::text), 'hex'), at, at + interval '1 day', d.delivery,
  case d.delivery when 'parked' then (array['mapping_failed', 'refused_by_partner', 'attachment_unavailable'])[n % 3 + 1] when 'unknown' then 'outcome_unknown' end,
  case when d.delivery in ('parked', 'unknown') then '{"message":"ditolak"}'::jsonb end,
  case when d.delivery = 'delivered' then at + interval '2 seconds' end, case when d.delivery = 'delivered' then 'L' || n end, case when d.delivery = 'delivered' then 'TR' || n end,
  s.status, s.status, at + interval '1 day', case when d.delivery = 'delivered' then 'Dinas ' || n % 40 end, case when s.status in ('received', 'in_progress') and d.delivery = 'delivered' then now() + interval '1 hour' end
from made join places place on place.nr = made.n % ${channels}
cross join lateral (select case when made.n % 200 = 7 then 'parked' when made.n % 500 = 11 then 'unknown' when made.n % 1000 = 13 then 'accepted' else 'delivered' end as delivery) d
cross join lateral (select case when d.delivery <> 'delivered' then 'received' else (array['closed', 'closed', 'closed', 'closed', 'closed', 'resolved', 'resolved', 'resolved', 'in_progress', 'received'])[made.n % 10 + 1] end as status) s`
}

/** Of a channel with which all is well. */
const EVIDENCE: Evidence = {
  lastInAt: null,
  lastOutAt: null,
  polledAt: null,
  lastError: null,
  hour: {
    ...{ accepted: 5, delivered: 5, parked: 0, unknown: 0, failed: 0, arrivals: 5 },
    ...{ mostFailed: null, delayP50Ms: 2000, delayP95Ms: 4000 },
  },
  oldestWaiting: null,
  expiries: [],
}

/** What belongs to a complaint, and what is kept of channels. */
const AROUND = [
  `insert into events (complaint_id, at, kind, data)
   select c.id, c.accepted_at + k.n * interval '1 hour', k.kind, case k.kind when 'status_changed' then jsonb_build_object('from', 'received', 'to', c.status) else '{}' end
   from complaints c cross join (values (0, 'accepted'), (1, 'delivered'), (2, 'status_changed')) k (n, kind) where k.n = 0 or c.delivery = 'delivered'`,
  `insert into sealed_parts (complaint_id, part, key_id, nonce, sealed, phone_index, email_index, contacts_indexed)
   select id, 'reporter', 'k1', '\\x00', '\\x00', decode(md5('phone' || ticket), 'hex'), decode(md5('mail' || ticket), 'hex'), true from complaints`,
  `insert into search_texts (complaint_id, words) select id, search_words(region, complaint) from complaints`,
  `insert into feedback (id, complaint_id, key, kind, status, status_origin, at, state, sent_at)
   select id, id, 'status:1', 'status', status, status, status_at, 'sent', status_at from complaints where status <> 'received'`,
  `insert into updates (id, complaint_id, source, reference, body, delivery, accepted_at)
   select id, id, 'citizen', 'u', 'masih rusak', 'delivered', accepted_at + interval '1 day' from complaints where lapor_id like '%3'`,
  `insert into exchanges (complaint_id, at, peer, host, call, ms, status, request, answer)
   select id, accepted_at, 'centre', 'lapor.example', 'POST /complaints/complaint', 120, 200, '{}', '{}' from complaints where delivery = 'delivered' and lapor_id like '%1'`,
  `insert into steps (subject, name, state) select id, 'create', 'sent' from complaints where delivery = 'unknown'`,
  `insert into discards (complaint_id, reason, actor) select id, 'uji', 'rina' from complaints where delivery = 'parked' and id::text like '%3'`,
  `insert into case_times (complaint_id, region, channel, day, delivery, verified_at, followed_up_at, settled_at, resolved, missed, look_at)
   select id, region, channel, (accepted_at at time zone 'Asia/Jakarta')::date, delivery, case when status <> 'received' then accepted_at end,
     case when status <> 'received' then accepted_at end, case when status in ('closed', 'resolved') then status_at end, status in ('closed', 'resolved'),
     case when status = 'received' then array['verify'] else '{}' end, case when status in ('received', 'in_progress') then now() + interval '5 days' end from complaints`,
  `insert into urgent_clocks (complaint_id, clock, region, channel, state, started_at, due_at)
   select id, 'verify', region, channel, case when id::text like '%7' then 'soon' else 'missed' end, accepted_at, accepted_at + interval '5 days' from complaints where status = 'received'`,
  `insert into urgent_counts (region, channel, soon, missed)
   select region, channel, count(*) filter (where state = 'soon'), count(*) filter (where state = 'missed') from urgent_clocks group by region, channel`,
  ...['day', 'week', 'month'].map(
    (span) => `insert into figures (span, start, region, channel, accepted, delivered, parked, unknown, followed_up, resolved, missed)
     select '${span}', date_trunc('${span}', day)::date, region, channel, count(*), count(*) filter (where delivery = 'delivered'), count(*) filter (where delivery = 'parked'),
       count(*) filter (where delivery = 'unknown'), count(followed_up_at), count(*) filter (where resolved), count(*) filter (where missed <> '{}') from case_times group by 2, region, channel`,
  ),
  `insert into figures_progress (rules, done) values ('seeded', true)`,
  `insert into audit (at, actor, action, subject, address, region)
   select accepted_at, 'rina', (array['parked.discard', 'signed_in', 'replay.start'])[1 + length(ticket) % 3], id::text, '10.0.0.1', region from complaints where ticket like '%5'`,
  `insert into channel_states (channel, last_in_at, last_out_at) select channel, now() - interval '5 minutes', now() - interval '4 minutes' from places`,
  `insert into channel_health (channel, state, since, judged_at, reasons, evidence) select channel, 'healthy', now() - interval '1 day', now(), '[]', '${JSON.stringify(EVIDENCE)}' from places`,
  `insert into channel_health_changes (channel, at, state, reasons) select channel, now() - k * interval '1 day', case k % 2 when 0 then 'healthy' else 'down' end, '[]' from places, generate_series(1, 20) k`,
  `insert into probes (channel, at, healthy, reachable, detail, latency_ms) select channel, now() - k * interval '10 minutes', true, true, 'ok', 20 from places, generate_series(1, 100) k`,
  `insert into arrivals_by_hour (channel, hour, count) select channel, date_trunc('hour', now()) - k * interval '1 hour', 5 from places, generate_series(0, 400) k`,
  `insert into alerts (id, key, code, subject, message, opened_at, last_at, closed_at)
   select gen_random_uuid(), 'a' || k, 'recipient_gone', 'app', 'uji', now() - k * interval '1 hour', now(), case when k > 20 then now() end from generate_series(1, 2000) k`,
]
