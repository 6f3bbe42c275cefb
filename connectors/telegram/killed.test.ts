import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../../src/contract/errors.ts'
import type { People } from '../../src/contract/people.ts'
import { connector } from './index.ts'
import { DEWI, openChat, photo, type TestChat } from './test-chat.ts'

type Json = Record<string, unknown>

const from = { id: DEWI, is_bot: false, first_name: 'Dewi', language_code: 'id' }
const message = (id: number, content: Json): Json => ({
  update_id: 800_000 + id,
  message: { message_id: id, from, chat: { id: DEWI, type: 'private' }, date: 1_795_132_800, ...content },
})
const CONVERSATION: readonly Json[] = [
  message(51, photo('A', { media_group_id: 'g', caption: 'Air PDAM mati tiga hari' })),
  message(52, photo('B', { media_group_id: 'g' })),
  message(53, { text: 'Perum Griya Asri' }),
  message(56, { text: 'kirim' }),
  message(57, { text: '/status' }),
]

/** People who die at the n-th call: before it is done, or when it is done and nobody has heard of it. */
function dieAt(people: People, call: number, when: 'before' | 'after'): { people: People; calls: () => number } {
  let calls = 0
  const guard = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (_, name) => {
        const member: unknown = Reflect.get(target, name)
        if (name === 'memory') return guard(member as object)
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          calls += 1
          const die = calls === call
          if (die && when === 'before') throw new GatewayError('ledger_unavailable', 'killed before')
          const result: unknown = await Reflect.apply(member, target, args)
          if (die) throw new GatewayError('ledger_unavailable', 'killed after')
          return result
        }
      },
    })
  return { people: guard(people), calls: () => calls }
}

async function converse(chat: TestChat, people: People): Promise<void> {
  for (const update of CONVERSATION) {
    for (let delivery = 0; ; delivery += 1) {
      assert.ok(delivery < 5, 'an update is taken in the end')
      const taken = await connector.converse?.(update, { ...chat.channel, people }).then(
        () => true,
        () => false,
      )
      if (taken) break
    }
    // Telegram may deliver again what we have answered, too.
    await connector.converse?.(update, { ...chat.channel, people }).catch(() => {})
  }
}

for (const when of ['before', 'after'] as const) {
  test(`killed ${when} any one call to the hub, and every update delivered again: one report, whole, with its answers`, async (t) => {
    const chat = await openChat(t)
    for (const id of ['A', 'B']) chat.bot.files.set(`${id}-x`, { bytes: Buffer.from(id), path: `photos/${id}.jpg` })
    const whole = dieAt(chat.people, 0, when)
    await converse(chat, whole.people)
    const [expected] = chat.people.filed
    const calls = whole.calls()
    assert.ok(calls > 25)
    for (let call = 1; call <= calls; call += 1) {
      const again = await openChat(t)
      for (const id of ['A', 'B']) again.bot.files.set(`${id}-x`, { bytes: Buffer.from(id), path: `photos/${id}.jpg` })
      await converse(again, dieAt(again.people, call, when).people)
      assert.equal(again.people.filed.length, 1, `call ${call}`)
      const ticket = again.people.filed[0]?.ticket
      assert.deepEqual(again.people.filed[0]?.payload, { ...(expected?.payload as Json), ticket }, `call ${call}`)
      assert.equal(again.people.filed[0]?.files?.length, 2, `call ${call}`)
      assert.match(again.last().text, /Laporan Anda ke Jawa Barat:/, `call ${call}`)
      const texts = again.bot.sent.map(({ text }) => text).join('\n')
      for (const asked of [/Di mana/, /disembunyikan/]) assert.match(texts, asked, `call ${call}`)
      const [remembered] = again.people.memory.entries.filter(({ key }) => key.startsWith('chat:'))
      assert.match(JSON.stringify(remembered?.value), /"outbox":\[\]/, `call ${call}`)
    }
  })
}

test('killed between the note and the report, and never delivered again: the wake files it', async (t) => {
  const chat = await openChat(t)
  await chat.say('Jembatan putus')
  const calls = dieAt(chat.people, 5, 'before')
  const send = { update_id: 900_000, message: { message_id: 99, from, chat: { id: DEWI, type: 'private' }, date: 1, text: 'kirim' } }
  await assert.rejects(async () =>
    connector.converse?.(send, {
      ...chat.channel,
      people: { ...calls.people, report: async () => Promise.reject(new GatewayError('ledger_unavailable', 'killed')) },
    }),
  )
  assert.equal(chat.people.filed.length, 0)
  chat.now = new Date(chat.now.getTime() + 61_000)
  await chat.wake()
  assert.equal(chat.people.filed[0]?.words, 'Jembatan putus')
  await chat.handle(send)
  assert.equal(chat.people.filed.length, 1)
})

test('the Bot API is away: the update is not confirmed, and its answer comes when it is delivered again', async (t) => {
  const chat = await openChat(t)
  chat.bot.answerNext('sendMessage', { status: 502, body: 'Bad Gateway' })
  const update = message(51, { text: 'Jembatan putus' })
  await assert.rejects(chat.handle(update), { code: 'partner_unavailable' })
  await chat.handle(update)
  await chat.handle(update)
  assert.deepEqual(chat.heard().length, 1)
})

test('ten parts of an album and a text at once, each twice: one draft with all of it', async (t) => {
  const chat = await openChat(t)
  const updates = Array.from({ length: 8 }, (_, index) =>
    message(51 + index, photo(`P${index}`, { media_group_id: 'g', ...(index === 3 ? { caption: 'Banjir' } : {}) })),
  )
  for (let index = 0; index < 8; index += 1)
    chat.bot.files.set(`P${index}-x`, { bytes: Buffer.from([index + 1]), path: `photos/${index}.jpg` })
  const deliver = async (update: Json): Promise<void> => chat.handle(update).catch(() => deliver(update))
  await Promise.all([...updates, ...updates].map(deliver))
  await chat.say('kirim', { message_id: 99 })
  assert.equal(chat.people.filed.length, 1)
  assert.equal(chat.people.filed[0]?.files?.length, 8)
  assert.equal(chat.people.filed[0]?.words, 'Banjir')
})
