import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Database } from '../database.ts'
import { Refusal } from '../refusal.ts'
import { findCase, laporDate } from './case.ts'
import { codeOf } from './statuses.ts'

const FOLLOWUPS_A_PAGE = 5

/** `GET /complaints/{id}/complaint` and `GET /complaints/{id}/followups?page=` */
export function serveCase(app: FastifyInstance, database: Database): void {
  app.get<{ Params: { id: string } }>('/complaints/:id/complaint', { config: { call: 'detail' } }, async (request) => {
    const row = await findCase(database, request.params.id)
    const { rows } = await database.query<DispositionRow>(
      'select d.*, i.name as to_name from dispositions d left join institutions i on i.id = d.to_id where complaint_id = $1 order by d.id',
      [row.id],
    )
    return {
      results: {
        data: {
          id: Number(row.id),
          tracking_id: row.tracking_id,
          status_code: codeOf(row.status_name),
          status_name: row.status_name,
          disposition_id: Number(row.disposition_id),
          disposition_name: row.disposition_name,
          status_logs: [],
        },
        data_logs: rows.map(logOf),
      },
    }
  })

  app.get<{ Params: { id: string }; Querystring: { page?: string } }>(
    '/complaints/:id/followups',
    { config: { call: 'followups' } },
    async (request) => {
      const row = await findCase(database, request.params.id)
      const page = readPage(request.query.page)
      const { rows } = await database.query<FollowupRow>(
        `select f.*, (select coalesce(json_agg(json_build_object('id', x.id, 'name', x.name) order by x.id), '[]') from files x where x.id = any(f.file_ids)) as files
       from followups f where complaint_id = $1 order by f.id limit $2 offset $3`,
        [row.id, FOLLOWUPS_A_PAGE + 1, (page - 1) * FOLLOWUPS_A_PAGE],
      )
      const next = rows.length > FOLLOWUPS_A_PAGE ? pageUrl(request, page + 1) : null
      return {
        results: {
          data: rows.slice(0, FOLLOWUPS_A_PAGE).map(followupOf),
          current_page: page,
          per_page: FOLLOWUPS_A_PAGE,
          next_page_url: next,
        },
      }
    },
  )
}

interface DispositionRow {
  readonly content: string
  readonly from_name: string
  readonly to_id: string | null
  readonly to_name: string | null
  readonly data: string
  readonly created_at: Date
}

interface FollowupRow {
  readonly id: string
  readonly from_name: string
  readonly to_name: string
  readonly template_code: string
  readonly content: string
  readonly created_at: Date
  readonly files: { id: number; name: string }[]
}

function logOf(row: DispositionRow): object {
  return {
    content: row.content,
    institution_from_name: row.from_name,
    institution_to_name: row.to_name,
    institution_to: row.to_id === null ? null : { id: Number(row.to_id), name: row.to_name },
    data: row.data,
    created_at: laporDate(row.created_at),
  }
}

function followupOf(row: FollowupRow): object {
  return {
    id: Number(row.id),
    created_at: laporDate(row.created_at),
    institution_from_name: row.from_name,
    institution_to_name: row.to_name,
    template_code: row.template_code,
    template_content: '',
    content: row.content,
    attachments: row.files.map(({ id, name }) => ({ file_name: name, path: `/files/${id}/${encodeURIComponent(name)}` })),
  }
}

function readPage(page: string | undefined): number {
  if (page === undefined) return 1
  if (/^[1-9][0-9]{0,5}$/.test(page)) return Number(page)
  throw new Refusal(422, 'page tidak valid (page must be a number from 1)', [
    { field: 'page', came: page.slice(0, 80), expected: 'a number from 1' },
  ])
}

function pageUrl(request: FastifyRequest, page: number): string {
  const { pathname } = new URL(request.url, 'http://sandbox')
  return `${request.protocol}://${request.host}${pathname}?page=${page}`
}
