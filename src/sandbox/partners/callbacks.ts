import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Webhook } from 'standardwebhooks'
import type { Database } from '../database.ts'

/** Where the apps take the case's way back: signed calls by Standard Webhooks. Each is kept, also a forged one, with what was answered. */
export function serveCallbacks(app: FastifyInstance, database: Database, secrets: Readonly<Record<string, string>>): void {
  app.post<{ Params: { name: string } }>('/partners/:name/callback', async (request, reply) => {
    const verified = verify(request, secrets[request.params.name])
    const answered = verified === false ? 401 : 200
    const { rows } = await database.query<{ seq: string }>(
      'insert into partner_callbacks (partner, message_id, verified, answered, body) values ($1, $2, $3, $4, $5) returning seq',
      [request.params.name, request.headers['webhook-id'] ?? null, verified, answered, JSON.stringify(request.body ?? null)],
    )
    if (answered === 401) return reply.code(401).send({ message: 'tanda tangan tidak cocok (the signature does not match)' })
    return { reference: `cb-${rows[0]?.seq ?? ''}` }
  })

  app.get<{ Params: { name: string } }>('/partners/:name/callbacks', async (request) => {
    const { rows } = await database.query(
      'select seq::int as seq, message_id as "messageId", verified, answered, body, created_at as at from partner_callbacks where partner = $1 order by seq desc limit 1000',
      [request.params.name],
    )
    return { data: rows }
  })
}

function verify(request: FastifyRequest, secret: string | undefined): boolean | null {
  if (secret === undefined) return null
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  return secret.split(/[\s,]+/).some((one) => {
    try {
      new Webhook(one).verify(request.rawText ?? '', headers)
      return true
    } catch {
      return false
    }
  })
}
