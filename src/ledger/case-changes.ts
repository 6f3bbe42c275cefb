import type { Status } from '../contract/complaint.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Queryable } from './database.ts'
import { addEvent } from './events.ts'
import { addFeedback } from './feedback.ts'
import type { CaseChange } from './ledger.ts'

/** What the centre said of a case, its events and its feedback, as one. An older word never replaces a newer status. */
export async function recordCase(tx: Queryable, id: string, change: CaseChange): Promise<void> {
  const [before] = await tx.query<{ status: Status; status_at: Date | null }>(
    'select status, status_at from complaints where id = $1 for update',
    [id],
  )
  if (before === undefined) throw new GatewayError('complaint_unknown', `there is no complaint ${id}`)
  const older = change.statusAt !== undefined && before.status_at !== null && change.statusAt < before.status_at
  const fresh: Partial<CaseChange> = older ? {} : change

  await tx.query(
    `update complaints set
       status = coalesce($2, status), status_native = coalesce($3, status_native), status_at = coalesce($4, status_at),
       institution = case when $5 then $6 else institution end, tracking_id = case when $7 then $8 else tracking_id end, follow_at = $9
     where id = $1`,
    [
      id,
      fresh.status ?? null,
      fresh.statusNative ?? null,
      fresh.statusAt ?? null,
      fresh.institution !== undefined,
      fresh.institution ?? null,
      change.trackingId !== undefined,
      change.trackingId ?? null,
      change.followAt,
    ],
  )
  for (const event of change.events) await addEvent(tx, id, event.kind, event.data)
  const told = change.events.some((event) => event.kind === 'status_changed')
  if (!told && fresh.status !== undefined && fresh.status !== before.status) {
    await addEvent(tx, id, 'status_changed', { from: before.status, to: fresh.status, native: fresh.statusNative })
  }
  for (const feedback of change.feedback) await addFeedback(tx, id, feedback)
}
