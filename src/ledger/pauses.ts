import type { Database } from './database.ts'
import type { Pause, Pauses } from './decisions.ts'
import { toJson } from './json.ts'

export function openPauses(database: Database): Pauses {
  return {
    all: () => database.query<Pause>(`select what, reason, paused_by as "pausedBy", paused_at as "pausedAt" from pauses order by what`),
    async set(what, paused, { by, reason, address = null }) {
      const change = paused
        ? 'insert into pauses (what, reason, paused_by) values ($1, $2, $3) on conflict (what) do nothing returning what'
        : 'delete from pauses where what = $1 and $2::text is not null and $3::text is not null returning what'
      const rows = await database.query(
        `with changed as (${change}) insert into audit (actor, action, subject, detail, address, before, after)
         select $3, $4, what, $5, $6, $7, $8 from changed returning 1`,
        [
          what,
          reason,
          by,
          paused ? 'sending.pause' : 'sending.resume',
          toJson({ reason }),
          address,
          toJson({ paused: !paused }),
          toJson({ paused }),
        ],
      )
      return rows.length === 1
    },
  }
}
