import type { MaintenanceWindow, MaintenanceWindows } from './alert-rows.ts'
import { addDecision } from './audit.ts'
import type { Database } from './database.ts'
import { isUuid } from './uuid.ts'

const WINDOW = 'id, channel, region, below, from_at as "from", to_at as "to", reason, made_by as "madeBy"'

export function openMaintenance(database: Database): MaintenanceWindows {
  return {
    list: (regions, endAfter, limit) =>
      database.query<MaintenanceWindow>(
        `select ${WINDOW} from maintenance_windows where to_at > $2 and (region is null or $1::text[] is null or region = any($1))
         order by from_at, id limit $3`,
        [regions, endAfter, limit],
      ),
    async get(id) {
      if (!isUuid(id)) return null
      return (await database.query<MaintenanceWindow>(`select ${WINDOW} from maintenance_windows where id = $1`, [id]))[0] ?? null
    },
    add: ({ id, channel, region, below, from, to, reason }, who) =>
      database.transaction(async (tx) => {
        await tx.query(
          `insert into maintenance_windows (id, channel, region, below, from_at, to_at, reason, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [id, channel, region, below, from, to, reason, who.by],
        )
        await addDecision(tx, 'maintenance.plan', channel ?? region ?? 'all', who, { region, after: { window: id, from, to } })
      }),
    end: (id, who) =>
      database.transaction(async (tx) => {
        const [over] = await tx.query<MaintenanceWindow>(
          `select ${WINDOW} from maintenance_windows where id = $1 and to_at > now() for update`,
          [id],
        )
        if (!over) return false
        await tx.query('delete from maintenance_windows where id = $1 and from_at >= now()', [id])
        await tx.query('update maintenance_windows set to_at = now() where id = $1', [id])
        const { channel, region, from, to } = over
        await addDecision(tx, 'maintenance.end', channel ?? region ?? 'all', who, { region, before: { window: id, from, to } })
        return true
      }),
  }
}
