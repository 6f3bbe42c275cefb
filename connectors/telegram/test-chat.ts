import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { openTestChannel } from '../../test/peers/channel.ts'
import { openTestPeople, type TestPeople, type TestPeopleOptions } from '../../test/peers/people.ts'
import type { Config, Secret, TelegramChannel } from './config.ts'
import { connector } from './index.ts'
import { type BotApiServer, openBotApi, type SentMessage, TOKEN } from './test-bot-api.ts'

type Json = Record<string, unknown>

/** One person, Dewi, who talks to the bot: over the real connector, a Bot API server and people in memory. */
export interface TestChat {
  readonly bot: BotApiServer
  readonly people: TestPeople
  readonly channel: TelegramChannel
  readonly logged: unknown[]
  /** What the clock says; may be set. */
  now: Date
  /** A message with this content, handled. Gives the update, to send it again. */
  say(content: string | Json, more?: Json): Promise<Json>
  /** Presses the button with this label under the last message that has it. */
  press(label: RegExp): Promise<Json>
  handle(update: Json): Promise<void>
  /** Calls wake for all that is due at `now`. */
  wake(): Promise<void>
  /** Sends receipts and other news. */
  tell(): Promise<void>
  last(): SentMessage
  /** All texts sent since the last call. */
  heard(): string[]
}

export const DEWI = 7001
/** What Dewi is, says and is called, and our secrets. */
const PERSONAL = /\b7001\b|dewi|PDAM|jembatan|AAtoken|rahasia-webhook/i
export const SECRET = 'rahasia-webhook-telegram-01'

export async function openChat(
  t: TestContext,
  options: { people?: TestPeopleOptions; config?: Config; language?: string; signal?: AbortSignal } = {},
): Promise<TestChat> {
  const bot = await openBotApi(t)
  const logged: unknown[] = []
  const clock = { now: new Date('2026-11-21T03:00:00Z') }
  const people = openTestPeople({ now: () => clock.now, messages: 1000, ...options.people })
  const channel = openTestChannel<Config, Secret>(t, {
    config: { apiRoot: bot.url, pollSeconds: 20, ...options.config },
    secrets: { botToken: TOKEN, webhookSecret: SECRET },
    now: () => clock.now,
    people,
    logged,
    ...(options.signal ? { signal: options.signal } : {}),
  })
  t.after(() => assert.doesNotMatch(JSON.stringify(logged), PERSONAL, 'a person or a secret is in the log'))
  let update = 800_000
  let message = 50
  let shown = 0
  const from = { id: DEWI, is_bot: false, first_name: 'Dewi', username: 'dewi_soreang', language_code: options.language ?? 'id' }
  const chat: TestChat = Object.assign(clock, {
    bot,
    people,
    channel,
    logged,
    handle: async (each: Json) => void (await connector.converse?.(each, channel)),
    say: async (content: string | Json, more: Json = {}) => {
      update += 1
      message += 1
      const said = typeof content === 'string' ? { text: content } : content
      const built = {
        update_id: update,
        message: {
          message_id: message,
          from,
          chat: { id: DEWI, type: 'private', first_name: 'Dewi' },
          date: 1_795_132_800,
          ...said,
          ...more,
        },
      }
      await chat.handle(built)
      return built
    },
    press: async (label: RegExp) => {
      update += 1
      const under = bot.sent.findLast(({ buttons }) => buttons.some(({ text }) => label.test(text)))
      const button = under?.buttons.find(({ text }) => label.test(text))
      if (!under || !button) throw new Error(`no button ${label}`)
      const built = {
        update_id: update,
        callback_query: {
          id: String(update * 7),
          from,
          message: { message_id: under.id, chat: { id: DEWI, type: 'private' } },
          data: button.data,
        },
      }
      await chat.handle(built)
      return built
    },
    wake: async () => {
      for (const due of people.memory.due(clock.now)) await connector.wake?.(due, channel)
    },
    tell: async () => void (await people.tell(connector, channel)),
    last: () => {
      const last = bot.sent.at(-1)
      if (!last) throw new Error('nothing was sent')
      return last
    },
    heard: () => {
      const texts = bot.sent.slice(shown).map(({ text }) => text)
      shown = bot.sent.length
      return texts
    },
  })
  return chat
}

export const photo = (id: string, more: Json = {}): Json => ({
  photo: [
    { file_id: `${id}-s`, file_unique_id: `${id}-us`, width: 90, height: 67, file_size: 1200 },
    { file_id: `${id}-x`, file_unique_id: `${id}-ux`, width: 1280, height: 960, file_size: 180_000 },
  ],
  ...more,
})

export const WORDS = 'Air PDAM mati tiga hari di Perum Griya Asri Soreang'

/** Files that the Bot API serves. */
export function withFiles(chat: TestChat, ...ids: string[]): void {
  for (const id of ids) chat.bot.files.set(`${id}-x`, { bytes: Buffer.from(`foto ${id}`), path: `photos/file_${id}.jpg` })
}

/** What the files of a report hold. */
export function filesOf(chat: TestChat, index = 0): string[] | undefined {
  return chat.people.filed[index]?.files?.map(({ bytes }) => Buffer.from(bytes).toString())
}

/** The text of a report. */
export function textOf(chat: TestChat, index = 0): unknown {
  const payload = chat.people.filed[index]?.payload
  return typeof payload === 'object' && payload !== null && 'text' in payload ? payload.text : undefined
}
