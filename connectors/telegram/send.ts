import { setTimeout as sleep } from 'node:timers/promises'
import { GatewayError } from '../../src/contract/errors.ts'
import { type BotApi, ChatMoved } from './bot-api.ts'
import type { TelegramChannel } from './config.ts'
import { readInteger, readObject } from './json-parts.ts'
import { splitText } from './split-text.ts'

const MESSAGES_PER_SECOND = 30
/** A wait that is shorter is waited for at once. */
const SHORT_WAIT_MS = 5000

export interface Keyboard {
  readonly inline_keyboard: { text: string; callback_data: string }[][]
}

/** Sends one message of at most 4096 UTF-16 units, as plain text: nothing in it is markup. Gives its id. */
export async function sendMessage(
  channel: TelegramChannel,
  api: BotApi,
  chat: number,
  text: string,
  keyboard?: Keyboard,
): Promise<string | undefined> {
  await channel.people.turn(channel.config.messagesPerSecond ?? MESSAGES_PER_SECOND)
  const extra = { link_preview_options: { is_disabled: true }, ...(keyboard ? { reply_markup: keyboard } : {}) }
  try {
    const sent: unknown = await api.sendMessage(chat, text, extra)
    return readInteger(readObject(sent)?.['message_id'])?.toString()
  } catch (error) {
    if (!(error instanceof GatewayError && error.cause instanceof ChatMoved)) throw error
    const sent: unknown = await api.sendMessage(error.cause.chat, text, extra)
    return readInteger(readObject(sent)?.['message_id'])?.toString()
  }
}

/** An answer at once, in as many messages as it needs. Whom it cannot reach has no use for it; a short wait that Telegram asks for is waited for. */
export async function answerNow(channel: TelegramChannel, api: BotApi, chat: number, text: string, keyboard?: Keyboard): Promise<void> {
  const pieces = splitText(text)
  for (const [index, piece] of pieces.entries()) {
    const send = () => sendMessage(channel, api, chat, piece, index === pieces.length - 1 ? keyboard : undefined)
    try {
      await send().catch(async (error: unknown) => {
        await waitBriefly(error, channel.signal)
        return send()
      })
    } catch (error) {
      if (!(error instanceof GatewayError) || !UNREACHABLE.has(error.code)) throw error
      channel.log.info({ channelId: channel.id, code: error.code }, 'an answer could not be given')
      return
    }
  }
}

const UNREACHABLE: ReadonlySet<string> = new Set(['recipient_gone', 'refused_by_partner'])

/** Waits as Telegram asks; throws the error again when that is long, or when it is another one. */
async function waitBriefly(error: unknown, signal: AbortSignal): Promise<void> {
  if (!(error instanceof GatewayError) || error.code !== 'throttled' || (error.retryAfterMs ?? SHORT_WAIT_MS) >= SHORT_WAIT_MS) throw error
  try {
    await sleep(error.retryAfterMs, undefined, { signal })
  } catch {
    throw error
  }
}
