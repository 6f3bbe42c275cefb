import { describeConnector } from '../../test/conformance/describe-connector.ts'
import { FEEDBACK, inbound } from '../../test/peers/channel.ts'
import type { Config } from './config.ts'
import { connector } from './index.ts'
import { DEWI, SECRET } from './test-chat.ts'

const TOKEN = '7001:AAtoken-yang-sangat-rahasia_0123456789'
const UPDATE = {
  update_id: 800100,
  message: {
    message_id: 51,
    from: { id: DEWI, is_bot: false, first_name: 'Dewi' },
    chat: { id: DEWI, type: 'private' },
    date: 1795132800,
    text: 'Air PDAM mati',
  },
}
const send = (body: string) => inbound(body, { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET })

describeConnector({
  connector,
  config: (partnerUrl): Config => ({ apiRoot: partnerUrl, webhookUrl: 'https://gateway.example.go.id/in/test-channel' }),
  secrets: { botToken: TOKEN, webhookSecret: SECRET },
  partner: ({ url }) => {
    if (url.endsWith('/getMe')) return { body: { ok: true, result: { id: 7001, is_bot: true, first_name: 'Lapor' } } }
    if (url.endsWith('/getWebhookInfo')) return { body: { ok: true, result: { url: 'https://gateway.example.go.id/in/test-channel' } } }
    return { body: { ok: true, result: { message_id: 901 } } }
  },
  badConfigs: [
    { name: 'a Bot API that is no address', config: { apiRoot: 'api.telegram.org' }, says: /\/apiRoot/ },
    { name: 'a webhook that is no address', config: { webhookUrl: '/in/x' }, says: /\/webhookUrl/ },
    { name: 'a long poll of an hour', config: { pollSeconds: 3600 }, says: /\/pollSeconds/ },
  ],
  receive: {
    good: () => send(JSON.stringify(UPDATE)),
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
})
