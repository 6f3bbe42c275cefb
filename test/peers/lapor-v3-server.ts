import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export interface Received {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: IncomingMessage['headers']
  readonly text: string
  /** The body, when it is JSON. */
  readonly json: Record<string, unknown>
}

export type Scripted = {
  readonly status?: number
  readonly headers?: Record<string, string>
  /** Sent as JSON, unless it is a string. */
  readonly body?: unknown
  /** The request is read and the connection closed without an answer. */
  readonly hangUp?: boolean
}

export type Script = Scripted | ((request: Received) => Scripted | Promise<Scripted>)

/** A LAPOR! v3 server that says what a test tells it to, and remembers what it was asked. Not the sandbox. */
export interface LaporPeer {
  readonly url: string
  readonly received: Received[]
  /** What `METHOD path` answers, one after the other; the last one stays. A path may hold * for one segment. */
  on(address: string, ...answers: Script[]): void
  /** The requests to an address. */
  to(address: string): Received[]
}

export async function startLaporPeer(t: TestContext): Promise<LaporPeer> {
  const scripts = new Map<string, Script[]>()
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const entry = await read(request)
    received.push(entry)
    const queue = [...scripts].find(([address]) => matches(address, entry))?.[1] ?? [{ status: 404, body: { message: 'not scripted' } }]
    const script = (queue.length > 1 ? queue.shift() : queue[0]) ?? {}
    answer(response, typeof script === 'function' ? await script(entry) : script)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PREFIX}`,
    received,
    on: (address, ...answers) => void scripts.set(address, answers),
    to: (address) => received.filter((entry) => matches(address, entry)),
  }
}

const PREFIX = '/lapor/3.0.0'

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const json = request.headers['content-type'] === 'application/json' ? JSON.parse(text) : {}
  return { method: request.method ?? '', path: path.replace(PREFIX, ''), query, headers: request.headers, text, json }
}

function matches(address: string, { method, path }: Received): boolean {
  const [wantedMethod, wantedPath = ''] = address.split(' ')
  return method === wantedMethod && new RegExp(`^${wantedPath.replaceAll('*', '[^/]+')}$`).test(path)
}

function answer(response: ServerResponse, { status = 200, headers = {}, body, hangUp }: Scripted): void {
  if (hangUp === true) {
    response.socket?.destroy()
    return
  }
  response.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}))
}
