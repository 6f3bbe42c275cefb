import type { IncomingMessage } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { InboundRequest } from '../../contract/connector.ts'
import { GatewayError } from '../../contract/errors.ts'
import { openFairTurns } from '../../queue/fair-turns.ts'
import type { AppDeps } from '../deps.ts'
import { openRow } from '../in-a-row.ts'
import { openLargeBodies } from '../large-bodies.ts'
import { readBody } from '../read-body.ts'
import { AcceptedSchema, IgnoredSchema, problems } from '../schemas/answers.ts'
import { CHANNEL_SECURITY, ReportBodySchema } from '../schemas/report.ts'

/**
 * Reports of one channel that are worked on at the same time. Many fill the ledger's shared inserts; few let others through. One channel that crowds is still
 * given 50 turns a second.
 */
const TURNS = { alone: 256, together: 16, mostGapMs: 20 }
/** Reports of this size or less are worked on in a row (in-a-row.ts). */
const IN_A_ROW_BYTES = 32 * 1024

/** ANY /in/{channel}: the bytes go to the channel's connector as they came. */
export async function inRoutes(instance: FastifyInstance, deps: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const largeBodies = openLargeBodies({ mostBytes: () => 2 * deps.settings.current.gateway.http.maxMultipartBytes, mostWaiting: 64 })
  const turns = openFairTurns(TURNS, deps.strain ? { load: deps.strain.load } : {})
  const inRow = openRow()
  app.removeAllContentTypeParsers()
  // The body stays unread until the handler reads it: the signature is over the raw bytes.
  // JSON by its name as well: what is found by it is remembered, and what is left over is looked for each time.
  app.addContentTypeParser(['application/json', '*'], (_request, _payload, done) => done(null))

  const limitRate = app.rateLimit({
    timeWindow: 60_000,
    keyGenerator: (request) => channelOf(request),
    max: (request) =>
      deps.settings.current.channels.get(channelOf(request))?.requestsPerMinute ?? deps.settings.current.gateway.http.requestsPerMinute,
    errorResponseBuilder: (_request, { ttl, max }) =>
      new GatewayError('throttled', `this channel may send ${max} requests a minute; wait, then send it again`, { retryAfterMs: ttl }),
  })
  const onRequest = [(request: FastifyRequest) => deps.intake.admit(channelOf(request)), limitRate]

  async function receive(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { maxBodyBytes, maxMultipartBytes, requestTimeoutMs } = deps.settings.current.gateway.http
    const multipart = /^multipart\//i.test(request.headers['content-type'] ?? '')
    const length = request.headers['content-length']
    const large = multipart && (length === undefined || Number(length) > maxBodyBytes)
    const work = async () => {
      const rawBody = await readBody(request.raw, {
        maxBytes: multipart ? maxMultipartBytes : maxBodyBytes,
        timeoutMs: requestTimeoutMs,
        cut: deps.draining?.cut,
      })
      // A large one is work enough by itself: several in a row would hold up everybody else.
      if (rawBody.length <= IN_A_ROW_BYTES) await inRow()
      return turns.take(channelOf(request), () => deps.intake.receive(channelOf(request), inboundRequest(request, rawBody)))
    }
    const room = Math.min(maxMultipartBytes, Number(length ?? maxMultipartBytes))
    const answer = large ? await largeBodies.take(room, work) : await work()
    if (answer.kind === 'answered') {
      reply.code(answer.status).header('content-type', answer.mediaType).send(answer.body)
      return
    }
    if (answer.kind === 'accepted' && answer.status === 202) reply.header('location', answer.body.href)
    reply.code(answer.status).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(answer.body))
  }

  const params = Type.Object({
    channel: Type.String({ description: "the channel's id, as in its configuration", examples: ['sapawarga'] }),
  })
  app.route({
    method: 'POST',
    url: '/in/:channel',
    onRequest,
    handler: (request, reply) => receive(request, reply),
    // The schema of the body is for readers: the mapping checks the bytes, after the signature.
    validatorCompiler: () => () => true,
    schema: {
      tags: ['reports'],
      summary: 'Send a report',
      description:
        "The body is the app's own format, signed as the channel asks. The channel's mapping reads it. The same ticket with the same content is stored once.",
      security: CHANNEL_SECURITY,
      params,
      body: ReportBodySchema,
      response: {
        202: AcceptedSchema,
        200: Type.Union([AcceptedSchema, IgnoredSchema], { description: 'seen before, or an update of a known ticket, or not for LAPOR!' }),
        ...problems(
          'request_unreadable',
          'signature_invalid',
          'channel_paused',
          'channel_unknown',
          'request_timeout',
          'ticket_conflict',
          'body_too_large',
          'media_type_unsupported',
          'mapping_failed',
          'schema_violation',
          'throttled',
          'channel_not_configured',
          'gateway_stopping',
          'ledger_unavailable',
        ),
      },
    },
  })
  // What a protocol asks for besides: challenges, other verbs.
  app.route({
    method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/in/:channel',
    onRequest,
    handler: receive,
    schema: { hide: true, params },
  })
}

function channelOf(request: FastifyRequest): string {
  return (request.params as { channel: string }).channel
}

function inboundRequest(request: FastifyRequest, rawBody: Uint8Array): InboundRequest {
  const url = request.raw.url ?? request.url
  const mark = url.indexOf('?')
  const query: Record<string, string> = Object.create(null)
  if (mark >= 0) for (const [name, value] of new URLSearchParams(url.slice(mark + 1))) query[name] ??= value
  return { method: request.method, url, query, headers: headersOf(request.raw), rawBody, remoteAddress: request.ip }
}

/** By their names in small letters; of one that came several times, all values. */
function headersOf({ rawHeaders }: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = Object.create(null)
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    const value = rawHeaders[at + 1] ?? ''
    const before = headers[name]
    headers[name] = before === undefined ? value : `${before}, ${value}`
  }
  return headers
}
