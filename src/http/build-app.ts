import { randomUUID } from 'node:crypto'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import { readJson } from '../contract/json.ts'
import type { AppDeps } from './deps.ts'
import { answerConnectionError } from './plugins/connection-errors.ts'
import { openApi } from './plugins/open-api.ts'
import { addProblemDetails, answerProblem } from './plugins/problem-details.ts'
import { addRequestRules } from './plugins/request-rules.ts'
import { schemasWhenNeeded } from './plugins/schemas-when-needed.ts'
import { addTrails } from './plugins/trails.ts'
import { asGatewayError, ProblemSchema } from './problem.ts'
import { adminRoutes } from './routes/admin/index.ts'
import { complaintRoutes } from './routes/complaints.ts'
import { docsRoutes } from './routes/docs.ts'
import { healthRoutes } from './routes/health.ts'
import { inRoutes } from './routes/in.ts'
import { isTrustedProxy } from './trusted-proxies.ts'

/** The app, ready to listen. Closing it stops accepting and lets requests in flight finish. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { maxBodyBytes, requestTimeoutMs } = deps.settings.current.gateway.http
  const app = Fastify({
    loggerInstance: deps.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    // A long name of a channel is an unknown channel, not an unknown address.
    routerOptions: { maxParamLength: 4096 },
    trustProxy: (address) => isTrustedProxy(deps.settings.current.gateway.http.trustProxy, address),
    genReqId: () => randomUUID(),
    // A body that is late is answered by read-body.ts; this bounds what never gets so far.
    requestTimeout: requestTimeoutMs * 2,
    http: {
      requestTimeout: requestTimeoutMs * 2,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, Math.ceil(requestTimeoutMs / 2)),
      maxHeaderSize: 16 * 1024,
      // request-rules.ts asks for it, with a coded answer.
      requireHostHeader: false,
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: answerConnectionError,
    frameworkErrors: (error, request, reply) => void answerProblem(asGatewayError(error), request, reply),
    // What is sent is checked as it is: nothing is converted, dropped or filled in.
    schemaController: schemasWhenNeeded,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: false, verbose: true } },
  })
  app.addSchema(ProblemSchema)
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) =>
    body.length === 0 ? undefined : readJson(body),
  )
  deps.draining?.watch(app.server)
  addTrails(app)
  addRequestRules(app, deps.draining)
  addProblemDetails(app)
  await app.register(rateLimit, { global: false })
  await app.register(swagger, openApi)
  await app.register((scope) => inRoutes(scope, deps))
  await app.register((scope) => complaintRoutes(scope, deps))
  await app.register((scope) => healthRoutes(scope, deps))
  await app.register((scope) => adminRoutes(scope, deps))
  if (deps.pages) await app.register(deps.pages)
  await app.register(docsRoutes)
  await app.ready()
  return app
}
