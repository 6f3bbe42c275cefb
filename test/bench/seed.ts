import { randomBytes } from 'node:crypto'
import type { GatewaySubject } from './subjects/gateway.ts'

/**
 * Puts closed cases of two years into the ledger with everything that belongs to them, as intake, forwarding and the rounds behind them would have left them: what they would still
 * have to do for a million would be measured otherwise. Triggers that keep history right are off for it: what they would write is written here. All of it in one transaction:
 * a gateway that runs meanwhile would see cases without what belongs to them, and its rounds would write that, too.
 */
export async function seedLedger(gateway: Pick<GatewaySubject, 'query'>, closed: number): Promise<void> {
  const statements = ['begin', 'set local session_replication_role = replica']
  for (let from = 0; from < closed; from += STEP) statements.push(insertOf(from, Math.min(STEP, closed - from)))
  await gateway.query([...statements, ...AROUND, 'commit'].join(';\n'))
  await gateway.query('vacuum analyze')
}

const STEP = 100_000
const SALT = randomBytes(3).toString('hex')

/** No value comes from outside. Ids are UUIDv7 of two years, evenly. */
function insertOf(from: number, count: number): string {
  return `
with made as (
  select n, now() - interval '730 days' + n * interval '60 seconds' as at, 'seed${SALT}-' || lpad(n::text, 7, '0') as ticket from generate_series(${from}, ${from + count - 1}) n
), ids as (
  select n, at, ticket, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(ticket), 1, 3) || '8' || substr(md5(ticket), 4, 15))::uuid as id from made
), rows as (
  insert into complaints (id, region, app, channel, connector, ticket, mapping, complaint, content_hash, accepted_at, changed_at, delivery, delivered_at, lapor_id, status, status_native, status_at)
  select id, '32', 'Sapawarga', 'sapawarga', 'webhook', ticket, 'sapawarga/v1',
    jsonb_build_object('title', 'Lampu jalan mati', 'body', 'PJU di depan SDN ' || n || ' mati total sudah dua minggu.', 'class', 'complaint', 'attachments', '[]'::jsonb, 'anonymous', false, 'secret', false, 'tags', '[]'::jsonb),
    decode(md5(ticket), 'hex'), at, at, 'delivered', at + interval '2 seconds', 's' || ticket, 'closed', 'Ditutup', at + interval '3 days'
  from ids returning id, accepted_at
)
insert into events (complaint_id, at, kind, data)
select id, accepted_at, kind, '{}' from rows, unnest(array['accepted', 'delivered', 'status_changed']) kind`
}

const SEEDED = `where ticket like 'seed${SALT}-%'`

/** What belongs to them. */
const AROUND = [
  `insert into sealed_parts (complaint_id, part, key_id, nonce, sealed, contacts_indexed)
   select id, part, 'bench', '\\x00', decode(repeat(md5(ticket), 8), 'hex'), true from complaints, unnest(array['raw', 'reporter']) part ${SEEDED}`,
  `insert into steps (subject, name, state, result, done_at) select id, 'create', 'done', jsonb_build_object('laporId', lapor_id), delivered_at from complaints ${SEEDED}`,
  `insert into case_times (complaint_id, region, channel, day, delivery, verified_at, followed_up_at, settled_at, resolved, missed)
   select id, region, channel, (accepted_at at time zone 'Asia/Jakarta')::date, delivery, accepted_at, accepted_at, status_at, true, '{}' from complaints ${SEEDED}`,
  `insert into search_texts (complaint_id, words) select id, search_words(region, complaint) from complaints ${SEEDED} on conflict do nothing`,
  `insert into indexing (what, accepted_at, id) (select 'search_texts', accepted_at, id from complaints ${SEEDED} order by accepted_at desc, id desc limit 1)
   on conflict (what) do nothing`,
]
