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
 * Complaints by channel and delivery. What was delivered stays so, and is counted once for each process; from then on only what was delivered since is read, and
 * what waits.
 */
export function openChannelCounts(database: Queryable): (scope: Scope) => Promise<ChannelCount[]> {
  let settled: Settled = { until: '-infinity', counts: new Map() }

  return async (scope) => {
    const known = settled
    const rows = await database.query<CountedRow>(COUNT, [known.until])
    const counts = new Map(known.counts)
    for (const row of rows) if (row.over) add(counts, row)
    settled = { until: rows[0]?.until ?? known.until, counts }
    const all = new Map(counts)
    for (const row of rows) if (!row.over) add(all, row)
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

interface CountedRow extends Counted {
  readonly until: string
  readonly over: boolean
}

function add(counts: Map<string, Counted>, { region, channel, delivery, count }: Counted): void {
  const key = JSON.stringify([region, channel, delivery])
  counts.set(key, { region, channel, delivery, count: count + (counts.get(key)?.count ?? 0) })
}

function sumByChannel(rows: readonly Counted[]): ChannelCount[] {
  const sums = new Map<string, ChannelCount>()
  for (const { channel, delivery, count } of rows) {
    const key = JSON.stringify([channel, delivery])
    sums.set(key, { channel, delivery, count: count + (sums.get(key)?.count ?? 0) })
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

/** Each by its own index. */
const COUNT = `
with settled as materialized (select ${UNTIL} as until)
select until::text, region, channel, delivery, delivered_at <= until as over, count(*)::int as count
from settled cross join complaints where delivery = 'delivered' and delivered_at > $1 group by 1, 2, 3, 4, 5
${['accepted', 'parked', 'unknown']
  .map(
    (delivery) => `union all
select until::text, region, channel, delivery, false, count(*)::int from settled cross join complaints where delivery = '${delivery}' group by 1, 2, 3, 4, 5`,
  )
  .join('\n')}`
