import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { startLaporPeer } from '../peers/lapor-v3-server.ts'
import { openPartner } from '../peers/partner.ts'
import { eventually } from '../support/eventually.ts'
import { openSite } from '../support/gateway-process.ts'
import { JQR_KEY, JQR_SECRET, jqrReport, pushReport } from '../support/jabar-quick-response.ts'
import { scriptCentre } from '../support/lapor-centre.ts'

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1])
const PERSON = { name: 'Asep Rahasia', phone: '0811-9999-1234', email: 'asep.rahasia@example.id' }

interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[]
}

/** An OpenTelemetry collector, as far as it takes traces; away at first. */
async function startCollector(t: TestContext) {
  const spans: OtlpSpan[] = []
  const bodies: string[] = []
  let refused = 0
  const server = createServer(async (request, reply) => {
    const body = await text(request)
    if (refused++ === 0) return void reply.writeHead(503).end()
    assert.deepEqual([request.method, request.url, request.headers['x-key']], ['POST', '/v1/traces', 'a b'])
    bodies.push(body)
    const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[] }
    spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)))
    reply.setHeader('content-type', 'application/json').end('{}')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.after(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, bodies }
}

test('one id from the arrival to the answer: in every log line on the way, and as the trace over HTTP, queue and centre; nothing of a person', async (t) => {
  const [peer, collector] = [await startLaporPeer(t), await startCollector(t)]
  const centre = scriptCentre(peer)
  const region = await openPartner(t, ({ url }) =>
    url.startsWith('/photo') ? { headers: { 'content-type': 'image/jpeg' }, body: JPEG } : { body: { ok: true } },
  )
  const site = await openSite(t, peer.url)
  const gateway = await site.start({
    JQR_WEBHOOK_SECRET: JQR_SECRET,
    JQR_CALLBACK_URL: `${region.url}/callback`,
    JQR_API_KEY: JQR_KEY,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b',
    LOG_LEVEL: 'debug',
  })
  const accepted = await pushReport(gateway.url, jqrReport({ reporter: PERSON, photos: [`${region.url}/photo/1.jpg`] }))
  const { id } = (await accepted.json()) as { id: string }
  await eventually('it was created', () => peer.to('POST /complaints/complaint')[0])
  centre.status = 'Dalam Proses'
  await eventually('the origin was told', () => region.requests.find(({ url }) => url === '/callback'))

  const traceId = id.replaceAll('-', '')
  const own = () => collector.spans.filter((span) => span.traceId === traceId)
  const wanted = ['POST /in/:channel', 'fetch', 'forward', 'follow', 'reply']
  await eventually('the spans of every stage', () => (wanted.every((name) => own().some((span) => span.name === name)) ? true : undefined))
  const attribute = (span: OtlpSpan, key: string) => Object.values(span.attributes.find((one) => one.key === key)?.value ?? {})[0]
  const parentOf = (span: OtlpSpan) => own().find(({ spanId }) => spanId === span.parentSpanId)
  const calls = own().filter(({ kind }) => kind === 3)
  const under = (stage: string, host: string) =>
    calls.some(
      (span) =>
        parentOf(span)?.name === stage &&
        attribute(span, 'server.address') === host &&
        attribute(span, 'http.response.status_code') !== undefined,
    )
  assert.ok(under('forward', new URL(peer.url).host), 'the centre was called within forward')
  assert.ok(under('fetch', new URL(region.url).host), 'the photo was fetched within fetch')
  assert.ok(under('reply', new URL(region.url).host), 'the region was told within reply')
  const [arrival] = own().filter(({ name }) => name === 'POST /in/:channel')
  assert.ok(arrival && attribute(arrival, 'http.response.status_code') === '202')

  const lines = gateway
    .log()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { msg: string; complaintId?: string; requestId?: string; host?: string; route?: string })
  const ofIt = lines.filter(({ complaintId }) => complaintId === id)
  const said = ofIt.map(({ msg }) => msg)
  for (const msg of [
    'complaint stored',
    'request',
    'attachments fetched',
    'complaint delivered',
    'the case changed',
    'origin told',
    'http call answered',
  ])
    assert.ok(said.includes(msg), `${msg} with the id; there is: ${[...new Set(said)].join(', ')}`)
  const stored = ofIt.find(({ msg }) => msg === 'complaint stored')
  assert.ok(stored?.requestId, 'the request and its complaint stand in one line')
  assert.equal(ofIt.find(({ msg }) => msg === 'request')?.requestId, stored.requestId)

  const told = collector.bodies.join()
  for (const word of [
    'Asep',
    '99991234',
    '9999-1234',
    'asep.rahasia',
    'Jembatan',
    JQR_SECRET,
    JQR_KEY,
    'centre-token',
    'centre-authorization',
  ])
    assert.ok(!told.includes(word), `a span holds ${word}`)
  assert.equal(await gateway.stop(), 0)
})
