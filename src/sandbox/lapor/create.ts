import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../database.ts'
import { inTransaction } from '../database.ts'
import { Refusal, refuseFaults } from '../refusal.ts'
import { checkComplaint, fileIdsOf } from './complaint-checks.ts'
import { FIRST_STATUS } from './statuses.ts'

/** `POST /complaints/complaint` */
export function serveCreate(app: FastifyInstance, database: Database): void {
  app.post('/complaints/complaint', { config: { call: 'create' } }, async (request) => {
    const payload = request.body
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
      throw new Refusal(400, 'Isi permintaan harus objek JSON (the body must be a JSON object)')
    const complaint = payload as Record<string, unknown>
    refuseFaults(await checkComplaint(complaint, database))

    const id = await inTransaction(database, async (query) => {
      const { rows } = await query.query<{ id: string }>(
        `insert into complaints (tracking_id, payload, file_ids, status_name, disposition_id) values ('', $1, $2, $3, $4) returning id`,
        [JSON.stringify(complaint), fileIdsOf(complaint.attachments) ?? [], FIRST_STATUS, complaint.disposition_id ?? 1],
      )
      const created = rows[0]?.id ?? ''
      await query.query('update complaints set tracking_id = $2 where id = $1', [created, trackingId(created)])
      return created
    })
    return { complaint_id: Number(id) }
  })
}

/** Six digits, as citizens are given one to ask with. */
function trackingId(id: string): string {
  const number = createHash('sha256').update(`sandbox ${id}`).digest().readUInt32BE()
  return `${id.slice(-3)}${String(number % 100_000).padStart(5, '0')}`
}
