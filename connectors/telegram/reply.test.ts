import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STATUSES } from '../../src/contract/complaint.ts'
import type { Feedback } from '../../src/contract/connector.ts'
import { FEEDBACK } from '../../test/peers/channel.ts'
import { connector } from './index.ts'
import { fault } from './test-bot-api.ts'
import { DEWI, openChat, type TestChat } from './test-chat.ts'

const RECIPIENT = { sender: String(DEWI), replyTo: { chat: DEWI, language: 'id' }, reference: '7K2QD-90PXA', title: 'Air PDAM mati' }
const NEWS: Feedback = { ...FEEDBACK, recipient: RECIPIENT }
const reply = async (chat: TestChat, feedback: Feedback) => connector.reply?.(feedback, chat.channel)

test('reply: each of the thirteen statuses is a sentence of its own in both languages, with region, number and institution', async (t) => {
  const chat = await openChat(t)
  const seen = new Set<string>()
  for (const language of ['id', 'en']) {
    for (const status of STATUSES) {
      await reply(chat, { ...NEWS, kind: 'status', status, answer: null, recipient: { ...RECIPIENT, replyTo: { language } } })
      const { text } = chat.last()
      for (const part of ['Jawa Barat', '7K2QD-90PXA', 'Dinas Bina Marga', '9911'])
        assert.ok(text.includes(part), `${part} is not in ${text}`)
      assert.ok(!text.includes('{') && !text.includes(status.includes('_') ? status : '{'), text)
      seen.add(text)
    }
  }
  assert.equal(seen.size, 26)
})

test('reply: the id of the message is the reference', async (t) => {
  const chat = await openChat(t)
  const outcome = await reply(chat, NEWS)
  assert.deepEqual(outcome, { reference: String(chat.last().id) })
  assert.match(chat.last().text, /Jawaban dari Dinas Bina Marga:\nJembatan sudah diperbaiki\./)
})

test('reply: an answer does not say the status once more', async (t) => {
  const chat = await openChat(t)
  await reply(chat, { ...NEWS, status: 'in_progress' })
  assert.doesNotMatch(chat.last().text, /sedang dikerjakan/)
  await reply(chat, { ...NEWS, kind: 'status', status: 'in_progress' })
  assert.match(chat.last().text, /sedang dikerjakan/)
})

test('reply: a long answer comes in pieces of at most 4096 units, nothing lost; a later try goes on behind what was sent', async (t) => {
  const chat = await openChat(t)
  const text = Array.from({ length: 900 }, (_, index) => `kata${index}😱`).join(' ')
  const feedback: Feedback = {
    ...NEWS,
    answer: { text, from: 'Dinas', attachments: [{ name: 'surat.pdf', url: 'https://lapor.example/surat.pdf' }] },
  }
  await reply(chat, feedback)
  const whole = chat.heard()
  assert.equal(whole.length, 3)
  assert.ok(whole.join(' ').includes('surat.pdf: https://lapor.example/surat.pdf'))
  for (let index = 0; index < 900; index += 1)
    assert.ok(
      whole.some((piece) => piece.includes(`kata${index}😱`)),
      `kata${index}`,
    )
  const second = await openChat(t)
  const { people } = second.channel
  let turns = 0
  const turn = async () => {
    turns += 1
    if (turns === 2) second.bot.answerNext('sendMessage', fault(429, 'Too Many Requests', { retry_after: 30 }))
  }
  await assert.rejects(connector.reply?.(feedback, { ...second.channel, people: { ...people, turn } }) ?? Promise.resolve(), {
    code: 'throttled',
    retryAfterMs: 30_000,
  })
  assert.deepEqual(second.heard(), whole.slice(0, 1))
  await reply(second, feedback)
  assert.deepEqual(second.heard(), whole.slice(1))
})

const ANSWERS = [
  [
    '429 with retry_after',
    fault(429, 'Too Many Requests: retry after 35', { retry_after: 35 }),
    { code: 'throttled', retryAfterMs: 35_000 },
  ],
  ['429 without', fault(429, 'Too Many Requests'), { code: 'throttled', retryAfterMs: 30_000 }],
  ['403, blocked', fault(403, 'Forbidden: bot was blocked by the user'), { code: 'recipient_gone' }],
  ['400, no such chat', fault(400, 'Bad Request: chat not found'), { code: 'recipient_gone' }],
  ['400, anything else', fault(400, 'Bad Request: message is wrong'), { code: 'refused_by_partner' }],
  ['401', fault(401, 'Unauthorized'), { code: 'credentials_refused' }],
  ['500', { status: 500, body: { ok: false, error_code: 500, description: 'Internal Server Error' } }, { code: 'partner_unavailable' }],
  [
    '200 with ok: false and an error inside',
    { status: 200, body: { ok: false, error_code: 403, description: 'Forbidden' } },
    { code: 'recipient_gone' },
  ],
  ['200 with what is no answer', { status: 200, body: [1] }, { code: 'answer_lost' }],
] as const
for (const [name, answer, expected] of ANSWERS) {
  test(`reply: the Bot API answers ${name} → ${expected.code}`, async (t) => {
    const chat = await openChat(t)
    chat.bot.answerNext('sendMessage', answer)
    await assert.rejects(reply(chat, NEWS), expected)
    const logged = JSON.stringify(chat.logged)
    for (const private_ of [String(DEWI), 'PDAM', chat.bot.token]) assert.ok(!logged.includes(private_), `${private_} is in the log`)
  })
}

test('reply: a chat that has moved is followed', async (t) => {
  const chat = await openChat(t)
  chat.bot.answerNext('sendMessage', fault(400, 'Bad Request: group chat was upgraded', { migrate_to_chat_id: -1001 }))
  await reply(chat, NEWS)
  assert.equal(chat.last().chat, -1001)
})

test('reply: a person who was erased is told nothing', async (t) => {
  const chat = await openChat(t)
  await assert.rejects(reply(chat, { ...NEWS, recipient: null }), { code: 'recipient_gone' })
  assert.deepEqual(chat.heard(), [])
})

test('reply: every message waits for its turn', async (t) => {
  const chat = await openChat(t)
  await reply(chat, NEWS)
  await chat.say('halo')
  assert.equal(chat.people.turns, 2)
})

test('a person who blocked the bot costs nothing: what they wrote is kept, no answer is tried again', async (t) => {
  const chat = await openChat(t)
  chat.bot.blockedBy.add(DEWI)
  await chat.say('Jembatan putus')
  await chat.say('kirim')
  assert.equal(chat.people.filed.length, 1)
  await assert.rejects(chat.tell(), { code: 'recipient_gone' })
})

test('a short 429 is waited for; a long one brings the update again', async (t) => {
  const chat = await openChat(t)
  chat.bot.answerNext('sendMessage', fault(429, 'Too Many Requests: retry after 1', { retry_after: 1 }))
  await chat.say('halo')
  assert.equal(chat.heard().length, 1)
  chat.bot.answerNext('sendMessage', fault(429, 'Too Many Requests: retry after 60', { retry_after: 60 }))
  await assert.rejects(chat.say('halo'), { code: 'throttled', retryAfterMs: 60_000 })
})
