import type { ArrivalFile, InboundRequest } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { readJson } from '../../src/contract/json.ts'
import { nestFields, readUrlEncoded } from './form.ts'
import { readMultipart } from './multipart.ts'

export interface Body {
  readonly payload: Record<string, unknown>
  readonly mediaType: string
  readonly files: readonly ArrivalFile[]
}

/** Reads a verified body by its Content-Type. Throws `media_type_unsupported`, `request_unreadable` or `body_too_large`. */
export async function readBody(request: Pick<InboundRequest, 'headers' | 'rawBody'>): Promise<Body> {
  const contentType = request.headers['content-type'] ?? ''
  const [mediaType = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase())
  const kind = KINDS.find(({ takes }) => takes.test(mediaType))?.kind
  if (kind === undefined) {
    const seen = mediaType === '' ? 'the header Content-Type is missing' : `'${printable(mediaType)}' is not taken here`
    throw new GatewayError(
      'media_type_unsupported',
      `${seen}; send application/json, application/x-www-form-urlencoded or multipart/form-data`,
    )
  }
  checkCharset(parameters)
  if (request.rawBody.length === 0) throw new GatewayError('request_unreadable', 'the body is empty', { at: '' })
  if (kind === 'json') return { payload: requireObject(readJson(request.rawBody)), mediaType, files: [] }
  if (kind === 'form') return { payload: nestFields(readUrlEncoded(request.rawBody)), mediaType, files: [] }
  const { fields, files } = await readMultipart(request.rawBody, contentType)
  return { payload: nestFields(fields), mediaType: contentType, files }
}

const KINDS = [
  { takes: /^application\/(?:[a-z0-9!#$&^_.-]+\+)?json$/, kind: 'json' },
  { takes: /^application\/x-www-form-urlencoded$/, kind: 'form' },
  { takes: /^multipart\/form-data$/, kind: 'multipart' },
] as const

function checkCharset(parameters: readonly string[]): void {
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '')
  if (charset === undefined || ['utf-8', 'utf8', 'us-ascii', 'ascii'].includes(charset)) return
  throw new GatewayError('media_type_unsupported', `the charset '${printable(charset)}' is not taken here; send UTF-8`)
}

function requireObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  const found = Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`
  throw new GatewayError('request_unreadable', `the body must be one JSON object, a report; ${found} was found`, { at: '' })
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 80)
}
