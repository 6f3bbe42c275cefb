import { type Static, Type } from 'typebox'
import { ERRORS, type ErrorCode, GatewayError } from '../contract/errors.ts'

/** RFC 9457. `type` is an address on this gateway that explains the code. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'page about the code' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'what was seen and what to do' }),
    code: Type.String({ description: 'stable; for programs' }),
    instance: Type.String({ description: 'id of this request, for questions to the operator' }),
    errors: Type.Optional(
      Type.Array(Type.Object({ at: Type.String({ description: 'JSON Pointer, RFC 6901' }), message: Type.String() }), { maxItems: 100 }),
    ),
  },
  { $id: 'Problem', title: 'Problem', description: 'application/problem+json' },
)
export type Problem = Static<typeof ProblemSchema>

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** Every error as a coded one: what the framework throws by its own code, what nobody foresaw as internal_error. */
export function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return 'http' in ERRORS[error.code] ? error : internalError(error)
  const code = frameworkCode(error)
  const refused = code === null ? undefined : FRAMEWORK[code]
  return refused ? new GatewayError(refused.code, refused.message, { cause: error }) : internalError(error)
}

export function problemOf(error: GatewayError, requestId: string): Problem {
  return {
    type: `/docs/errors#${error.code}`,
    title: ERRORS[error.code].title,
    status: statusOf(error.code),
    detail: error.message,
    code: error.code,
    instance: `urn:request:${requestId}`,
    ...(error.errors.length > 0 ? { errors: error.errors.slice(0, 100).map(({ at, message }) => ({ at, message })) } : {}),
  }
}

export function statusOf(code: ErrorCode): number {
  const row = ERRORS[code]
  return 'http' in row ? row.http : 500
}

/** Whole seconds, at least one. */
export function retryAfterSeconds(error: GatewayError): number | null {
  return error.retryAfterMs === undefined ? null : Math.max(1, Math.ceil(error.retryAfterMs / 1000))
}

const FRAMEWORK: Record<string, { code: ErrorCode; message: string }> = {
  FST_ERR_BAD_URL: {
    code: 'request_unreadable',
    message: 'the address has a percent sign that is not followed by two hexadecimal digits of UTF-8',
  },
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'body_too_large', message: 'the body is larger than this address takes' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'media_type_unsupported', message: 'the Content-Type is missing, unreadable or not taken here' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'request_unreadable',
    message: 'the body does not have the length that Content-Length names',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: 'request_unreadable', message: 'the body is empty; send JSON' },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'request_unreadable', message: 'the body is not JSON' },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'not_found', message: 'there is nothing at this address' },
}

function frameworkCode(error: unknown): string | null {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null
}

function internalError(cause: unknown): GatewayError {
  return new GatewayError('internal_error', 'the gateway failed on this request; it is logged under the id in `instance`', { cause })
}
