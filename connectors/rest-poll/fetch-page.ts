import type { HttpAnswer } from '../../src/contract/connector.ts'
import { type FieldError, GatewayError } from '../../src/contract/errors.ts'
import { readRetryAfter } from '../../src/contract/http-headers.ts'
import { readJson } from '../../src/contract/json.ts'
import type { PollChannel } from './config.ts'
import { type Item, readItems } from './items.ts'

export interface FetchedPage {
  readonly items: readonly Item[]
  readonly document: unknown
  readonly headers: Readonly<Record<string, string>>
  /** The partner says that there is nothing at this place: it is behind the end, or has expired. */
  readonly missing: boolean
}

/** What makes a page count as missing instead of a fault: nothing; that it has run out; or any answer that holds no list, for places where we only guess that a page is. */
export type Tolerance = 'none' | 'run-out' | 'no-list'

/** GETs one page. Throws what the answer means to the engine. */
export async function fetchPage(channel: PollChannel, url: URL, tolerance: Tolerance): Promise<FetchedPage> {
  const { config } = channel
  const answer = await channel.http.request({
    method: 'GET',
    url: authorise(url, channel).href,
    headers: { accept: 'application/json', ...lowerCase(config.headers ?? {}), ...credentials(channel) },
    connectTimeoutMs: 10_000,
    timeoutMs: config.timeoutMs ?? 30_000,
    ...(config.maxAnswerBytes === undefined ? {} : { maxAnswerBytes: config.maxAnswerBytes }),
    signal: channel.signal,
  })
  const missing: FetchedPage = { items: [], document: null, headers: answer.headers, missing: true }
  if (tolerance !== 'none' && RUN_OUT.has(answer.status)) return missing
  try {
    return readPage(answer, url.host, channel)
  } catch (error) {
    if (tolerance !== 'no-list' || !(error instanceof GatewayError) || !NO_LIST.has(error.code)) throw error
    channel.log.warn(
      { channelId: channel.id, code: error.code, status: answer.status },
      'a page behind the first cannot be read; the list ends before it for now',
    )
    return missing
  }
}

function readPage(answer: HttpAnswer, host: string, channel: PollChannel): FetchedPage {
  checkStatus(answer, host, channel)
  const faults: FieldError[] = []
  const document = answer.body.length === 0 ? [] : readDocument(answer, host, faults)
  return { items: readItems(document, channel.config.items, faults, host), document, headers: answer.headers, missing: false }
}

const RUN_OUT: ReadonlySet<number> = new Set([400, 404, 410, 416, 422])
const NO_LIST: ReadonlySet<string> = new Set(['partner_unavailable', 'response_unexpected'])
/** Not found (while the partner deploys), timeout, too early. */
const PASSING: ReadonlySet<number> = new Set([404, 408, 425])

function checkStatus({ status, headers }: HttpAnswer, host: string, channel: PollChannel): void {
  if (status >= 200 && status < 300) return
  const said = `${host} answered ${status}`
  const retryAfterMs = readRetryAfter(headers, channel.now())
  if (status === 401 || status === 403) throw new GatewayError('credentials_refused', `${said}: check the channel's secret and auth`)
  if (status === 429 || (status === 503 && retryAfterMs !== undefined))
    throw new GatewayError('throttled', said, { retryAfterMs: retryAfterMs ?? 60_000 })
  if (status >= 500 || PASSING.has(status))
    throw new GatewayError('partner_unavailable', said, retryAfterMs === undefined ? {} : { retryAfterMs })
  const hint = status >= 300 && status < 400 ? ': redirects are not followed; set url to the address it leads to' : ': check url and paging'
  throw new GatewayError('response_unexpected', said + hint)
}

function readDocument(answer: HttpAnswer, host: string, faults: FieldError[]): unknown {
  try {
    return readJson(answer.body, { faults })
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    const mediaType = (answer.headers['content-type'] ?? 'no media type').replace(/[^\x20-\x7e]/g, '?').slice(0, 80)
    throw new GatewayError('response_unexpected', `${host} answered what is not JSON (${mediaType}): ${error.message}`, {
      errors: error.errors,
    })
  }
}

function authorise(url: URL, channel: PollChannel): URL {
  const { auth } = channel.config
  return auth?.kind === 'query' ? withParameter(url, auth.parameter, readSecret(channel)) : url
}

function credentials(channel: PollChannel): Record<string, string> {
  const { auth } = channel.config
  if (auth?.kind === 'bearer') return { authorization: `Bearer ${readSecret(channel)}` }
  if (auth?.kind === 'basic') return { authorization: `Basic ${Buffer.from(readSecret(channel)).toString('base64')}` }
  if (auth?.kind === 'api-key') return { [auth.header.toLowerCase()]: readSecret(channel) }
  return {}
}

/** The newest: the one to use, where there are several. */
function readSecret(channel: PollChannel): string {
  const [secret] = (channel.secrets.secret ?? '').split(/[\s,]+/).filter((value) => value !== '')
  if (secret !== undefined) return secret
  throw new GatewayError(
    'config_invalid',
    `channel ${channel.id}: the secret 'secret' is not set; set it in the channel's file under secrets, or auth to { kind: none }`,
  )
}

/** With blanks as %20, which every server understands in a query. */
export function withParameter(url: URL, name: string, value: string): URL {
  const changed = new URL(url)
  changed.searchParams.set(name, value)
  changed.search = changed.search.replaceAll('+', '%20')
  return changed
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
