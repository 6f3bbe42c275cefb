import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Database } from '../database.ts'
import { Refusal } from '../refusal.ts'
import { photoOf } from '../sample-files.ts'
import { serveCallbacks } from './callbacks.ts'
import { serveLists } from './lists.ts'

const PartnerFaultSchema = Type.Object(
  {
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    calls: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    retryAfterSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
  },
  { additionalProperties: false },
)

const LISTED = ['jaki', 'qlue', 'laporgub']

export interface PartnersOptions {
  readonly database: Database
  readonly webhookSecrets: Readonly<Record<string, string>>
}

/** The demo's regional apps: their lists, the place where they are called back, and the photos of their reports. */
export function servePartners(app: FastifyInstance, { database, webhookSecrets }: PartnersOptions): void {
  const faults = new Map<string, Static<typeof PartnerFaultSchema>>()
  app.addHook('preHandler', async (request, reply) => {
    const name = /^\/partners\/([a-z0-9-]+)(?:\/callback)?(?:\?|$)/.exec(request.url)?.[1]
    const fault = name === undefined ? undefined : faults.get(name)
    if (name === undefined || fault === undefined) return
    if (fault.calls > 1) faults.set(name, { ...fault, calls: fault.calls - 1 })
    else faults.delete(name)
    if (fault.retryAfterSeconds !== undefined) reply.header('retry-after', String(fault.retryAfterSeconds))
    return reply.code(fault.status).send({ message: 'kesalahan yang dipesan (an ordered fault)' })
  })

  app.post<{ Params: { name: string }; Body: Static<typeof PartnerFaultSchema> }>(
    '/partners/:name/faults',
    { schema: { body: PartnerFaultSchema } },
    async (request, reply) => {
      faults.set(request.params.name, request.body)
      return reply.code(201).send(request.body)
    },
  )
  app.delete<{ Params: { name: string } }>('/partners/:name/faults', async (request) => ({ deleted: faults.delete(request.params.name) }))

  serveLists(app, database)
  serveCallbacks(app, database, webhookSecrets)
  serveItems(app, database)

  app.get<{ Params: { file: string } }>('/partners/media/:file', async (request, reply) => {
    const { file } = request.params
    if (!/^[\w.-]{1,100}\.(jpg|jpeg|png|pdf)$/.test(file)) throw new Refusal(404, 'Berkas tidak ada (name it <letters>.jpg, .png or .pdf)')
    const { bytes, mediaType } = photoOf(file)
    return reply.type(mediaType).send(bytes)
  })
}

function serveItems(app: FastifyInstance, database: Database): void {
  app.post<{ Params: { name: string } }>('/partners/:name/items', async (request, reply) => {
    const { name } = request.params
    if (!LISTED.includes(name)) throw new Refusal(404, `Tidak ada daftar ${name} (lists: ${LISTED.join(', ')})`)
    const { body } = request
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw new Refusal(422, 'Isi harus satu objek JSON (one item, a JSON object)')
    if (JSON.stringify(body).includes('\\u0000')) throw new Refusal(422, 'PostgreSQL menolak U+0000 (the item holds U+0000)')
    const item = name === 'qlue' ? { post_date: jakartaNow(), ...body } : body
    const { rows } = await database.query<{ seq: string }>('insert into partner_items (partner, item) values ($1, $2) returning seq', [
      name,
      JSON.stringify(item),
    ])
    return reply.code(201).send({ seq: Number(rows[0]?.seq), item })
  })
  app.get<{ Params: { name: string } }>('/partners/:name/items', async (request) => {
    const { rows } = await database.query(
      'select seq::int as seq, item from partner_items where partner = $1 order by seq desc limit 1000',
      [request.params.name],
    )
    return { data: rows }
  })
  app.delete<{ Params: { name: string } }>('/partners/:name/items', async (request) => {
    const { rowCount } = await database.query('delete from partner_items where partner = $1', [request.params.name])
    return { deleted: rowCount }
  })
}

function jakartaNow(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Jakarta', dateStyle: 'short', timeStyle: 'medium' }).format(new Date())
}
