import type { Dispatcher } from 'undici'
import type { HttpAnswer, HttpCall } from '../contract/connector.ts'
import type { Connection, Connections } from './connections.ts'
import { decodeBody, TooMuch } from './content-encoding.ts'
import type { Progress } from './outcome.ts'

const CONNECT_MS = 30_000
const TOTAL_MS = 90_000
const ANSWER_BYTES = 5 * 1024 * 1024

export interface Outgoing {
  readonly call: HttpCall
  readonly url: URL
  readonly headers: Record<string, string>
  readonly body: Uint8Array | null
  /** Over a new connection. */
  readonly fresh: boolean
}

/** Sends one request and reads its whole answer. While it does, `progress` says how far it came: before `sent` nothing has left for certain. */
export async function exchange(outgoing: Outgoing, connections: Connections, progress: Progress): Promise<HttpAnswer> {
  const { call, url, headers, body, fresh } = outgoing
  const mostBytes = call.maxAnswerBytes ?? ANSWER_BYTES
  const end = Promise.withResolvers<void>()
  const stopAs = (reason: NonNullable<Progress['stoppedBy']>) => {
    progress.stoppedBy ??= reason
    end.reject(new Error(reason))
  }
  const onCallerStop = () => stopAs('caller')
  let timer = setTimeout(stopAs, call.connectTimeoutMs ?? CONNECT_MS, 'connect timeout')
  const reader = readAnswer(mostBytes, end)
  const used: { connection: Connection | null } = { connection: null }
  const use = (connection: Connection | null) => {
    if (connection === null) return stopAs('closing')
    used.connection = connection
    const handler: Dispatcher.DispatchHandler = {
      ...reader.handler,
      // undici calls it directly before it writes, and for no request twice that it has written.
      onConnect: () => {
        progress.sent = true
        progress.reused = connection.answered > 0
        clearTimeout(timer)
        timer = setTimeout(stopAs, call.timeoutMs ?? TOTAL_MS, 'timeout')
      },
    }
    connection.client.dispatch({ path: url.pathname + url.search, method: call.method, headers, body }, handler)
  }
  let takeBack = () => {}
  let wasAnswered = false
  try {
    if (call.signal?.aborted) stopAs('caller')
    else {
      call.signal?.addEventListener('abort', onCallerStop, { once: true })
      takeBack = connections.take(url.origin, { once: call.once === true, fresh }, use)
    }
    await end.promise
    wasAnswered = true
  } finally {
    clearTimeout(timer)
    call.signal?.removeEventListener('abort', onCallerStop)
    if (used.connection === null) takeBack()
    else connections.give(used.connection, wasAnswered)
  }
  return decode(reader.answer(), call.method, mostBytes)
}

function readAnswer(mostBytes: number, end: PromiseWithResolvers<void>) {
  const chunks: Uint8Array[] = []
  let bytes = 0
  let status = 0
  let headers: Record<string, string> = {}
  const handler = {
    onHeaders: (statusNow: number, raw: Buffer[]) => {
      // 1xx come before the answer.
      if (statusNow >= 200) {
        status = statusNow
        headers = flatten(raw)
      }
      return true
    },
    onData: (chunk: Buffer) => {
      bytes += chunk.length
      // Given back unanswered, the connection is ended at once.
      if (bytes > mostBytes) end.reject(new TooMuch())
      else chunks.push(chunk)
      return true
    },
    onComplete: () => end.resolve(),
    onError: (error: Error) => {
      // Such an answer has no body, also where it says how long the body would be.
      const isWhole = BODILESS.has(status) && 'code' in error && error.code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'
      if (isWhole) end.resolve()
      else end.reject(error)
    },
  }
  const answer = (): HttpAnswer => ({ status, headers, body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) })
  return { handler, answer }
}

const BODILESS: ReadonlySet<number> = new Set([204, 304])

async function decode(answer: HttpAnswer, method: HttpCall['method'], mostBytes: number): Promise<HttpAnswer> {
  const { 'content-encoding': encoding, ...headers } = answer.headers
  if (encoding === undefined) return answer
  if (method === 'HEAD' || answer.status === 204) return { ...answer, headers }
  const body = await decodeBody(encoding, answer.body, mostBytes)
  return body === null ? answer : { ...answer, headers, body }
}

/** Lower-case names; of what may stand only once the first counts, the rest is joined: as Node reads headers. */
function flatten(raw: readonly Buffer[]): Record<string, string> {
  const flat: Record<string, string> = {}
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at]?.toString('latin1').toLowerCase() ?? ''
    const value = raw[at + 1]?.toString('latin1') ?? ''
    const known = Object.hasOwn(flat, name) ? flat[name] : undefined
    if (known === undefined) flat[name] = value
    else if (!ONLY_ONCE.has(name)) flat[name] = `${known}, ${value}`
  }
  return flat
}

const ONLY_ONCE: ReadonlySet<string> = new Set([
  'age',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'last-modified',
  'location',
  'retry-after',
  'server',
])
