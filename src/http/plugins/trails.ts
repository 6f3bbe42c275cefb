import { AsyncResource } from 'node:async_hooks'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { beginSpan, endSpan, isTraced, onTrail, type Span } from '../../contract/trail.ts'

/** Every request goes its own way, by its id: log lines and spans that belong to it carry it. The span of a request names its route, never its address. */
export function addTrails(app: FastifyInstance): void {
  app.decorateRequest('way', null)
  app.addHook('onRequest', (request, _reply, done) => {
    onTrail({ requestId: request.id }, () => {
      const open = isTraced() ? beginRequest(request) : null
      const begin = () => {
        request.way = { resource: new AsyncResource('request'), span: open?.span ?? null }
        done()
      }
      if (open) open.run(begin)
      else begin()
    })
  })
  // Reading a body, and the end of an answer, come from elsewhere: they are brought back.
  const back = (request: FastifyRequest, done: () => void) => {
    if (request.way) request.way.resource.runInAsyncScope(done)
    else done()
  }
  app.addHook('preValidation', (request, _reply, done) => back(request, done))
  app.addHook('onResponse', (request, reply, done) => {
    const span = request.way?.span
    if (span) {
      span.attributes['http.response.status_code'] = reply.statusCode
      if (reply.statusCode >= 500) span.error = String(reply.statusCode)
      endSpan(span)
    }
    back(request, done)
  })
}

interface Way {
  readonly resource: AsyncResource
  readonly span: Span | null
}

declare module 'fastify' {
  interface FastifyRequest {
    /** null: before the hook of this file. */
    way: Way | null
  }
}

function beginRequest({ method, routeOptions }: FastifyRequest): ReturnType<typeof beginSpan> {
  const route = routeOptions.url ?? ''
  if (!TRACED.test(route)) return null
  return beginSpan(`${method} ${route}`, 'server', { 'http.request.method': method, 'http.route': route })
}

/** Pages and what is asked every few seconds by machines would hide the rest. */
const TRACED = /^\/(in|v1|admin)\//
