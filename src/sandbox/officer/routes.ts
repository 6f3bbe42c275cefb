import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Database } from '../database.ts'
import { CALLS, type FaultOrder, FaultOrderSchema, type Faults, KINDS } from '../faults.ts'
import { type Mode, ModeSchema } from './auto-moves.ts'
import { type Move, MoveSchema, moveCase } from './moves.ts'

export interface OfficerOptions {
  readonly database: Database
  readonly faults: Faults
  readonly mode: () => Mode
  readonly setMode: (change: Partial<Mode>) => void
}

/** What a programmer orders of the sandbox: moves of a case, a mode, faults. */
export function serveOfficer(app: FastifyInstance, { database, faults, mode, setMode }: OfficerOptions): void {
  app.post<{ Params: { id: string }; Body: Move | undefined }>(
    '/sandbox/complaints/:id/move',
    { schema: { body: MoveSchema }, preValidation: fillEmptyBody },
    (request) => moveCase(database, request.params.id, request.body ?? {}),
  )

  app.get('/sandbox/mode', async () => mode())
  app.post<{ Body: Partial<Mode> }>('/sandbox/mode', { schema: { body: ModeSchema } }, async (request) => {
    setMode(request.body)
    return mode()
  })

  app.get('/sandbox/faults', async () => ({ ordered: faults.list(), kinds: KINDS, on: [...CALLS, 'any'] }))
  app.post<{ Body: FaultOrder }>('/sandbox/faults', { schema: { body: FaultOrderSchema } }, async (request, reply) => {
    reply.code(201)
    return faults.order(request.body)
  })
  app.delete('/sandbox/faults', async () => ({ deleted: faults.clear() }))
}

/** A request without any body moves the case to its next sensible step. */
async function fillEmptyBody(request: FastifyRequest): Promise<void> {
  request.body ??= {}
}
