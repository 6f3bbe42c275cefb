import type { InboundRequest } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { readJson } from '../../src/contract/json.ts'
import { readPointer } from '../../src/contract/json-pointer.ts'

/** What a request says, by name: of a query and a form as octets, since a provider may write each in another charset. */
export interface Parameters {
  /** undefined: not there. Throws `request_unreadable` when it is there twice with different values, or too long. */
  octets(name: string): Uint8Array | undefined
  /** The same as text; what is no UTF-8 gets U+FFFD. */
  text(name: string, maxLength?: number): string | undefined
  /** How many elements the first array on the way of a JSON Pointer has, and its pointer; null: there is none. */
  list?(pointer: string): { readonly at: string; readonly length: number } | null
  /** All names and values in order, as text: for signatures. */
  readonly pairs: readonly (readonly [name: string, value: string])[]
}

const MAX_FIELDS = 500
/** A hundred parts of the longest text. */
const MAX_TEXT_BYTES = 64 * 1024
const MAX_VALUE = 2000

/** The query's parameters and, of a form or a JSON object, the body's. Throws `request_unreadable`, `media_type_unsupported`. */
export function readParameters(request: InboundRequest): Parameters {
  const at = request.url.indexOf('?')
  const query = at < 0 ? [] : readPairs(request.url.slice(at + 1))
  const mediaType = mediaTypeOf(request)
  if (request.rawBody.length === 0) return openPairs(query)
  if (mediaType === FORM) return openPairs([...query, ...readPairs(Buffer.from(request.rawBody).toString('latin1'))])
  if (/^application\/(?:[\w.+-]+\+)?json$/.test(mediaType)) return openJson(openPairs(query), readJson(request.rawBody))
  if (mediaType === '' || mediaType.startsWith('text/') || mediaType === 'application/octet-stream') return openPairs(query)
  throw new GatewayError(
    'media_type_unsupported',
    `the body is '${mediaType.replace(/[^\x20-\x7e]/g, '?').slice(0, 80)}'; send a form or JSON`,
  )
}

export const FORM = 'application/x-www-form-urlencoded'

export function mediaTypeOf({ headers }: Pick<InboundRequest, 'headers'>): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

type Pair = readonly [name: string, value: Buffer]

/** Of a form only what the body says: what Twilio signs. */
export function readForm(body: Uint8Array): Parameters {
  return openPairs(readPairs(Buffer.from(body).toString('latin1')))
}

function readPairs(text: string): Pair[] {
  const pairs = text.split('&').filter((pair) => pair !== '')
  if (pairs.length > MAX_FIELDS) throw new GatewayError('request_unreadable', `there are more than ${MAX_FIELDS} parameters`, { at: '' })
  return pairs.map((pair) => {
    const equals = pair.indexOf('=')
    return [decode(equals < 0 ? pair : pair.slice(0, equals)).toString(), decode(equals < 0 ? '' : pair.slice(equals + 1))]
  })
}

/** Percent signs that encode nothing stay. */
function decode(part: string): Buffer {
  const plain = part.replaceAll('+', ' ').replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(plain, 'latin1')
}

function openPairs(pairs: readonly Pair[]): Parameters {
  const octets = (name: string): Uint8Array | undefined => {
    const [first, ...others] = pairs.filter(([each]) => each === name).map(([, value]) => value)
    if (others.some((other) => first?.equals(other) !== true)) throw twice(name)
    if (first !== undefined && first.length > MAX_TEXT_BYTES) throw tooLong(name)
    return first
  }
  return {
    octets,
    text: (name, maxLength = MAX_VALUE) => {
      const value = octets(name)
      return value === undefined ? undefined : bounded(name, Buffer.from(value).toString(), maxLength)
    },
    get pairs() {
      return pairs.map(([name, value]) => [name, value.toString()] as const)
    },
  }
}

/** A name that begins with a slash is a JSON Pointer; another is a member, or a parameter of the query. */
function openJson(query: Parameters, body: unknown): Parameters {
  const value = (name: string): string | undefined => {
    const found = readPointer(body, name.startsWith('/') ? name : `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    if (typeof found === 'string') return found
    return typeof found === 'number' || typeof found === 'boolean' ? String(found) : undefined
  }
  return {
    octets: (name) => {
      const found = value(name)
      if (found === undefined) return query.octets(name)
      if (found.length > MAX_TEXT_BYTES) throw tooLong(name)
      return Buffer.from(found)
    },
    text: (name, maxLength = MAX_VALUE) => {
      const found = value(name)
      return found === undefined ? query.text(name, maxLength) : bounded(name, found, maxLength)
    },
    list: (pointer) => {
      for (const found of pointer.startsWith('/') ? pointer.matchAll(/\/0(?=\/|$)/g) : []) {
        const at = pointer.slice(0, found.index)
        const value = readPointer(body, at)
        if (Array.isArray(value)) return { at, length: value.length }
      }
      return null
    },
    pairs: query.pairs,
  }
}

function bounded(name: string, value: string, maxLength: number): string {
  if (value.length > maxLength) throw tooLong(name)
  return value
}

function twice(name: string): GatewayError {
  return new GatewayError('request_unreadable', `the parameter ${printable(name)} comes twice, with different values`, {
    at: `/${printable(name)}`,
  })
}

function tooLong(name: string): GatewayError {
  return new GatewayError('request_unreadable', `the parameter ${printable(name)} is too long for a short message`, {
    at: `/${printable(name)}`,
  })
}

function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 80)
}
