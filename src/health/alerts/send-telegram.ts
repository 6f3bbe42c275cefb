import type { AlertSettings } from '../../contract/alert-settings.ts'
import type { GuardedHttp } from '../../contract/connector.ts'
import { GatewayError } from '../../contract/errors.ts'
import type { Parcel } from './send-notice.ts'

const MOST_CHARS = 4_000
const LIMIT_MS = 20_000

/** sendMessage of the Bot API, as plain text. */
export async function sendTelegram(
  { content }: Parcel,
  chat: string,
  { token, apiRoot }: NonNullable<AlertSettings['telegram']>,
  http: GuardedHttp,
): Promise<void> {
  const text = content.text.length > MOST_CHARS ? `${content.text.slice(0, MOST_CHARS - 1)}…` : content.text
  const { status, body } = await http.request({
    method: 'POST',
    url: `${apiRoot}/bot${token}/sendMessage`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chat_id: chat, text, link_preview_options: { is_disabled: true } }),
    connectTimeoutMs: LIMIT_MS,
    timeoutMs: LIMIT_MS,
    maxAnswerBytes: 256 * 1024,
  })
  const answer = readAnswer(body)
  if (answer?.ok === true) return
  const said = typeof answer?.description === 'string' ? `: ${answer.description.replaceAll(/\s+/g, ' ').slice(0, 200)}` : ''
  const seconds = answer?.parameters?.retry_after
  const code = status === 429 ? 'throttled' : status === 401 || status === 404 ? 'credentials_refused' : 'partner_unavailable'
  throw new GatewayError(
    code,
    `the Bot API answered ${status}${said}`,
    typeof seconds === 'number' ? { retryAfterMs: Math.min(seconds, 3600) * 1000 } : {},
  )
}

interface BotAnswer {
  readonly ok?: unknown
  readonly description?: unknown
  readonly parameters?: { readonly retry_after?: unknown }
}

function readAnswer(body: Uint8Array): BotAnswer | null {
  try {
    const answer: unknown = JSON.parse(Buffer.from(body).toString())
    return typeof answer === 'object' && answer !== null ? answer : null
  } catch {
    return null
  }
}
