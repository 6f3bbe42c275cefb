import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InboundRequest } from '../../src/contract/connector.ts'
import { openBench } from './bench.ts'
import { checkReread } from './check-reread.ts'
import { type ConnectorDescription, labelOf } from './describe-connector.ts'

export function checkReceive<Config, Secret extends string>(description: ConnectorDescription<Config, Secret>): void {
  const { connector, receive: described } = description
  if (described === undefined) return
  const label = labelOf(description)
  const receive = async (...[request, channel]: Parameters<NonNullable<typeof connector.receive>>) => connector.receive?.(request, channel)

  const good = connector.converse ? 'message' : 'arrival'

  test(`${label}: receive: a good request is ${good === 'message' ? 'a message' : 'an arrival, with its bytes untouched'}, and nobody is called`, async (t) => {
    const { channel, partner } = await openBench(t, description)
    const request = described.good()
    const reception = await receive(request, channel)
    assert.equal(partner.connections(), 0)
    if (connector.converse) return assert.equal(reception?.outcome, 'message')
    assert.ok(reception?.outcome === 'arrival')
    assert.deepEqual(Buffer.from(reception.arrival.raw), Buffer.from(request.rawBody))
    assert.ok(reception.arrival.mediaType.length > 0)
    await checkReread(connector, reception.arrival)
  })

  test(`${label}: receive: a repeated request gives the same, also a hundred at once`, async (t) => {
    const { channel } = await openBench(t, description)
    const receptions = await Promise.all(Array.from({ length: 100 }, () => receive(described.good(), channel)))
    for (const reception of receptions) assert.deepEqual(reception, receptions[0])
  })

  for (const { name, request } of forge(described)) {
    test(`${label}: receive: ${name} → signature_invalid`, async (t) => {
      const { channel, failure } = await openBench(t, description)
      const error = await failure(receive(request, channel))
      assert.equal(error.code, 'signature_invalid')
      assert.ok(error.message.length > 20, 'a partner must be told what was expected')
    })
  }

  test(`${label}: receive: the proof of another channel → signature_invalid`, async (t) => {
    const others = Object.fromEntries(Object.entries<string>(description.secrets).map(([name, value]) => [name, otherOf(value)]))
    const { channel, failure } = await openBench(t, { ...description, secrets: others as Record<Secret, string> })
    assert.equal((await failure(receive(described.good(), channel))).code, 'signature_invalid')
  })

  for (const { name, request, code } of described.malformed) {
    test(`${label}: receive: ${name} → ${code}`, async (t) => {
      const { channel, failure } = await openBench(t, description)
      assert.equal((await failure(receive(request(), channel))).code, code)
      assert.equal((await receive(described.good(), channel))?.outcome, good, 'the next request is served')
    })
  }
}

function forge({
  good,
  proofHeaders,
  bodyIsProved,
}: NonNullable<ConnectorDescription['receive']>): { name: string; request: InboundRequest }[] {
  const request = good()
  const withHeader = (name: string, value: string | undefined): InboundRequest => {
    const { [name]: _, ...others } = request.headers
    return { ...request, headers: value === undefined ? others : { ...others, [name]: value } }
  }
  const forged = proofHeaders.flatMap((name) => {
    const value = request.headers[name] ?? ''
    return [
      { name: `without ${name}`, request: withHeader(name, undefined) },
      { name: `with an empty ${name}`, request: withHeader(name, '') },
      { name: `with a changed ${name}`, request: withHeader(name, changeLast(value)) },
      { name: `with ${name} cut short`, request: withHeader(name, value.slice(0, -3)) },
      { name: `with ${name} twice`, request: withHeader(name, `${changeLast(value)}, ${changeLast(value)}`) },
      { name: `with 64 KiB in ${name}`, request: withHeader(name, 'A'.repeat(65_536)) },
    ]
  })
  if (!bodyIsProved) return forged
  const changed = Buffer.concat([request.rawBody, Buffer.from(' ')])
  return [
    ...forged,
    { name: 'with another body', request: { ...request, rawBody: changed } },
    { name: 'without its body', request: { ...request, rawBody: Buffer.alloc(0) } },
  ]
}

/** The fourth from the end: the last characters of base64 may not count. */
function changeLast(value: string): string {
  const at = Math.max(value.length - 4, 0)
  return value.slice(0, at) + (value[at] === '1' ? '2' : '1') + value.slice(at + 1)
}

/** Of the same form: letters of the middle are turned around. */
function otherOf(value: string): string {
  const middle = value.slice(8, -4)
  return value.slice(0, 8) + [...middle].reverse().join('') + value.slice(-4)
}
