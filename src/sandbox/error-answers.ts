import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Fault, Refusal, shown } from './refusal.ts'

/** Texts and numbers that PostgreSQL does not take: U+0000, half a character, out of range, too deep. */
const NOT_STORABLE = new Set(['22P02', '22P05', '22021', '22003', '54001'])

export interface ErrorAnswers {
  /** 200: refusals of LAPOR!'s calls come with success false and status 200, as LAPOR! has been seen to do. */
  readonly refusals: () => 422 | 200
  readonly prefix: string
}

/** Every error says what came and what is expected, Indonesian first. */
export function answerErrors(app: FastifyInstance, { refusals, prefix }: ErrorAnswers): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error, request)
    if (refusal === null) return fail(error, request, reply)
    const quiet = refusal.status === 422 && refusals() === 200 && request.url.startsWith(prefix)
    return reply.code(quiet ? 200 : refusal.status).send({ success: false, message: refusal.message, errors: refusal.faults })
  })
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      success: false,
      message: `Alamat tidak ada: ${request.method} ${request.url.slice(0, 200)} (no such address or method; GET / shows what there is)`,
      errors: [],
    }),
  )
}

function refusalOf(error: FastifyError | Refusal, request: FastifyRequest): Refusal | null {
  if (error instanceof Refusal) return error
  if (error.validation !== undefined) return invalid(error.validation, request)
  if (NOT_STORABLE.has(error.code))
    return new Refusal(
      422,
      'Karakter atau angka tidak dapat disimpan (a text holds U+0000 or half a character, or a number is out of range)',
    )
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new Refusal(
      415,
      `Content-Type ${shown(request.headers['content-type'])} tidak dikenal (send application/json, or multipart/form-data for files and follow-ups)`,
    )
  }
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Refusal(413, 'Isi terlalu besar (the body is larger than 1 MiB; forms may have 64 MiB)')
  return error.statusCode !== undefined && error.statusCode < 500 ? new Refusal(error.statusCode, error.message) : null
}

function invalid(validation: NonNullable<FastifyError['validation']>, request: FastifyRequest): Refusal {
  const faults: Fault[] = validation.map(({ instancePath, message, params }) => {
    const unknown = params.additionalProperty
    if (unknown !== undefined)
      return { field: String(unknown), came: 'a field that is not known', expected: 'only the fields in the description of this call' }
    const allowed = Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : ''
    return {
      field: instancePath.slice(1) || '(body)',
      came: shown(valueAt(request.body, instancePath)),
      expected: `${message ?? 'another value'}${allowed}`,
    }
  })
  return new Refusal(422, `Data tidak valid: ${faults.map(({ field }) => field).join(', ')} (see errors)`, faults)
}

function valueAt(body: unknown, pointer: string): unknown {
  let value = body
  for (const key of pointer.split('/').slice(1)) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return value
}

function fail(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  process.stderr.write(`sandbox: ${request.method} ${request.routeOptions.url ?? ''}: ${error.message}\n`)
  return reply.code(500).send({ success: false, message: 'Internal Server Error', errors: [] })
}
