import type { Receipt } from '../contract/central.ts'
import type { Database, Prepared } from './database.ts'
import { toJson } from './json.ts'
import type { AlongWithDelivery } from './ledger.ts'

export interface NewDelivery extends AlongWithDelivery {
  readonly id: string
  readonly receipt: Receipt
  readonly followAt: Date
}

/** Whether each of them was accepted (or unknown) and is delivered now. One statement: with its event, its finished steps, and the lease that ends with it. */
export async function deliverComplaints(database: Database, batch: readonly NewDelivery[]): Promise<boolean[]> {
  const steps = batch.flatMap(({ id, steps = [] }) => steps.map(({ name, result }) => ({ subject: id, name, result })))
  const leases = batch.flatMap(({ lease }) => (lease === undefined ? [] : [lease]))
  const rows = await database.query<{ id: string }>(DELIVER, [
    toJson(
      batch.map(({ id, followAt, receipt: { laporId, trackingId, institution } }) => ({
        id,
        follow_at: followAt,
        lapor_id: laporId,
        tracking_id: trackingId,
        institution,
      })),
    ),
    toJson(steps),
    leases.map(({ name }) => name),
    leases.map(({ holder }) => holder),
    batch.map(({ id }) => id),
  ])
  const now = new Set(rows.map(({ id }) => id))
  return batch.map(({ id }) => now.has(id))
}

/**
 * The time of the event is written with the rest, so that the trigger on events finds nothing left to do. The ids stand beside the rows, so that these are found by
 * their key: joined to the rows alone, of which the planner expects a hundred, the whole table was read while it was small.
 */
const DELIVER: Prepared = {
  name: 'deliver',
  text: `
with given as (
  select * from jsonb_to_recordset($1::jsonb) as row (id uuid, follow_at timestamptz, lapor_id text, tracking_id text, institution text)
), moment as (
  select date_trunc('milliseconds', clock_timestamp()) as at
), done as (
  insert into steps (subject, name, state, result, done_at)
  select subject, name, 'done', result, clock_timestamp() from jsonb_to_recordset($2::jsonb) as step (subject uuid, name text, result jsonb) order by subject, name
  on conflict (subject, name) do update set state = 'done', result = excluded.result, done_at = excluded.done_at where steps.state = 'sent'
), released as (
  delete from leases where name = any($3::text[]) and (name, holder) in (select * from unnest($3::text[], $4::text[]))
), settled as (
  update complaints c set delivery = 'delivered', reason = null, reason_detail = null, delivered_at = clock_timestamp(), lapor_id = given.lapor_id,
    tracking_id = given.tracking_id, institution = given.institution, follow_at = given.follow_at, changed_at = greatest(c.changed_at, moment.at)
  from given, moment where c.id = any($5::uuid[]) and c.id = given.id and c.delivery in ('accepted', 'unknown')
  returning c.id, c.lapor_id, c.tracking_id, c.institution, moment.at
), noted as (
  insert into events (complaint_id, at, kind, data)
  select id, at, 'delivered', jsonb_build_object('laporId', lapor_id, 'trackingId', tracking_id, 'institution', institution) from settled
)
select id from settled`,
}
