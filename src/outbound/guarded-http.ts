import { type ClientRequest, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { TLSSocket } from 'node:tls'
import axios, { type AxiosResponse } from 'axios'
import type { GuardedHttp, HttpAnswer, HttpCall, Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import { inSpan, type Span } from '../contract/trail.ts'
import { checkDestination, describePath } from './destination.ts'
import { createGuardedAgents, type GuardedAgents, readAllowed } from './guarded-agents.ts'
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

const CONNECT_MS = 30_000
const TOTAL_MS = 90_000
const ANSWER_BYTES = 5 * 1024 * 1024
/** Calls that change nothing are sent once more when a kept connection turns out to be dead. */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD'])

export interface Beside {
  close(): void
  /** When the certificates end that servers showed, by host. */
  readonly certificates: ReadonlyMap<string, Date>
}

/** Keep one for each tenant (a channel, the centre): its connections are its own. Promises what GuardedHttp says. */
export function createGuardedHttp(options: GuardedHttpOptions): GuardedHttp & Beside {
  const allow = readAllowed(options.allowAddresses)
  const certificates = new Map<string, Date>()
  const kept = createGuardedAgents(allow, { keepAlive: true })

  async function send(call: HttpCall, url: URL, fresh: boolean): Promise<HttpAnswer> {
    const agents = fresh ? createGuardedAgents(allow, { keepAlive: false }) : kept
    try {
      return await sendOnce(call, url, agents, options, certificates)
    } finally {
      if (fresh) agents.destroy()
    }
  }

  return {
    request: (call) => {
      const method = call.method
      return inSpan(method, 'client', { 'http.request.method': method }, (span) => request(call, span))
    },
    close: () => kept.destroy(),
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
      const answer = await send(call, url, call.freshConnection === true).catch((error: unknown) => {
        if (SAFE.has(call.method) && error instanceof GatewayError && error.cause instanceof StaleConnection) return send(call, url, true)
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

async function sendOnce(
  call: HttpCall,
  url: URL,
  agents: GuardedAgents,
  options: GuardedHttpOptions,
  certificates: Map<string, Date>,
): Promise<HttpAnswer> {
  const progress: Progress = { sent: false, reused: false, stoppedBy: null }
  const stop = new AbortController()
  const stopAs = (reason: NonNullable<Progress['stoppedBy']>) => () => {
    progress.stoppedBy ??= reason
    stop.abort()
  }
  const timers: NodeJS.Timeout[] = [setTimeout(stopAs('connect timeout'), call.connectTimeoutMs ?? CONNECT_MS)]
  const onSent = (reused: boolean) => {
    if (progress.sent) return
    progress.sent = true
    progress.reused = reused
    clearTimeout(timers[0])
    timers.push(setTimeout(stopAs('timeout'), call.timeoutMs ?? TOTAL_MS))
  }
  const onCallerStop = stopAs('caller')
  try {
    if (call.signal?.aborted) onCallerStop()
    call.signal?.addEventListener('abort', onCallerStop, { once: true })
    agents.admit(url.hostname.replace(/^\[|\]$/g, ''))
    const answer: AxiosResponse<Uint8Array> = await axios.request({
      adapter: 'http',
      method: call.method,
      url: url.href,
      headers: { 'user-agent': options.agentName ?? 'lapor-gateway', accept: '*/*', 'content-type': false, ...call.headers },
      ...(call.body === undefined ? {} : { data: Buffer.from(call.body) }),
      transformRequest: [(data) => data],
      transformResponse: [],
      responseType: 'arraybuffer',
      validateStatus: () => true,
      maxRedirects: 0,
      maxBodyLength: Number.POSITIVE_INFINITY,
      maxContentLength: call.maxAnswerBytes ?? ANSWER_BYTES,
      proxy: false,
      httpAgent: agents.http,
      httpsAgent: agents.https,
      signal: stop.signal,
      transport: watchSending(onSent, (endsAt) => certificates.set(url.host, endsAt)),
    })
    return { status: answer.status, headers: flatten(answer.headers), body: answer.data }
  } catch (error) {
    const stale = progress.reused && progress.stoppedBy === null ? new StaleConnection('a kept connection was closed') : undefined
    throw nameFailure(error, progress, url.host, stale)
  } finally {
    for (const timer of timers) clearTimeout(timer)
    call.signal?.removeEventListener('abort', onCallerStop)
  }
}

/** A transport for axios which tells the moment from which bytes of the request may be on their way: before it, nothing was sent for certain. */
function watchSending(onSent: (reused: boolean) => void, onCertificate: (endsAt: Date) => void) {
  return {
    request: (options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest => {
      const secure = options.protocol === 'https:'
      const request = secure ? requestHttps(options, onAnswer) : requestHttp(options, onAnswer)
      request.once('socket', (socket) => {
        if (request.reusedSocket) onSent(true)
        else
          socket.once(secure ? 'secureConnect' : 'connect', () => {
            onSent(false)
            const endsAt = socket instanceof TLSSocket ? new Date(socket.getPeerCertificate().valid_to) : null
            if (endsAt !== null && !Number.isNaN(endsAt.getTime())) onCertificate(endsAt)
          })
      })
      return request
    },
  }
}

function flatten(headers: AxiosResponse['headers']): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && value !== null) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value)
  }
  return flat
}
