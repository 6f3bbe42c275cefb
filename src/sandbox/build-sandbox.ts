import Fastify, { type FastifyInstance } from 'fastify'
import type { Database } from './database.ts'
import { answerErrors } from './error-answers.ts'
import { Faults, serveFaults } from './faults.ts'
import { parseJson } from './json-body.ts'
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
    requestTimeout: 60_000,
    forceCloseConnections: true,
    // A name that is given twice counts once, and every value is a text.
    routerOptions: { maxParamLength: 200, querystringParser: (text) => Object.fromEntries(new URLSearchParams(text)) },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: true } },
  })
  let mode: Mode = { moves: 'manual', everyMs: 3_000, refusals: 422, ...given }
  const faults = new Faults()

  parseForms(app)
  parseJson(app)
  answerErrors(app, { refusals: () => mode.refusals, prefix: LAPOR_PREFIX })
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
