import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Database } from '../database.ts'
import { Refusal } from '../refusal.ts'

const ROWS_A_PAGE = 10

type Item = Record<string, unknown>

/** The polled apps' own lists, each in its own envelope, newest first as they publish them. */
export function serveLists(app: FastifyInstance, database: Database): void {
  app.get<{ Querystring: { page?: string } }>('/partners/jaki', async (request) => {
    const page = pageOf(request.query.page)
    const { items, total } = await readItems(database, 'jaki', page)
    const lastPage = Math.max(1, Math.ceil(total / ROWS_A_PAGE))
    return { data: items, meta: { page, perPage: ROWS_A_PAGE, total, lastPage } }
  })

  app.get<{ Querystring: { since?: string } }>('/partners/qlue', async (request) => {
    const since =
      request.query.since === undefined || request.query.since === '' ? Number.NEGATIVE_INFINITY : instantOf(request.query.since)
    if (Number.isNaN(since)) throw new Refusal(400, 'since tidak terbaca (since must be a date, as 2026-11-20 10:00:00 or with a zone)')
    const { rows } = await database.query<{ item: Item }>(
      `select item from partner_items where partner = 'qlue' order by item->>'post_date' desc, seq desc limit 10000`,
    )
    return rows.map(({ item }) => item).filter((item) => !(instantOf(String(item.post_date ?? '')) < since))
  })

  app.get<{ Querystring: { page?: string } }>('/partners/laporgub', async (request) => {
    const page = pageOf(request.query.page)
    const { items, total } = await readItems(database, 'laporgub', page)
    return { data: items, next: page * ROWS_A_PAGE < total ? nextUrl(request, page + 1) : null }
  })
}

async function readItems(database: Database, partner: string, page: number): Promise<{ items: Item[]; total: number }> {
  const { rows } = await database.query<{ item: Item }>(
    'select item from partner_items where partner = $1 order by seq desc limit $2 offset $3',
    [partner, ROWS_A_PAGE, (page - 1) * ROWS_A_PAGE],
  )
  const { rows: counted } = await database.query<{ total: number }>('select count(*)::int as total from partner_items where partner = $1', [
    partner,
  ])
  return { items: rows.map(({ item }) => item), total: counted[0]?.total ?? 0 }
}

/** Dates without a zone are Jakarta's, as Qlue's clients take them. */
function instantOf(text: string): number {
  const iso = text.trim().replace(' ', 'T')
  return Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(iso) ? iso : `${iso.length === 10 ? `${iso}T00:00:00` : iso}+07:00`)
}

function pageOf(page = '1'): number {
  if (/^[1-9][0-9]{0,5}$/.test(page)) return Number(page)
  throw new Refusal(400, 'page tidak terbaca (page must be a number from 1)')
}

function nextUrl(request: FastifyRequest, page: number): string {
  return `${request.protocol}://${request.host}/partners/laporgub?page=${page}`
}
