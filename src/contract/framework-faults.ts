import { type ErrorCode, GatewayError } from './errors.ts'

/** What the web framework refuses by itself, as a coded error; null: it is none of these. */
export function frameworkFault(error: unknown): GatewayError | null {
  const code = typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const refused = Object.hasOwn(FAULTS, code) ? FAULTS[code] : undefined
  return refused ? new GatewayError(refused.code, refused.message, { cause: error }) : null
}

const FAULTS: Readonly<Record<string, { readonly code: ErrorCode; readonly message: string }>> = {
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
