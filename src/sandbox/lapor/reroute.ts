import type { FastifyInstance } from 'fastify'
import type { Database } from '../database.ts'
import { inTransaction } from '../database.ts'
import { refuseFaults, shown } from '../refusal.ts'
import { dispose, findCase } from './case.ts'

/** `POST /complaints/process/{id}/reject`: hands the report on to the institution with the authority. */
export function serveReroute(app: FastifyInstance, database: Database): void {
  app.post<{ Params: { id: string } }>('/complaints/process/:id/reject', { config: { call: 'reroute' } }, async (request) => {
    const body = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Record<string, unknown>
    const target = typeof body.reason === 'string' && /^[0-9]{1,15}$/.test(body.reason) ? body.reason : null
    const { rowCount } = await database.query('select 1 from institutions where id = $1', [target])
    const description = body.reason_description
    refuseFaults([
      ...(rowCount === 1
        ? []
        : [{ field: 'reason', came: shown(body.reason), expected: 'the id of an institution in a STRING, such as "151345"' }]),
      ...['is_request', 'not_authority']
        .filter((field) => body[field] !== 1)
        .map((field) => ({ field, came: shown(body[field]), expected: '1' })),
      ...(typeof description === 'string' && description.trim() !== '' && description.length <= 1_000 && !description.includes('\u0000')
        ? []
        : [{ field: 'reason_description', came: shown(description), expected: 'a text of 1 to 1000 characters that says why' }]),
    ])
    await inTransaction(database, async (query) => {
      const row = await findCase(query, request.params.id, true)
      await dispose(query, row, {
        content: '{{institution_from}} meneruskan ke {{institution_to}}',
        from: row.disposition_name,
        toId: target,
        status: row.status_name,
      })
    })
    return { success: true }
  })
}
