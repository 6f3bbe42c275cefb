import type { CaseFacts } from '../contract/case-facts.ts'
import { WORKED_ON } from '../contract/case-facts.ts'
import type { Delivery, Status } from '../contract/complaint.ts'
import type { Queryable } from './database.ts'
import type { CaseRecord } from './figures.ts'

/** What the clocks depend on, from the rows themselves. */
export async function readFacts(database: Queryable, ids: readonly string[]): Promise<CaseRecord[]> {
  if (ids.length === 0) return []
  const rows = await database.query<StoredFacts>(FACTS, [ids, WORKED_ON])
  return rows.map(({ id, region, channel, day, delivery, changes, ...facts }) => ({
    id,
    region,
    channel,
    day,
    delivery,
    facts: { ...facts, changes: changes.map(({ to, at }) => ({ to, at: new Date(at) })) },
  }))
}

interface StoredFacts extends Omit<CaseFacts, 'changes'> {
  readonly id: string
  readonly region: string
  readonly channel: string
  readonly day: string
  readonly delivery: Delivery
  readonly changes: readonly { readonly to: Status; readonly at: string }[]
}

const FACTS = `
select c.id, c.region, c.channel, (c.accepted_at at time zone 'Asia/Jakarta')::date::text as day, c.delivery, c.accepted_at as "acceptedAt", c.status,
  c.complaint ->> 'class' as class, coalesce(c.complaint -> 'tags', '[]') as tags, c.complaint #>> '{category,native}' as category,
  coalesce(e.changes, '[]') as changes, e.handed_on_at as "handedOnAt",
  least(f.first_at, u.first_at) as "firstAnswerAt", greatest(f.last_at, u.last_at) as "lastAnswerAt", u.last_reply_at as "lastReplyAt",
  d.at as "discardedAt"
from complaints c
left join discards d on d.complaint_id = c.id
cross join lateral (
  select jsonb_agg(jsonb_build_object('to', data ->> 'to', 'at', at) order by seq) filter (where kind = 'status_changed') as changes,
    min(at) filter (where kind = 'handed_on') as handed_on_at
  from events where complaint_id = c.id and kind in ('status_changed', 'handed_on')) e
cross join lateral (select min(at) as first_at, max(at) as last_at from feedback where complaint_id = c.id and kind = 'answer') f
cross join lateral (
  select min(accepted_at) filter (where work) as first_at, max(accepted_at) filter (where work) as last_at,
    max(accepted_at) filter (where source = 'citizen') as last_reply_at
  from (select accepted_at, source, source = 'origin' and (state ->> 'answer' is not null or state ->> 'status' = any($2)) as work
        from updates where complaint_id = c.id) word) u
where c.id = any($1::uuid[])`
