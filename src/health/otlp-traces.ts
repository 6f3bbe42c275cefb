import type { Log } from '../contract/connector.ts'
import { type Attributes, type Span, type SpanKind, setTracer } from '../contract/trail.ts'

export interface TraceOptions {
  /** OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
  readonly log: Log
  readonly flushEveryMs?: number
}

const FLUSH_EVERY_MS = 2_000
const LIMIT_MS = 10_000
const MOST_AT_ONCE = 512
/** What does not fit while the collector is away is let go, and counted. */
const MOST_KEPT = 4_096

/** Sends spans to an OpenTelemetry collector (OTLP over HTTP, as JSON). Loaded only when an endpoint is set; the collector is the one that the administrator named. */
export function startTraces(options: TraceOptions): { close(): Promise<void> } {
  const { log } = options
  const url = `${options.endpoint.replace(/\/+$/, '')}/v1/traces`
  let kept: Span[] = []
  let dropped = 0
  let failing = false
  let sending = Promise.resolve()
  setTracer((span) => {
    if (kept.length < MOST_KEPT) kept.push(span)
    else dropped += 1
  })
  const timer = setInterval(() => {
    sending = sending.then(flush)
  }, options.flushEveryMs ?? FLUSH_EVERY_MS)
  timer.unref()

  async function flush(): Promise<void> {
    while (kept.length > 0) {
      const batch = kept.slice(0, MOST_AT_ONCE)
      if (!(await send(batch))) return
      kept = kept.slice(batch.length)
    }
  }

  async function send(batch: readonly Span[]): Promise<boolean> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { ...options.headers, 'content-type': 'application/json' },
        body: JSON.stringify(asOtlp(batch, options.serviceName)),
        redirect: 'error',
        signal: AbortSignal.timeout(LIMIT_MS),
      })
      await answer.body?.cancel()
      if (!answer.ok) throw new Error(`it answered ${answer.status}`)
      if (dropped > 0) log.warn({ spans: dropped }, 'spans were let go while the collector was away')
      dropped = 0
      failing = false
      return true
    } catch (error) {
      if (!failing) log.warn({ error: error instanceof Error ? error.message : String(error) }, 'spans wait for the collector')
      failing = true
      return false
    }
  }

  return {
    async close() {
      clearInterval(timer)
      setTracer(null)
      await sending
      await flush()
    },
  }
}

const KINDS: Readonly<Record<SpanKind, number>> = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 }

/** ExportTraceServiceRequest. */
function asOtlp(spans: readonly Span[], serviceName: string): object {
  const resource = { attributes: asAttributes({ 'service.name': serviceName }) }
  const scopeSpans = [{ scope: { name: 'lapor-gateway' }, spans: spans.map(asSpan) }]
  return { resourceSpans: [{ resource, scopeSpans }] }
}

function asSpan(span: Span): object {
  return {
    traceId: span.traceId(),
    spanId: span.id,
    ...(span.parentId === null ? {} : { parentSpanId: span.parentId }),
    name: span.name,
    kind: KINDS[span.kind],
    startTimeUnixNano: nanos(span.startedAtMs),
    endTimeUnixNano: nanos(span.endedAtMs),
    attributes: asAttributes(span.attributes),
    status: span.error === null ? {} : { code: 2, message: span.error },
  }
}

const nanos = (ms: number): string => String(BigInt(Math.round(ms * 1000)) * 1000n)

function asAttributes(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: asValue(value) }))
}

function asValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}
