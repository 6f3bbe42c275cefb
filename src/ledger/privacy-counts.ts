import type { Queryable } from './database.ts'
import type { PrivacyCounts } from './privacy.ts'
import { UNTIL } from './settled.ts'

/** What was erased stays so: it is counted once for each process, and from then on what was erased since. */
export function openPrivacyCounts(database: Queryable): () => Promise<PrivacyCounts> {
  let settled = { until: '-infinity', erased: 0 }

  return async () => {
    const known = settled
    const [row] = await database.query<PrivacyCounts & { until: string; over: number }>(COUNT, [known.until])
    if (row === undefined) return { erased: known.erased, held: 0, restricted: 0 }
    settled = { until: row.until, erased: known.erased + row.over }
    return { erased: settled.erased + row.erased, held: row.held, restricted: row.restricted }
  }
}

const COUNT = `
with settled as materialized (select ${UNTIL} as until)
select until::text,
  (select count(*)::int from complaints where erased_at > $1 and erased_at <= until) as over,
  (select count(*)::int from complaints where erased_at > until) as erased,
  (select count(*)::int from complaints where held_at is not null) as held,
  (select count(*)::int from complaints where restricted_at is not null and erased_at is null) as restricted
from settled`
