import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { TestContext } from 'node:test'

export interface PartnerRequest {
  readonly method: string
  /** Path and query as sent. */
  readonly url: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface PartnerAnswer {
  readonly status?: number
  readonly headers?: Record<string, string>
  /** An object is sent as JSON. */
  readonly body?: unknown
}

export interface Partner {
  readonly url: string
  readonly host: string
  /** All that came, oldest first. */
  readonly requests: PartnerRequest[]
  /** How many connections were opened. */
  connections(): number
}

/** `raw`: takes the answer into its own hands (hangs up, drips, never answers) and returns nothing. */
export type PartnerRule = (request: PartnerRequest, raw: { response: ServerResponse; socket: Socket }) => PartnerAnswer | undefined

/** A partner on a port of its own, which answers by `rule` and is gone after the test. */
export async function openPartner(t: TestContext, rule: PartnerRule): Promise<Partner> {
  const requests: PartnerRequest[] = []
  let connections = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '', headers, socket } = request
    const seen = { method, url, query: new URL(url, 'http://partner').searchParams, headers, body: Buffer.concat(chunks).toString() }
    requests.push(seen)
    const answer = rule(seen, { response, socket })
    if (answer === undefined) return
    const { status = 200, body = '' } = answer
    const isText = typeof body === 'string' || body instanceof Uint8Array
    response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...answer.headers })
    response.end(isText ? body : JSON.stringify(body))
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, requests, connections: () => connections }
}
