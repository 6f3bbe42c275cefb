import type { Queryable } from './database.ts'
import type { InFlight } from './ledger.ts'

/** However many regions wait, some of each, fewer where many do; and never so many of one that reading them takes long. */
const FEW = 3_000
const FEWEST_OF_EACH = 5
const USUAL_OF_EACH = 20
const MOST_OF_EACH = 2_000

/** One step through the index for each region, instead of counting a backlog. */
const REGIONS = `
with recursive waiting as (
  (select region from complaints where delivery = 'accepted' order by region limit 1)
  union all
  select (select region from complaints c where delivery = 'accepted' and c.region > waiting.region order by region limit 1) from waiting where region is not null
)
select region from waiting where region is not null`

const OLDEST = `
select c.id, c.region,
  case when exists (select 1 from attachments a where a.subject = c.id and a.state = 'pending') then 'fetch' else 'forward' end as stage
from unnest($1::text[]) as wanted (region)
cross join lateral (select id, region from complaints where delivery = 'accepted' and region = wanted.region order by id limit $2) c
order by c.id`

export async function readInFlight(database: Queryable, most: number): Promise<InFlight> {
  const regions = (await database.query<{ region: string }>(REGIONS)).map(({ region }) => region)
  if (regions.length === 0) return { rows: [], whole: [] }
  const each = (rows: number) => Math.floor(rows / regions.length)
  const few = Math.min(Math.max(each(FEW), FEWEST_OF_EACH), USUAL_OF_EACH)
  const ofEach = Math.min(Math.max(each(most), few), MOST_OF_EACH)
  const rows = await database.query<InFlight['rows'][number]>(OLDEST, [regions, ofEach])
  const count = new Map<string, number>()
  for (const { region } of rows) count.set(region, (count.get(region) ?? 0) + 1)
  return { rows, whole: regions.filter((region) => (count.get(region) ?? 0) < ofEach) }
}
