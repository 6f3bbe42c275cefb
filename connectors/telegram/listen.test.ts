import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connector } from './index.ts'
import { fault } from './test-bot-api.ts'
import { DEWI, openChat } from './test-chat.ts'

const message = (id: number, text: string) => ({
  update_id: id,
  message: {
    message_id: id,
    from: { id: DEWI, is_bot: false, first_name: 'Dewi' },
    chat: { id: DEWI, type: 'private' },
    date: 1_795_132_800,
    text,
  },
})
const store = () => Promise.reject(new Error('nothing is stored this way'))

test('polling: a webhook is taken away first, updates are handled in order and confirmed by the next poll, and stopping ends it at once', async (t) => {
  const stop = new AbortController()
  const chat = await openChat(t, { signal: stop.signal })
  chat.bot.webhook = { url: 'https://old.example/' }
  chat.bot.push(message(10, 'Jembatan putus'), message(11, 'kirim'))
  const ended = connector.listen?.(store, chat.channel)
  await chat.bot.until((method, { offset }) => method === 'getUpdates' && offset === 12)
  assert.equal(chat.bot.calls[0]?.method, 'deleteWebhook')
  assert.equal(chat.people.filed[0]?.words, 'Jembatan putus')
  stop.abort()
  await ended
  assert.deepEqual(chat.bot.waiting, [])
})

test('polling: what could not be stored is not confirmed, and comes again to the next listener', async (t) => {
  const stop = new AbortController()
  const chat = await openChat(t, { signal: stop.signal })
  chat.bot.push(message(10, 'Jembatan putus'), message(11, 'kirim'))
  chat.people.away = true
  await assert.rejects(connector.listen?.(store, chat.channel) ?? Promise.resolve(), { code: 'ledger_unavailable' })
  assert.equal(chat.bot.waiting.length, 2)
  chat.people.away = false
  const ended = connector.listen?.(store, chat.channel)
  await chat.bot.until((method, { offset }) => method === 'getUpdates' && offset === 12)
  stop.abort()
  await ended
  assert.equal(chat.people.filed.length, 1)
})

test('polling: updates of kinds that do not exist yet, and broken ones, are passed over and confirmed', async (t) => {
  const stop = new AbortController()
  const chat = await openChat(t, { signal: stop.signal })
  chat.bot.push(
    { update_id: 10, telepathy: { from: { id: 1 } } },
    { update_id: 11, message: null },
    { update_id: 12, message: { chat: 'x' } },
    message(13, 'Jembatan putus'),
  )
  const ended = connector.listen?.(store, chat.channel)
  await chat.bot.until((method, { offset }) => method === 'getUpdates' && offset === 14)
  stop.abort()
  await ended
  assert.equal(chat.heard().length, 1)
})

test('polling: a chat that must wait does not hold up the others; its answer comes when it is woken', async (t) => {
  const stop = new AbortController()
  const chat = await openChat(t, { signal: stop.signal })
  chat.bot.answerNext('sendMessage', fault(429, 'Too Many Requests: retry after 60', { retry_after: 60 }))
  const other = {
    ...message(11, 'Sampah menumpuk'),
    message: { ...message(11, 'Sampah menumpuk').message, chat: { id: 8002, type: 'private' }, from: { id: 8002 } },
  }
  chat.bot.push(message(10, 'Jembatan putus'), other)
  const ended = connector.listen?.(store, chat.channel)
  await chat.bot.until((method, { offset }) => method === 'getUpdates' && offset === 12)
  assert.deepEqual(
    chat.bot.sent.map((sent) => sent.chat),
    [8002],
  )
  chat.now = new Date(chat.now.getTime() + 61_000)
  await chat.wake()
  assert.deepEqual(
    chat.bot.sent.map((sent) => sent.chat),
    [8002, DEWI],
  )
  stop.abort()
  await ended
})

const TROUBLES = [
  ['429', fault(429, 'Too Many Requests: retry after 17', { retry_after: 17 }), { code: 'throttled', retryAfterMs: 17_000 }],
  ['401', fault(401, 'Unauthorized'), { code: 'credentials_refused' }],
  ['404, for a token of no bot', fault(404, 'Not Found'), { code: 'credentials_refused' }],
  ['409, another program polls', fault(409, 'Conflict: terminated by other getUpdates request'), { code: 'partner_unavailable' }],
  ['what is no list', { status: 200, body: { ok: true, result: 'halo' } }, { code: 'response_unexpected' }],
  ['502', { status: 502, body: '<h1>Bad Gateway</h1>' }, { code: 'partner_unavailable' }],
] as const
for (const [name, answer, expected] of TROUBLES) {
  test(`polling: the Bot API answers ${name} → ${expected.code}`, async (t) => {
    const chat = await openChat(t)
    chat.bot.answerNext('getUpdates', answer)
    await assert.rejects(connector.listen?.(store, chat.channel) ?? Promise.resolve(), expected)
    assert.ok(!JSON.stringify(chat.logged).includes(chat.bot.token))
  })
}

test('webhook: it is set with its secret and our kinds of updates, checked, and nothing is polled', async (t) => {
  const stop = new AbortController()
  const url = 'https://gateway.example.go.id/in/test-channel'
  const chat = await openChat(t, { signal: stop.signal, config: { webhookUrl: url } })
  const ended = connector.listen?.(store, { ...chat.channel, config: { ...chat.channel.config, webhookUrl: url } })
  await chat.bot.until((method) => method === 'getWebhookInfo')
  stop.abort()
  await ended
  assert.deepEqual(chat.bot.webhook, {
    url,
    secret_token: chat.channel.secrets.webhookSecret,
    allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
  })
  assert.deepEqual(
    chat.bot.calls.map(({ method }) => method),
    ['setWebhook', 'getWebhookInfo'],
  )
})

test('webhook: one that somebody else has changed is set again', async (t) => {
  const stop = new AbortController()
  const url = 'https://gateway.example.go.id/in/test-channel'
  const chat = await openChat(t, { signal: stop.signal, config: { webhookUrl: url } })
  chat.bot.answerNext('getWebhookInfo', { status: 200, body: { ok: true, result: { url: 'https://other.example/', allowed_updates: [] } } })
  const ended = connector.listen?.(store, chat.channel)
  await chat.bot.until((method) => method === 'setWebhook' && chat.bot.calls.filter((call) => call.method === 'setWebhook').length === 2)
  stop.abort()
  await ended
})

test('webhook: a secret that Telegram does not take is a fault of the configuration, named without its value', async (t) => {
  const chat = await openChat(t, { config: { webhookUrl: 'https://gateway.example.go.id/in/x' } })
  const channel = { ...chat.channel, secrets: { ...chat.channel.secrets, webhookSecret: 'ada=tanda&lain' } }
  await assert.rejects(
    connector.listen?.(store, channel) ?? Promise.resolve(),
    (error: Error) => /webhookSecret/.test(error.message) && !error.message.includes('tanda'),
  )
})

test('lacks: the token, and the secret of a webhook', () => {
  assert.match(connector.lacks?.({}, [])?.message ?? '', /botToken/)
  assert.equal(connector.lacks?.({ webhookUrl: '' }, ['botToken']), null)
  assert.match(connector.lacks?.({ webhookUrl: 'https://x.example/' }, ['botToken'])?.message ?? '', /webhookSecret/)
})
