import type { Client } from 'pg'
import { seedConsole } from '../bench/console/seed.ts'

/** Complaints of the ledger that plans are made for: with fewer PostgreSQL may read a small table as a whole, and is right to. */
const COMPLAINTS = 12_000
const CHANNELS = 40

/** Tables of which no hot question may read everything. */
export const LARGE = [
  'complaints',
  'sealed_parts',
  'events',
  'steps',
  'attachments',
  'updates',
  'feedback',
  'messages',
  'leases',
  'exchanges',
  'case_times',
  'touched',
  'urgent_clocks',
] as const

/** A migrated ledger as a busy day leaves it: most of it is delivered, some of each kind waits. */
export async function fillLedger(client: Client): Promise<void> {
  const channels = Array.from({ length: CHANNELS }, (_, n) => ({ id: `kanal-${n}`, region: `32.${10 + (n % 90)}` }))
  await seedConsole(client, { complaints: COMPLAINTS, channels })
  for (const statement of WAITING) await client.query(statement)
  await client.query('set session_replication_role = origin')
  await client.query('analyze')
}

const WAITING = [
  `insert into steps (subject, name, state, result, done_at) select id, 'create', 'done', '{}', now() from complaints where delivery = 'delivered'`,
  `insert into steps (subject, name, state) select id, 'finish', 'sent' from complaints where delivery = 'delivered' and lapor_id like '%777'`,
  `insert into attachments (subject, position, complaint_id, url, state, sha256)
   select id, 0, id, 'https://foto.example/1.jpg', case when ticket like '%99' then 'pending' else 'stored' end, md5(ticket) from complaints where ticket like '%9'`,
  `insert into leases (name, holder, until) select 'forward:' || id, 'other', now() + interval '8 seconds' from complaints where ticket like '%4'`,
  `insert into messages (channel, message_id, body_hash, complaint_id, at) select channel, ticket, content_hash, id, accepted_at from complaints where ticket like '%5'`,
  `insert into updates (id, complaint_id, source, reference, body, delivery)
   select gen_random_uuid(), id, 'citizen', 'waiting', 'masih rusak', 'accepted' from complaints where delivery = 'delivered' and ticket like '%88'`,
  `update complaints set follow_at = now() - interval '1 second' where follow_at is not null and ticket like '%9'`,
  `update feedback set state = 'pending', next_at = now(), sent_at = null where complaint_id in (select id from complaints where ticket like '%55')`,
]
