import type { Complaint, OriginState } from '../contract/complaint.ts'
import { type FieldError, GatewayError } from '../contract/errors.ts'
import { readJson } from '../contract/json.ts'
import type { CompiledMapping } from '../contract/mapping.ts'
import { findPlaces, lineAndColumn } from './json-places.ts'

/** A fault, and where in the text it is. */
export interface PlacedError extends FieldError {
  readonly line: number
  readonly column: number
  /** [start, end) in the text; `exact` false: nothing stands there, and this is the thing around it. */
  readonly start: number
  readonly end: number
  readonly exact: boolean
}

export type Tried =
  | {
      readonly outcome: 'complaint'
      readonly ticket: string
      readonly complaint: Complaint
      readonly originState: OriginState | null
      /** What was there and could not be read, in fields that may be left out. */
      readonly unread: readonly PlacedError[]
    }
  | { readonly outcome: 'ignored'; readonly ticket: string | null; readonly why: string }
  | {
      readonly outcome: 'failed'
      readonly code: 'mapping_failed' | 'schema_violation' | 'request_unreadable'
      readonly ticket: string | null
      readonly originState: OriginState | null
      readonly errors: readonly PlacedError[]
    }

/** What a mapping makes of a payload as it was pasted. Nothing is kept of it. */
export function tryPayload(mapping: CompiledMapping, text: string): Tried {
  let payload: unknown
  try {
    payload = readJson(new TextEncoder().encode(text))
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { outcome: 'failed', code: 'request_unreadable', ticket: null, originState: null, errors: [unreadable(text, error)] }
  }
  const mapped = mapping.map(payload)
  if (mapped.outcome === 'ignored') return { outcome: 'ignored', ticket: mapped.ticket, why: mapped.why }
  if (mapped.outcome === 'failed') return { ...mapped, errors: placed(text, mapped.errors) }
  const { ticket, complaint, originState, unread = [] } = mapped
  return { outcome: 'complaint', ticket, complaint, originState, unread: placed(text, unread) }
}

function placed(text: string, errors: readonly FieldError[]): PlacedError[] {
  const places = findPlaces(
    text,
    errors.map(({ at }) => at),
  )
  return errors.map((error) => {
    const { start, end, exact } = places.get(error.at) ?? { start: 0, end: 1, exact: false }
    return { ...error, start, end, exact, ...lineAndColumn(text, start) }
  })
}

/** readJson says the place in words: '… (line 2, column 5)'. */
function unreadable(text: string, { message, errors }: GatewayError): PlacedError {
  const [, line = '1', column = '1'] = /line (\d+), column (\d+)/.exec(message) ?? []
  const start =
    text
      .split('\n')
      .slice(0, Number(line) - 1)
      .join('\n').length +
    (Number(line) > 1 ? 1 : 0) +
    Number(column) -
    1
  const words = errors[0]?.words
  return { at: '', message, ...(words && { words }), line: Number(line), column: Number(column), start, end: start + 1, exact: true }
}
