import { readBalanceByRegion, whereAccepted } from './balance.ts'
import type { Database } from './database.ts'
import type { Difference, Reconciliation } from './decisions.ts'

export function openReconciliation(database: Database): Reconciliation {
  return {
    byRegion: (filter) => readBalanceByRegion(database, filter),
    async differences({ day, region, scope }, limit) {
      const where = whereAccepted({ day }, 'c')
      return database.query<Difference>(
        `select * from (
           select c.id, c.region, c.delivery, 'created_not_delivered' as what from complaints c
             join steps s on s.subject = c.id and s.name = 'create' and s.state = 'done'
             where c.delivery in ('parked', 'unknown') and ${where}
           union all
           select c.id, c.region, c.delivery, 'id_differs' from complaints c
             join steps s on s.subject = c.id and s.name = 'create' and s.state = 'done'
             where c.delivery = 'delivered' and s.result ? 'laporId' and s.result ->> 'laporId' <> c.lapor_id and ${where}
           union all
           select c.id, c.region, c.delivery, 'id_shared' from complaints c
             where c.lapor_id is not null and ${where}
               and exists (select 1 from complaints o where o.lapor_id = c.lapor_id and o.id <> c.id)
           union all
           select c.id, c.region, c.delivery, 'undecided' from complaints c
             where c.delivery not in ('accepted', 'delivered', 'parked', 'unknown') and ${where}
         ) as difference (id, region, delivery, what) order by id, what limit $4`,
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
