import { type Static, Type } from 'typebox'
import { ERRORS, type ErrorCode, type FieldError, GatewayError } from '../contract/errors.ts'
import { frameworkFault } from '../contract/framework-faults.ts'

/** The message in both languages, where there is one. */
export const FaultWords = Type.Optional(
  Type.Object(
    { id: Type.String(), en: Type.String() },
    { description: 'the message in Indonesian and in English; absent where only English is known' },
  ),
)

const FaultSchema = Type.Object({
  at: Type.String({ description: 'JSON Pointer, RFC 6901' }),
  message: Type.String({ description: 'in English; for people' }),
  words: FaultWords,
})

/** RFC 9457. `type` is an address on this gateway that explains the code. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'page about the code' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'what was seen and what to do' }),
    code: Type.String({ description: 'stable; for programs' }),
    instance: Type.String({ description: 'id of this request, for questions to the operator' }),
    errors: Type.Optional(Type.Array(FaultSchema, { maxItems: 100 })),
  },
  { $id: 'Problem', title: 'Problem', description: 'application/problem+json' },
)
export type Problem = Static<typeof ProblemSchema>

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** Every error as a coded one: what the framework throws by its own code, what nobody foresaw as internal_error. */
export function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return 'http' in ERRORS[error.code] ? error : internalError(error)
  return frameworkFault(error) ?? internalError(error)
}

export function problemOf(error: GatewayError, requestId: string): Problem {
  return {
    type: `/docs/errors#${error.code}`,
    title: ERRORS[error.code].title,
    status: statusOf(error.code),
    detail: error.message,
    code: error.code,
    instance: `urn:request:${requestId}`,
    ...(error.errors.length > 0 ? { errors: error.errors.slice(0, 100).map(faultView) } : {}),
  }
}

/** One fault as it is answered: the Indonesian words beside the English message, where there are any. */
function faultView({ at, message, words }: FieldError): Static<typeof FaultSchema> {
  return { at, message, ...(words && { words: { id: words.id, en: words.en } }) }
}

export function statusOf(code: ErrorCode): number {
  const row = ERRORS[code]
  return 'http' in row ? row.http : 500
}

/** Whole seconds, at least one. */
export function retryAfterSeconds(error: GatewayError): number | null {
  return error.retryAfterMs === undefined ? null : Math.max(1, Math.ceil(error.retryAfterMs / 1000))
}

function internalError(cause: unknown): GatewayError {
  return new GatewayError('internal_error', 'the gateway failed on this request; it is logged under the id in `instance`', { cause })
}
