import type { Scope } from '../contract/access.ts'
import type { Delivery } from '../contract/complaint.ts'
import type { Queryable } from './database.ts'
import { UNTIL } from './settled.ts'

export interface ChannelCount {
  readonly channel: string
  readonly delivery: Delivery
  readonly count: number
}

/**
 * Complaints by channel and delivery. What was delivered stays so, and is counted once for each process, some days at a time: no statement takes long, and what is
 * done stays done. From then on only what was delivered since is read, and what waits.
 */
export function openChannelCounts(database: Queryable): (scope: Scope) => Promise<ChannelCount[]> {
  let settled: Settled = { until: '-infinity', counts: new Map() }

  async function settle(): Promise<Settled> {
    for (;;) {
      const known = settled
      const [next] = await database.query<{ until: string }>(NEXT, [known.until])
      if (next === undefined) return known
      settled = { until: next.until, counts: addAll(known.counts, await database.query<Counted>(SETTLE, [known.until, next.until])) }
    }
  }

  return async (scope) => {
    const { until, counts } = await settle()
    const all = addAll(counts, await database.query<Counted>(COUNT, [until]))
    return sumByChannel([...all.values()].filter(({ region }) => scope === null || scope.includes(region)))
  }
}

/** Deliveries until then, by region and channel. */
interface Settled {
  readonly until: string
  readonly counts: ReadonlyMap<string, Counted>
}

interface Counted extends ChannelCount {
  readonly region: string
}

function addAll(before: Settled['counts'], rows: readonly Counted[]): Settled['counts'] {
  const counts = new Map(before)
  for (const { region, channel, delivery, count } of rows) {
    const key = JSON.stringify([region, channel, delivery])
    counts.set(key, { region, channel, delivery, count: count + (counts.get(key)?.count ?? 0) })
  }
  return counts
}

function sumByChannel(rows: readonly Counted[]): ChannelCount[] {
  const sums = new Map<string, ChannelCount>()
  for (const { channel, delivery, count } of rows) {
    const key = JSON.stringify([channel, delivery])
    sums.set(key, { channel, delivery, count: count + (sums.get(key)?.count ?? 0) })
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

/** None when there is nothing to count. Asked apart, so that PostgreSQL knows how little is counted. */
const NEXT = `
select least(until, first + interval '7 days')::text as until
from (select ${UNTIL} as until, (select min(delivered_at) from complaints where delivered_at > $1) as first) span where first <= until`

const SETTLE = `
select region, channel, delivery, count(*)::int as count from complaints
where delivery = 'delivered' and delivered_at > $1 and delivered_at <= $2 group by 1, 2, 3`

/** Each by its own index. */
const COUNT = [`delivery = 'delivered' and delivered_at > $1`, `delivery = 'accepted'`, `delivery = 'parked'`, `delivery = 'unknown'`]
  .map((where) => `select region, channel, delivery, count(*)::int as count from complaints where ${where} group by 1, 2, 3`)
  .join(' union all ')
