import { setTimeout as sleep } from 'node:timers/promises'
import { GatewayError } from '../../src/contract/errors.ts'
import { BotApi } from './bot-api.ts'
import { readNewestWebhookSecret, type TelegramChannel, usesWebhook } from './config.ts'
import { readInteger, readObject } from './json-parts.ts'
import { takeUpdate } from './take-update.ts'

const POLL_SECONDS = 30
const LIMIT = 50
/** A server that does not wait must not be asked all the time. */
const PAUSE_MS = 300
const CHECK_WEBHOOK_MS = 5 * 60_000

/** Kinds of updates that we ask for. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

/** Brings the updates in, or sees to it that Telegram does; until the signal aborts. One listener a bot: the hub's lease. */
export async function listenToBot(channel: TelegramChannel): Promise<void> {
  if (usesWebhook(channel.config)) await keepWebhook(channel)
  else await pollUpdates(channel)
}

/** An update is confirmed, by asking for what is behind it, only when it was handled. */
async function pollUpdates(channel: TelegramChannel): Promise<void> {
  const api = new BotApi(channel)
  await untilStopped(channel, () => api.deleteWebhook())
  let offset: number | undefined
  while (!channel.signal.aborted) {
    const startedAt = performance.now()
    const updates = await untilStopped(channel, () =>
      api.getUpdates(channel.config.pollSeconds ?? POLL_SECONDS, LIMIT, offset ?? 0, [...ALLOWED_UPDATES]),
    )
    if (updates === undefined) return
    if (!Array.isArray(updates)) throw new GatewayError('response_unexpected', 'getUpdates: the Bot API answered no list')
    for (const update of updates as readonly unknown[]) {
      if (channel.signal.aborted) return
      await takeInTurn(update, channel)
      const id = readInteger(readObject(update)?.['update_id'])
      if (id !== null) offset = Math.max(offset ?? 0, id + 1)
    }
    if (updates.length === 0 && performance.now() - startedAt < PAUSE_MS) await pause(PAUSE_MS, channel.signal)
  }
}

/**
 * What the Bot API did not take (an answer, a file that was asked for) is remembered as an errand, and is tried again when the talk is woken: one chat that must wait does not
 * hold up the others. What was not stored ends the listener, and comes again.
 */
async function takeInTurn(update: unknown, channel: TelegramChannel): Promise<void> {
  try {
    await takeUpdate(update, channel)
  } catch (error) {
    if (channel.signal.aborted || !(error instanceof GatewayError) || !OF_BOT_API.has(error.code)) throw error
    channel.log.warn({ channelId: channel.id, code: error.code }, 'an errand is left for later')
  }
}

const OF_BOT_API: ReadonlySet<string> = new Set(['throttled', 'partner_unavailable', 'connection_failed', 'answer_lost'])

/** The webhook is set when a listener starts (its secret cannot be read back) and whenever it is another one than ours. */
async function keepWebhook(channel: TelegramChannel): Promise<void> {
  const api = new BotApi(channel)
  const url = channel.config.webhookUrl ?? ''
  const set = () => api.setWebhook(url, { secret_token: readNewestWebhookSecret(channel), allowed_updates: [...ALLOWED_UPDATES] })
  await untilStopped(channel, set)
  while (!channel.signal.aborted) {
    const info = readObject(await untilStopped(channel, () => api.getWebhookInfo()))
    if (info && !isOurs(info, url)) {
      channel.log.warn({ channelId: channel.id }, 'the webhook of the bot was another one; it is set again')
      await untilStopped(channel, set)
    }
    await pause(CHECK_WEBHOOK_MS, channel.signal)
  }
}

function isOurs(info: Readonly<Record<string, unknown>>, url: string): boolean {
  const allowed = info['allowed_updates']
  return info['url'] === url && Array.isArray(allowed) && ALLOWED_UPDATES.every((kind) => allowed.includes(kind))
}

/** A call that is cut short because we stop is no failure. */
async function untilStopped<T>(channel: TelegramChannel, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (channel.signal.aborted) return undefined
    throw error
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}
