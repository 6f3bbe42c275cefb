import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import type { Database } from './database.ts'
import { Faults, serveFaults } from './faults.ts'
import { serveCreate } from './lapor/create.ts'
import { serveFileBytes, serveFiles } from './lapor/files.ts'
import { serveFollowupAdd } from './lapor/followup-add.ts'
import { parseForms } from './lapor/form.ts'
import { requireHeaders } from './lapor/guard.ts'
import { serveMasters } from './lapor/masters.ts'
import { serveCase } from './lapor/read.ts'
import { serveReroute } from './lapor/reroute.ts'
import { type Mode, startAutoMoves } from './officer/auto-moves.ts'
import { serveHoldings } from './officer/holdings.ts'
import { serveOfficer } from './officer/routes.ts'
import { serveOverview } from './overview.ts'
import { servePartners } from './partners/routes.ts'
import { Refusal } from './refusal.ts'

export const LAPOR_PREFIX = '/lapor/3.0.0'

export interface SandboxOptions {
  readonly database: Database
  readonly mode?: Partial<Mode>
  /** Standard Webhooks secrets by partner; a partner without one takes every callback. */
  readonly webhookSecrets?: Readonly<Record<string, string>>
}

/** The sandbox as an app: a LAPOR! v3 server, its officer, its faults, and the demo's partner apps. Closing it leaves the database open. */
export async function buildSandbox({ database, mode: given, webhookSecrets = {} }: SandboxOptions): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: 1_048_576,
    requestTimeout: 120_000,
    forceCloseConnections: true,
    logger: false,
    routerOptions: { maxParamLength: 200 },
  })
  let mode: Mode = { moves: 'manual', everyMs: 3_000, refusals: 422, ...given }
  const faults = new Faults()

  app.decorateRequest('rawText')
  parseForms(app)
  parseJson(app)
  answerErrors(app, () => mode)
  serveFaults(app, faults)

  await app.register(
    async (lapor) => {
      lapor.addHook('preHandler', requireHeaders)
      serveFiles(lapor, database)
      serveCreate(lapor, database)
      serveCase(lapor, database)
      serveFollowupAdd(lapor, database)
      serveReroute(lapor, database)
      serveMasters(lapor, database)
    },
    { prefix: LAPOR_PREFIX },
  )
  serveFileBytes(app, database)
  serveHoldings(app, database)
  serveOfficer(app, { database, faults, mode: () => mode, setMode: (change) => (mode = { ...mode, ...change }) })
  servePartners(app, { database, webhookSecrets })
  serveOverview(app)

  const moves = startAutoMoves(
    database,
    () => mode,
    (error) => process.stderr.write(`sandbox: automatic move failed: ${error instanceof Error ? error.message : 'unknown'}\n`),
  )
  app.addHook('onClose', () => moves.stop())
  return app
}

/** An empty body is an empty object: `POST …/move` without one is the next sensible step. */
function parseJson(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body.toString()
    request.rawText = text
    if (text.trim() === '') return done(null, {})
    try {
      done(null, JSON.parse(text))
    } catch (cause) {
      const why = cause instanceof Error ? cause.message.slice(0, 200) : ''
      done(new Refusal(400, `Isi bukan JSON (the body is not JSON: ${why})`))
    }
  })
}

function answerErrors(app: FastifyInstance, mode: () => Mode): void {
  app.setErrorHandler((error: FastifyError | Refusal, request, reply) => {
    if (error instanceof Refusal) {
      const quiet = error.status === 422 && mode().refusals === 200 && request.url.startsWith(LAPOR_PREFIX)
      return reply.code(quiet ? 200 : error.status).send({ success: false, message: error.message, errors: error.faults })
    }
    if (error.validation !== undefined) {
      const errors = error.validation.map(({ instancePath, message, params }) => ({
        field: instancePath || '(body)',
        expected: `${message ?? ''} ${JSON.stringify(params)}`,
      }))
      return reply.code(422).send({ success: false, message: `Data tidak valid (${error.message.slice(0, 300)})`, errors })
    }
    const status = error.statusCode ?? 500
    if (status >= 500) process.stderr.write(`sandbox: ${request.method} ${request.routeOptions.url ?? ''}: ${error.message}\n`)
    return reply.code(status).send({ success: false, message: status >= 500 ? 'Internal Server Error' : error.message })
  })
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      success: false,
      message: `Alamat tidak ada: ${request.method} ${request.url.slice(0, 200)} (no such address; GET / shows what there is)`,
    }),
  )
}
