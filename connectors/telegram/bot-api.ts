import { Telegram } from 'telegraf'
import type { Telegram as Methods, Opts } from 'telegraf/types'
import type { HttpAnswer } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { readRetryAfter } from '../../src/contract/http-headers.ts'
import { readJson } from '../../src/contract/json.ts'
import { API_ROOT, readToken, type TelegramChannel } from './config.ts'
import { readInteger, readNumber, readObject, readText } from './json-parts.ts'

const CALL_MS = 30_000
const CONNECT_MS = 10_000
const ANSWER_BYTES = 20 * 1024 * 1024
const LONGEST_WAIT_MS = 24 * 3_600_000

/**
 * telegraf's client for the Bot API, with its calls going out through the channel's guarded http (docs/adr/0025). Throws coded errors only; none holds what Telegram wrote,
 * or the token. https://core.telegram.org/bots/api#making-requests
 */
export class BotApi extends Telegram {
  readonly #channel: TelegramChannel
  readonly #root: string

  constructor(channel: TelegramChannel) {
    super(readToken(channel), { apiRoot: apiRootOf(channel), webhookReply: false })
    this.#channel = channel
    this.#root = apiRootOf(channel)
  }

  override async callApi<M extends keyof Methods>(method: M, payload: Opts<M>): Promise<ReturnType<Methods[M]>> {
    const waitMs = readWait(payload)
    const answer = await this.#channel.http.request({
      method: 'POST',
      url: `${this.#root}/bot${this.token}/${method}`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(payload),
      connectTimeoutMs: CONNECT_MS,
      timeoutMs: CALL_MS + waitMs,
      maxAnswerBytes: ANSWER_BYTES,
      signal: this.#channel.signal,
    })
    // What a server really gives is looked at by who asked.
    return readResult(answer, method, this.#channel) as ReturnType<Methods[M]>
  }

  /** The bytes of a file that `getFile` found. Throws `response_unexpected` when they are more than `maxBytes`. */
  async download(path: string, maxBytes: number): Promise<Uint8Array> {
    const safe = path.split('/').map(encodeURIComponent).join('/')
    const answer = await this.#channel.http.request({
      method: 'GET',
      url: `${this.#root}/file/bot${this.token}/${safe}`,
      connectTimeoutMs: CONNECT_MS,
      timeoutMs: 60_000,
      maxAnswerBytes: maxBytes,
      signal: this.#channel.signal,
    })
    if (answer.status === 200) return answer.body
    throw failureOf(answer, 'file', this.#channel)
  }
}

export const apiRootOf = ({ config }: TelegramChannel): string => (config.apiRoot || API_ROOT).replace(/\/+$/, '')

/** The private chat has moved: where to. Kept out of sight of logs. */
export class ChatMoved {
  readonly #chat: number
  constructor(chat: number) {
    this.#chat = chat
  }
  get chat(): number {
    return this.#chat
  }
}

/** A long poll waits on the other side. */
function readWait(payload: unknown): number {
  return (readNumber(readObject(payload)?.['timeout']) ?? 0) * 1000
}

/** What a call gave, of any shape. Throws what the answer means to the engine. */
export function readResult(answer: HttpAnswer, method: string, channel: TelegramChannel): unknown {
  if (answer.status !== 200) throw failureOf(answer, method, channel)
  const document = readBody(answer)
  if (document?.['ok'] === true) return document['result']
  if (document?.['ok'] === false) throw failureOf(answer, method, channel)
  // It came with 200, but it is no answer of a Bot API: a proxy's page, or one that broke off.
  throw new GatewayError('answer_lost', `${method}: the Bot API's answer cannot be read`)
}

function failureOf(answer: HttpAnswer, method: string, channel: TelegramChannel): GatewayError {
  const document = readBody(answer)
  const code = readInteger(document?.['error_code']) ?? answer.status
  const parameters = readObject(document?.['parameters'])
  const description = readText(document?.['description']) ?? ''
  const said = `${method}: the Bot API answered ${code}`
  const askedSeconds = readNumber(parameters?.['retry_after'])
  const askedMs = askedSeconds === null ? readRetryAfter(answer.headers, channel.now()) : askedSeconds * 1000
  const retryAfterMs = askedMs === undefined ? undefined : Math.min(Math.max(askedMs, 1000), LONGEST_WAIT_MS)
  if (code === 429 || (code === 503 && retryAfterMs !== undefined))
    return new GatewayError('throttled', said, { retryAfterMs: retryAfterMs ?? 30_000 })
  if (code === 401 || (code === 404 && method !== 'file'))
    return new GatewayError('credentials_refused', `${said}: check the secret botToken and apiRoot`)
  if (code === 403) return new GatewayError('recipient_gone', `${said}: the person has blocked the bot, or is gone`)
  const moved = readInteger(parameters?.['migrate_to_chat_id'])
  if (moved !== null) return new GatewayError('refused_by_partner', `${said}: the chat has moved`, { cause: new ChatMoved(moved) })
  if (code === 400 && NOBODY.test(description)) return new GatewayError('recipient_gone', `${said}: there is no such chat`)
  if (code === 409)
    return new GatewayError('partner_unavailable', `${said}: another program reads this bot's updates; give it a bot of its own`)
  if (code === 400 && method === 'setWebhook')
    return new GatewayError('refused_by_partner', `${said}: check that webhookUrl is a public https address`)
  if (code >= 400 && code < 500 && code !== 408 && code !== 425) return new GatewayError('refused_by_partner', said)
  return new GatewayError('partner_unavailable', said)
}

const NOBODY = /chat not found|user not found|user is deactivated|PEER_ID_INVALID|bot was blocked|chat_write_forbidden/i

function readBody(answer: HttpAnswer): ReturnType<typeof readObject> {
  try {
    return readObject(readJson(answer.body, { faults: [] }))
  } catch {
    return null
  }
}
