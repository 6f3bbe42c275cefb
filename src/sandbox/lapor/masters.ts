import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Database } from '../database.ts'
import { Refusal } from '../refusal.ts'

const LISTS = {
  '/masters/institutions/external': 'select id::int as id, name from institutions order by id limit $1 offset $2',
  '/masters/templates': 'select code as id, code, name, content from templates order by code limit $1 offset $2',
} as const

/** The lists that channels synchronise daily. */
export function serveMasters(app: FastifyInstance, database: Database): void {
  for (const [path, sql] of Object.entries(LISTS)) {
    app.get<{ Querystring: { page?: string; page_size?: string } }>(path, { config: { call: 'masters' } }, async (request) => {
      const page = readNumber('page', request.query.page, 1)
      const size = Math.min(readNumber('page_size', request.query.page_size, 10), 1_000)
      const { rows } = await database.query(sql, [size + 1, (page - 1) * size])
      return { results: { data: rows.slice(0, size), next_page_url: rows.length > size ? pageUrl(request, page + 1, size) : null } }
    })
  }
}

function readNumber(field: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise
  if (/^[1-9][0-9]{0,5}$/.test(value)) return Number(value)
  throw new Refusal(422, `${field} tidak valid (it must be a number from 1)`, [
    { field, came: value.slice(0, 80), expected: 'a number from 1' },
  ])
}

function pageUrl(request: FastifyRequest, page: number, size: number): string {
  return `${new URL(request.url, 'http://sandbox').pathname}?page_size=${size}&page=${page}`
}
