import { randomBytes } from 'node:crypto'
import type { GatewaySubject } from './subjects/gateway.ts'

export interface Seeded {
  /** Delivered and closed, long ago. */
  readonly closed?: number
  /** Accepted and waiting, of region 32, older than what comes. */
  readonly waiting?: { readonly count: number; readonly tag: string }
}

/**
 * Puts complaints into the ledger with one statement a table, as intake and forwarding would have left them, so that a million takes a minute. Triggers that keep
 * history right are off for it: what they would write is written here.
 */
export async function seedLedger(gateway: Pick<GatewaySubject, 'query'>, { closed = 0, waiting }: Seeded): Promise<void> {
  for (let from = 0; from < closed; from += STEP) await insert(gateway, from, Math.min(STEP, closed - from), `seed${SALT}`, true)
  if (waiting) await insert(gateway, 0, waiting.count, waiting.tag, false)
  await gateway.query('analyze')
}

const STEP = 100_000
const SALT = randomBytes(3).toString('hex')

async function insert(gateway: Pick<GatewaySubject, 'query'>, from: number, count: number, tag: string, delivered: boolean): Promise<void> {
  await gateway.query(`set session_replication_role = replica; ${insertOf(from, count, tag, delivered)}`)
}

/** No value comes from outside. Ids are UUIDv7 of two years, evenly. */
function insertOf(from: number, count: number, tag: string, delivered: boolean): string {
  const age = delivered ? `interval '730 days' - (n * interval '60 seconds')` : `interval '1 hour' - (n * interval '10 milliseconds')`
  return `
with made as (
  select n, now() - (${age}) as at, '${tag}-' || lpad(n::text, 6, '0') as ticket from generate_series(${from}, ${from + count - 1}) n
), ids as (
  select n, at, ticket, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(ticket), 1, 3) || '8' || substr(md5(ticket), 4, 15))::uuid as id from made
), rows as (
  insert into complaints (id, region, app, channel, connector, ticket, mapping, complaint, content_hash, accepted_at, changed_at, delivery, delivered_at, lapor_id, status, status_native, status_at)
  select id, '32', 'Sapawarga', 'sapawarga', 'webhook', ticket, 'sapawarga/v1',
    jsonb_build_object('title', 'Lampu jalan mati', 'body', 'PJU di depan SDN ' || n || ' mati total sudah dua minggu.', 'class', 'complaint', 'attachments', '[]'::jsonb, 'anonymous', false, 'secret', false, 'tags', '[]'::jsonb),
    decode(md5(ticket), 'hex'), at, at, ${delivered ? `'delivered', at + interval '2 seconds', 's' || ticket, 'closed', 'Ditutup', at + interval '3 days'` : `'accepted', null, null, 'received', null, null`}
  from ids returning id, accepted_at
)
insert into events (complaint_id, at, kind, data)
select id, accepted_at, kind, '{}' from rows, unnest(array[${delivered ? `'accepted', 'delivered', 'status_changed'` : `'accepted'`}]) kind`
}
