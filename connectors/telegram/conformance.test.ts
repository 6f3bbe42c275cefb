import type { TestContext } from 'node:test'
import { describeConnector, type Peer } from '../../test/conformance/describe-connector.ts'
import { FEEDBACK, inbound } from '../../test/peers/channel.ts'
import type { Config, Secret } from './config.ts'
import { connector } from './index.ts'
import { fault, openBotApi, TOKEN } from './test-bot-api.ts'
import { DEWI, SECRET } from './test-chat.ts'

type Json = Record<string, unknown>

const WEBHOOK = 'https://gateway.example.go.id/in/test-channel'
const SECRETS = { botToken: TOKEN, webhookSecret: SECRET }
const from = { id: DEWI, is_bot: false, first_name: 'Dewi', last_name: 'Lestari', username: 'dewi_soreang', language_code: 'id' }
const said = (number: number, content: Json): Json => ({
  update_id: 800_000 + number,
  message: { message_id: number, from, chat: { id: DEWI, type: 'private' }, date: 1_795_132_800, ...content },
})
const send = (body: string) => inbound(body, { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET })

const CONVERSATION = [said(51, { text: 'Air PDAM mati tiga hari' }), said(52, { text: 'Perum Griya Asri' }), said(53, { text: 'kirim' })]
const UNKNOWN = [
  { update_id: 799_001, telepathy: { from, thought: 'Jembatan putus' } },
  { update_id: 799_002, message: { message_id: 2, from, chat: { id: DEWI, type: 'private' }, date: 1, hologram: {} } },
  { update_id: 799_003, my_chat_member: { chat: { id: DEWI, type: 'private' }, from, new_chat_member: { status: 'kicked' } } },
]

async function openPeer(t: TestContext, way: 'webhook' | 'polling'): Promise<Peer<Config, Secret>> {
  const bot = await openBotApi(t)
  if (way === 'webhook') bot.webhook = { url: WEBHOOK, allowed_updates: [] }
  const carry = (update: Json) => {
    if (way === 'webhook') return { request: () => send(JSON.stringify(update)) }
    const id = Number(update['update_id'])
    return {
      // Telegram gives no update twice once it was confirmed, but the same message may come under a new listener before that.
      send: () => bot.push(update),
      acknowledged: () => bot.waiting.every((each) => Number(each['update_id']) !== id),
    }
  }
  return {
    config: { apiRoot: bot.url, pollSeconds: 20, ...(way === 'webhook' ? { webhookUrl: WEBHOOK } : {}) },
    secrets: SECRETS,
    person: String(DEWI),
    personal: ['Dewi', 'Lestari', 'dewi_soreang', 'PDAM', 'Griya'],
    conversation: CONVERSATION.map(carry),
    unknown: UNKNOWN.map(carry),
    unfinished: CONVERSATION.slice(0, 1).map(carry),
    open: bot.open,
    replyTo: (language) => ({ chat: DEWI, language }),
    told: () => bot.sent.map(({ chat, text }) => ({ to: String(chat), text })),
    gone: () => void bot.blockedBy.add(DEWI),
    throttle: () => bot.answerNext('sendMessage', fault(429, 'Too Many Requests: retry after 20', { retry_after: 20 })),
  }
}

for (const way of ['webhook', 'polling'] as const) {
  describeConnector({
    connector,
    way,
    config: (partnerUrl): Config => ({ apiRoot: partnerUrl, ...(way === 'webhook' ? { webhookUrl: WEBHOOK } : {}) }),
    secrets: SECRETS,
    partner: ({ url }) => {
      if (url.endsWith('/getMe')) return { body: { ok: true, result: { id: 7001, is_bot: true, first_name: 'Lapor' } } }
      if (url.endsWith('/getWebhookInfo')) return { body: { ok: true, result: { url: WEBHOOK } } }
      return { body: { ok: true, result: { message_id: 901 } } }
    },
    badConfigs: [
      { name: 'a Bot API that is no address', config: { apiRoot: 'api.telegram.org' }, says: /\/apiRoot/ },
      { name: 'a webhook that is no address', config: { webhookUrl: '/in/x' }, says: /\/webhookUrl/ },
      { name: 'a long poll of an hour', config: { pollSeconds: 3600 }, says: /\/pollSeconds/ },
    ],
    receive: {
      good: () => send(JSON.stringify(CONVERSATION[0])),
      proofHeaders: ['x-telegram-bot-api-secret-token'],
      bodyIsProved: false,
      malformed: [
        { name: 'broken JSON', request: () => send('{"update_id":'), code: 'request_unreadable' },
        { name: 'a list', request: () => send('[]'), code: 'request_unreadable' },
        { name: 'no update_id', request: () => send('{"message":{}}'), code: 'request_unreadable' },
        { name: 'a million levels', request: () => send('['.repeat(500_000)), code: 'request_unreadable' },
        { name: 'no body', request: () => send(''), code: 'request_unreadable' },
      ],
    },
    reply: {
      feedback: {
        ...FEEDBACK,
        recipient: { sender: String(DEWI), replyTo: { chat: DEWI, language: 'id' }, reference: '7K2QD-90PXA', title: 'Air PDAM mati' },
      },
    },
    people: { peer: (t) => openPeer(t, way) },
  })
}
