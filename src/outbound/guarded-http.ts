import { Axios, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios'
import type { GuardedHttp, HttpAnswer, HttpCall, Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import { inSpan, type Span } from '../contract/trail.ts'
import { readAllowed } from './addresses.ts'
import { type Connections, openConnections } from './connections.ts'
import { ACCEPTED } from './content-encoding.ts'
import { checkDestination, describePath } from './destination.ts'
import { exchange } from './exchange.ts'
import { nameFailure, type Progress } from './outcome.ts'
import { tellWatcher } from './watch-calls.ts'

export interface GuardedHttpOptions {
  /** CIDR blocks of private addresses that may be called all the same. */
  readonly allowAddresses: readonly string[]
  /** Calls that went well are told to `debug` where it is there; a gateway makes thousands of them. */
  readonly log: Log & { debug?(data: object, message: string): void }
  /** User-Agent. */
  readonly agentName?: string
}

/** Calls that change nothing are sent once more when a kept connection turns out to be dead. */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD'])

export interface Beside {
  close(): void
  /** When the certificates end that servers showed, by host. */
  readonly certificates: ReadonlyMap<string, Date>
}

/** Keep one for each tenant (a channel, the centre): its connections are its own. Promises what GuardedHttp says. */
export function createGuardedHttp(options: GuardedHttpOptions): GuardedHttp & Beside {
  const certificates = new Map<string, Date>()
  const connections = openConnections(readAllowed(options.allowAddresses), (host, endsAt) => certificates.set(host, endsAt))

  return {
    request: (call) => {
      const method = call.method
      return inSpan(method, 'client', { 'http.request.method': method }, (span) => request(call, span))
    },
    close: () => connections.close(),
    certificates,
  }

  async function request(call: HttpCall, span: Span | null): Promise<HttpAnswer> {
    const url = checkDestination(call.url)
    if (span) span.attributes['server.address'] = url.host
    const at = new Date()
    const startedAt = performance.now()
    const msSince = () => Math.round(performance.now() - startedAt)
    const event = { host: url.host, path: describePath(url), method: call.method }
    try {
      const answer = await send({ call, url, fresh: false }, connections, options).catch((error: unknown) => {
        const mayRepeat = SAFE.has(call.method) && call.once !== true
        if (mayRepeat && error instanceof GatewayError && error.cause instanceof StaleConnection)
          return send({ call, url, fresh: true }, connections, options)
        throw error
      })
      if (span) span.attributes['http.response.status_code'] = answer.status
      tellWatcher({ call, url, at, ms: msSince(), answer, code: null })
      const told = { ...event, status: answer.status, ms: msSince() }
      if (answer.status >= 400) options.log.info(told, 'http call answered')
      else options.log.debug?.(told, 'http call answered')
      return answer
    } catch (error) {
      const code = error instanceof GatewayError ? error.code : 'internal_error'
      tellWatcher({ call, url, at, ms: msSince(), answer: null, code })
      options.log.warn({ ...event, code, ms: msSince() }, 'http call failed')
      throw error
    }
  }
}

/** The error carries neither the axios error nor the request: both hold credentials. */
class StaleConnection extends Error {}

/** Without the defaults of axios for browsers, which cost more than the request. */
const axios = new Axios({})

async function send(
  { call, url, fresh }: { call: HttpCall; url: URL; fresh: boolean },
  connections: Connections,
  options: GuardedHttpOptions,
): Promise<HttpAnswer> {
  const progress: Progress = { sent: false, reused: false, stoppedBy: null }
  try {
    const { data } = await axios.request<HttpAnswer>({
      adapter: async (config): Promise<AxiosResponse<HttpAnswer>> => {
        const body = config.data instanceof Uint8Array ? config.data : null
        const answer = await exchange({ call, url, headers: readHeaders(config), body, fresh }, connections, progress)
        return { data: answer, status: answer.status, statusText: '', headers: {}, config }
      },
      method: call.method,
      url: url.href,
      headers: headersOf(call, options),
      ...(call.body === undefined ? {} : { data: Buffer.from(call.body) }),
    })
    return data
  } catch (error) {
    const stale = progress.reused && progress.stoppedBy === null ? new StaleConnection('a kept connection was closed') : undefined
    throw nameFailure(error, progress, url.host, stale)
  }
}

function headersOf({ headers }: HttpCall, { agentName }: GuardedHttpOptions): Record<string, string | false> {
  // false: axios adds none of its own.
  const all: Record<string, string | false> = {
    'user-agent': agentName ?? 'lapor-gateway',
    accept: '*/*',
    'accept-encoding': ACCEPTED,
    'content-type': false,
  }
  for (const name in headers) if (headers[name] !== undefined) all[name.toLowerCase()] = headers[name]
  return all
}

/** Characters that a header cannot carry are left out of its value. */
function readHeaders({ headers }: InternalAxiosRequestConfig): Record<string, string> {
  const read: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== false && value !== null && value !== undefined) read[name] = String(value).replace(/[^\t\x20-\x7e\x80-\xff]+/g, '')
  }
  return read
}
