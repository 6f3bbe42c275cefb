import type { Database, Queryable } from './database.ts'
import type { EventKind } from './event-kinds.ts'
import { toJson } from './json.ts'
import type { Events } from './ledger.ts'

export function openEvents(database: Database): Events {
  return {
    async add(complaintId, kind, data = {}) {
      await addEvent(database, complaintId, kind, data)
    },
    of: (complaintId) => database.query('select seq::text, at, kind, data from events where complaint_id = $1 order by seq', [complaintId]),
  }
}

export async function addEvent(tx: Queryable, complaintId: string, kind: EventKind, data: object): Promise<void> {
  await tx.query('insert into events (complaint_id, kind, data) values ($1, $2, $3)', [complaintId, kind, toJson(data)])
}
