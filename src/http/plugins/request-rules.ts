import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GatewayError } from '../../contract/errors.ts'
import { type Draining, KEPT_SECONDS } from '../draining.ts'
import { closeUnread, holdContinue } from '../unread-bodies.ts'

/** What holds for every request: readable address, one log line without its content, an end to bodies that nobody reads. */
export function addRequestRules(app: FastifyInstance, draining?: Draining): void {
  holdContinue(app.server)
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff')
    reply.header('cache-control', 'no-store')
    done(faultOf(request))
  })
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onSend', (request, reply, _payload, done) => {
    // A kept connection would hold up the end of the process.
    if (closing || draining?.begun) reply.header('connection', 'close')
    else if (mayBeKept(request.raw)) reply.header('connection', 'keep-alive').header('keep-alive', `timeout=${KEPT_SECONDS}`)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request
    request.log.info(
      { method, route: routeOptions.url ?? '(none)', status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    )
    closeUnread(request.raw)
    done()
  })
}

function faultOf({ raw, headers, url }: FastifyRequest): GatewayError | undefined {
  if (raw.httpVersion === '1.1' && headers.host === undefined) return new GatewayError('request_unreadable', 'the header Host is missing')
  const mark = url.indexOf('?')
  if (mark < 0 || !url.includes('%', mark) || isEncoded(url.slice(mark + 1))) return undefined
  return new GatewayError('request_unreadable', 'the query has a percent sign that is not followed by two hexadecimal digits of UTF-8')
}

function mayBeKept({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '1.1' && !/\bclose\b/i.test(headers.connection ?? '')
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text.replaceAll('+', ' '))
    return true
  } catch {
    return false
  }
}
