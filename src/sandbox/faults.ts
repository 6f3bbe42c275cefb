import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'

export const CALLS = ['create', 'file', 'detail', 'followups', 'followup-add', 'masters', 'reroute'] as const
export type Call = (typeof CALLS)[number]

export const KINDS = {
  'error-500': 'answers 500; nothing is done',
  'error-502': 'answers 502 as a proxy does; nothing is done',
  'error-503': 'answers 503, with Retry-After when retryAfterSeconds is given; nothing is done',
  'too-many': 'answers 429 with Retry-After (retryAfterSeconds, default 2); nothing is done',
  'credentials-refused': 'answers 401; nothing is done',
  garbage: 'answers 200 with a page of HTML; nothing is done',
  'error-in-200': 'answers 200 with success false; nothing is done',
  'error-beside-success': 'answers 200 with success true and an error inside; nothing is done',
  slow: 'waits delayMs (default 3000), then does it',
  'hang-up': 'closes the connection; nothing is done',
  'commit-and-hang-up': 'does it, then closes the connection without an answer',
  'commit-and-garbage': 'does it, then answers 200 with a page of HTML',
  'commit-and-error-500': 'does it, then answers 500',
} as const
type Kind = keyof typeof KINDS

export const FaultOrderSchema = Type.Object(
  {
    kind: Type.Enum(Object.keys(KINDS) as Kind[]),
    on: Type.Optional(Type.Enum([...CALLS, 'any'])),
    calls: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    forMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_600_000 })),
    delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
    retryAfterSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
  },
  { additionalProperties: false },
)
export type FaultOrder = Static<typeof FaultOrderSchema>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Which call of LAPOR! a route serves; faults are ordered by it. */
    call?: Call
  }
  interface FastifyRequest {
    /** A JSON body as it was sent: what a signature was made over. */
    rawText?: string
  }
}

interface Ordered extends FaultOrder {
  id: number
  left: number | null
  until: number | null
  served: number
}

/** Faults that were ordered, for the next calls or for a time. The first that fits serves a call. */
export class Faults {
  #orders: Ordered[] = []
  #lastId = 0

  order(order: FaultOrder): object {
    const until = order.forMs === undefined ? null : Date.now() + order.forMs
    const left = order.calls ?? (until === null ? 1 : null)
    const ordered = { ...order, id: ++this.#lastId, left, until, served: 0 }
    this.#orders.push(ordered)
    return view(ordered)
  }

  list(): object[] {
    this.#drop()
    return this.#orders.map(view)
  }

  clear(): number {
    return this.#orders.splice(0).length
  }

  take(call: Call): Ordered | null {
    this.#drop()
    const order = this.#orders.find(({ on = 'any' }) => on === 'any' || on === call)
    if (order === undefined) return null
    order.served += 1
    if (order.left !== null) order.left -= 1
    return order
  }

  #drop(): void {
    this.#orders = this.#orders.filter(({ left, until }) => left !== 0 && (until === null || until > Date.now()))
  }
}

const PAGE = '<!doctype html><html><body><h1>Sedang dalam pemeliharaan</h1></body></html>'

/** Serves the ordered faults on every route that names its call in `config.call`. */
export function serveFaults(app: FastifyInstance, faults: Faults): void {
  const afterwards = new WeakMap<FastifyRequest, Kind>()

  app.addHook('preHandler', async (request, reply) => {
    const { call } = request.routeOptions.config
    const order = call === undefined ? null : faults.take(call)
    if (order === null) return
    if (order.kind === 'slow') await pause(order.delayMs ?? 3_000)
    else if (order.kind.startsWith('commit-and-')) afterwards.set(request, order.kind)
    else return serve(order, request, reply)
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const kind = afterwards.get(request)
    if (kind === undefined || reply.statusCode >= 400) return payload
    if (kind === 'commit-and-hang-up') request.raw.socket.destroy()
    if (kind === 'commit-and-error-500') {
      reply.code(500).type('application/json')
      return JSON.stringify({ success: false, message: 'Internal Server Error' })
    }
    reply.type('text/html').removeHeader('content-length')
    return PAGE
  })
}

function serve(order: Ordered, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const wait = order.retryAfterSeconds
  const no = { success: false, message: `kesalahan yang dipesan / ordered fault: ${order.kind}` }
  if (order.kind === 'hang-up') {
    request.raw.socket.destroy()
    return reply.hijack()
  }
  if (order.kind === 'garbage') return reply.type('text/html').send(PAGE)
  if (order.kind === 'error-in-200') return reply.send(no)
  if (order.kind === 'error-beside-success') return reply.send({ ...no, success: true, error: no.message })
  if (order.kind === 'credentials-refused') return reply.code(401).send(no)
  if (order.kind === 'too-many')
    return reply
      .code(429)
      .header('retry-after', String(wait ?? 2))
      .send(no)
  if (order.kind === 'error-502') return reply.code(502).type('text/html').send(PAGE)
  if (order.kind === 'error-503' && wait !== undefined) reply.header('retry-after', String(wait))
  return reply.code(order.kind === 'error-503' ? 503 : 500).send(no)
}

function view({ id, kind, on = 'any', left, until, served }: Ordered): object {
  return { id, kind, on, callsLeft: left, msLeft: until === null ? null : Math.max(0, until - Date.now()), served, does: KINDS[kind] }
}
