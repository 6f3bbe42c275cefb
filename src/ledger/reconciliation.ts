import { readBalanceByRegion, whereAccepted } from './balance.ts'
import type { Database } from './database.ts'
import type { Difference, Reconciliation } from './decisions.ts'

export function openReconciliation(database: Database): Reconciliation {
  return {
    byRegion: (filter) => readBalanceByRegion(database, filter),
    async differences({ day, region, scope }, limit) {
      return database.query<Difference>(
        `with c as materialized (select id, region, delivery, lapor_id from complaints where ${whereAccepted({ day })})
         select id, region, delivery, what from c
         ${day === undefined ? CREATED : CREATED_OF_EACH}
         cross join lateral (values
           ('created_not_delivered', created is not null and delivery in ('parked', 'unknown')),
           ('id_differs', delivery = 'delivered' and created ->> 'laporId' <> lapor_id),
           ('id_shared', lapor_id is not null and exists (select 1 from complaints o where o.lapor_id = c.lapor_id and o.id <> c.id)),
           ('undecided', delivery not in ('accepted', 'delivered', 'parked', 'unknown'))) as difference (what, holds)
         where holds order by id, what limit $4`,
        [day ?? null, region ?? null, scope ?? null, limit],
      )
    },
    delivered: ({ day, region, scope }, after, limit) =>
      database.query(
        `select c.id, c.channel, c.ticket, c.lapor_id as "laporId" from complaints c
         where c.delivery = 'delivered' and c.lapor_id is not null and ${whereAccepted({ day }, 'c')} and ($4::uuid is null or c.id > $4)
         order by c.id limit $5`,
        [day ?? null, region ?? null, scope ?? null, after, limit],
      ),
  }
}

const CREATED = `left join (select subject, coalesce(result, 'null') as created from steps where name = 'create' and state = 'done') step on subject = c.id`
/** Of a day looked up one by one: joined, the steps of all days would be read. */
const CREATED_OF_EACH = `left join lateral (
  select coalesce(result, 'null') as created from steps where subject = c.id and name = 'create' and state = 'done' limit 1) step on true`
