import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'

/**
 * The way of one complaint through the gateway: every log line and every span on it carries the complaint's id, from its arrival to the answer at its origin. What is
 * not known when the way begins (the request comes before its complaint) is noted on the way.
 */
interface Trail {
  readonly ids: { requestId?: string; complaintId?: string }
  /** Of spans that never came to belong to a complaint: 16 bytes, hexadecimal; made when the first of them asks. */
  ownTraceId: string | null
}

interface Place {
  readonly trail: Trail
  /** The span within which this happens. */
  readonly span: Span | null
}

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'
/** Ids, codes, names of hosts and channels, numbers. Never a body, a name, a phone, a path with a person in it. */
export type Attributes = Record<string, string | number | boolean>

/** What took how long, as a tracer gets it when it is over. */
export interface Span {
  readonly name: string
  readonly kind: SpanKind
  readonly id: string
  readonly parentId: string | null
  readonly startedAtMs: number
  endedAtMs: number
  readonly attributes: Attributes
  /** An error code; null: it went well. */
  error: string | null
  /** The complaint's id as 16 bytes, once it is known: so all that ever happens to it is one trace, without anything to be passed on. */
  traceId(): string
}

export type Tracer = (span: Span) => void

const places = new AsyncLocalStorage<Place>()
let tracer: Tracer | null = null

/** Spans are made only while there is a tracer. */
export function setTracer(next: Tracer | null): void {
  tracer = next
}

export const isTraced = (): boolean => tracer !== null

/** Begins a way of its own. */
export function onTrail<T>(ids: Trail['ids'], work: () => T): T {
  const trail = { ids: { ...ids }, ownTraceId: null }
  return places.run({ trail, span: null }, work)
}

/** From now on it is known which complaint the way is of. */
export function noteComplaint(complaintId: string): void {
  const place = places.getStore()
  if (place) place.trail.ids.complaintId = complaintId
}

/** For every log line. */
export const trailIds = (): Readonly<Trail['ids']> => places.getStore()?.trail.ids ?? NOWHERE
const NOWHERE = {}

/** Runs some work as a span within the one around it. Without a tracer it only runs. */
export async function inSpan<T>(name: string, kind: SpanKind, attributes: Attributes, work: (span: Span | null) => Promise<T>): Promise<T> {
  const open = openSpan(name, kind, attributes)
  if (open === null) return work(null)
  try {
    return await places.run({ trail: open.trail, span: open.span }, () => work(open.span))
  } catch (error) {
    open.span.error ??= codeOf(error)
    throw error
  } finally {
    endSpan(open.span)
  }
}

/** Like `inSpan`, for work whose end is told by somebody else: `run` goes on within it, `end` ends it. null: nobody traces. */
export function beginSpan(
  name: string,
  kind: SpanKind,
  attributes: Attributes,
): { readonly span: Span; run(work: () => void): void } | null {
  const open = openSpan(name, kind, attributes)
  return open && { span: open.span, run: (work) => places.run({ trail: open.trail, span: open.span }, work) }
}

export function endSpan(span: Span): void {
  span.endedAtMs = nowMs()
  tracer?.(span)
}

function openSpan(name: string, kind: SpanKind, attributes: Attributes): { trail: Trail; span: Span } | null {
  if (tracer === null) return null
  const { trail, span: parent } = places.getStore() ?? { trail: { ids: {}, ownTraceId: null }, span: null }
  const span: Span = {
    name,
    kind,
    id: randomBytes(8).toString('hex'),
    parentId: parent?.id ?? null,
    startedAtMs: nowMs(),
    endedAtMs: 0,
    attributes: { ...attributes },
    error: null,
    traceId: () => trail.ids.complaintId?.replaceAll('-', '') ?? ownTraceIdOf(trail),
  }
  return { trail, span }
}

function ownTraceIdOf(trail: Trail): string {
  trail.ownTraceId ??= randomBytes(16).toString('hex')
  return trail.ownTraceId
}

const nowMs = (): number => performance.timeOrigin + performance.now()

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal_error'
}
