import type { FastifyInstance } from 'fastify'
import type { Database } from '../database.ts'
import { findCase } from '../lapor/case.ts'
import { Refusal } from '../refusal.ts'

const ROWS_A_PAGE = 50
const MOST_ROWS_A_PAGE = 1000

const HOLDING = `
  select c.id::int8 as id, c.tracking_id, c.status_name, c.disposition_id::int8 as disposition_id, i.name as disposition_name, c.payload, c.created_at, c.moved_at,
    (select coalesce(json_agg(json_build_object('id', f.id, 'kind', f.kind, 'name', f.name, 'mediaType', f.media_type, 'sizeBytes', f.size_bytes, 'sha256', f.sha256) order by array_position(c.file_ids, f.id)), '[]')
       from files f where f.id = any(c.file_ids)) as files,
    (select coalesce(json_agg(json_build_object('id', u.id, 'source', u.source, 'from', u.from_name, 'to', u.to_name, 'template', u.template_code, 'content', u.content, 'fields', u.fields, 'at', u.created_at,
       'files', (select coalesce(json_agg(json_build_object('id', f.id, 'name', f.name, 'sizeBytes', f.size_bytes, 'sha256', f.sha256) order by f.id), '[]') from files f where f.id = any(u.file_ids))) order by u.id), '[]')
       from followups u where u.complaint_id = c.id) as followups,
    (select coalesce(json_agg(json_build_object('content', d.content, 'from', d.from_name, 'toId', d.to_id, 'data', d.data, 'at', d.created_at) order by d.id), '[]')
       from dispositions d where d.complaint_id = c.id) as dispositions
  from complaints c join institutions i on i.id = c.disposition_id`

const WANTED = `where ($1::text is null or position(lower($1) in lower(c.payload->>'content')) > 0)
    and ($2::text is null or lower(c.payload->>'tags_raw') = lower($2)) and ($3::timestamptz is null or c.created_at >= $3)`

interface Filter {
  readonly ticket?: string
  readonly tag?: string
  readonly since?: string
  readonly page?: string
  readonly page_size?: string
}

/** Everything that the sandbox holds, as it came. */
export function serveHoldings(app: FastifyInstance, database: Database): void {
  app.get<{ Querystring: Filter }>('/sandbox/complaints', async (request) => {
    const { ticket, tag, since, page = '1', page_size = String(ROWS_A_PAGE) } = request.query
    if (!/^[1-9][0-9]{0,5}$/.test(page))
      throw new Refusal(422, 'page tidak valid', [{ field: 'page', came: page.slice(0, 80), expected: 'a number from 1' }])
    if (!/^[1-9][0-9]{0,3}$/.test(page_size) || Number(page_size) > MOST_ROWS_A_PAGE)
      throw new Refusal(422, 'page_size tidak valid', [
        { field: 'page_size', came: page_size.slice(0, 80), expected: `a number from 1 to ${MOST_ROWS_A_PAGE}` },
      ])
    if (since !== undefined && Number.isNaN(Date.parse(since)))
      throw new Refusal(422, 'since tidak valid', [
        { field: 'since', came: since.slice(0, 80), expected: 'an instant, as 2026-11-21T08:00:00Z' },
      ])
    const wanted = [clean(ticket), clean(tag), since === undefined ? null : new Date(since)]
    const { rows: counted } = await database.query<{ total: number }>(`select count(*)::int as total from complaints c ${WANTED}`, wanted)
    const rowsAPage = Number(page_size)
    const chosen = `select c.id from complaints c ${WANTED} order by c.id desc limit $4 offset $5`
    const { rows } = await database.query<HoldingRow>(`${HOLDING} where c.id in (${chosen}) order by c.id desc`, [
      ...wanted,
      rowsAPage,
      (Number(page) - 1) * rowsAPage,
    ])
    const total = counted[0]?.total ?? 0
    return { data: rows.map(holdingOf), total, page: Number(page), pages: Math.ceil(total / rowsAPage) }
  })

  app.get<{ Params: { id: string } }>('/sandbox/complaints/:id', async (request) => {
    const { id } = await findCase(database, request.params.id)
    const { rows } = await database.query<HoldingRow>(`${HOLDING} where c.id = $1`, [id])
    return rows.map(holdingOf)[0]
  })

  app.delete('/sandbox/complaints', async () => {
    const { rowCount } = await database.query('delete from complaints')
    await database.query('delete from files')
    return { deleted: rowCount }
  })
}

interface HoldingRow {
  readonly id: string
  readonly tracking_id: string
  readonly status_name: string
  readonly disposition_id: string
  readonly disposition_name: string
  readonly payload: Record<string, unknown>
  readonly created_at: Date
  readonly moved_at: Date
  readonly files: unknown[]
  readonly followups: unknown[]
  readonly dispositions: unknown[]
}

function holdingOf(row: HoldingRow): object {
  const { payload } = row
  return {
    id: Number(row.id),
    trackingId: row.tracking_id,
    status: row.status_name,
    institution: { id: Number(row.disposition_id), name: row.disposition_name },
    reporter: {
      newUser: payload.is_new_user_slider,
      userId: payload.user_id ?? null,
      anonymous: payload.is_anonymous,
      secret: payload.is_secret,
    },
    payload,
    files: row.files,
    followups: row.followups,
    dispositions: row.dispositions,
    createdAt: row.created_at,
    movedAt: row.moved_at,
  }
}

const clean = (text: string | undefined) => text?.replaceAll('\u0000', '') ?? null
