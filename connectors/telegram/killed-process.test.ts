import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { type GatewayProcess, openSite } from '../../test/support/gateway-process.ts'
import { openBotApi } from './test-bot-api.ts'
import { photo, SECRET } from './test-chat.ts'

const said = (number: number, person: number, content: object) => ({
  update_id: 800_000 + number,
  message: {
    message_id: number,
    from: { id: person, first_name: 'Dewi' },
    chat: { id: person, type: 'private' },
    date: 1_795_132_800,
    ...content,
  },
})

const KILLERS: ReadonlySet<string> = new Set(['sendMessage', 'getFile'])
const WEBHOOK = 'https://gateway.example.go.id/in/telegram-jabar'

test('kill -9 again and again while people write: each complaint is there once, and each has its receipt', async (t) => {
  const bot = await openBotApi(t)
  const site = await openSite(t, 'http://127.0.0.1:9/lapor/3.0.0')
  const env = {
    TELEGRAM_API_ROOT: bot.url,
    TELEGRAM_TOKEN: bot.token,
    TELEGRAM_WEBHOOK_URL: WEBHOOK,
    TELEGRAM_SECRET: SECRET,
    TELEGRAM_API_KEY: 'kunci-baca-telegram-uji',
  }
  const people = [8001, 8002, 8003]
  const updates = people.flatMap((person, index) => [
    said(51 + index, person, photo(`P${person}`, { caption: `Jembatan nomor ${person} putus` })),
    said(61 + index, person, { text: 'kirim' }),
  ])
  /** As Telegram does: what was not answered with 2xx comes again. */
  const deliver = async (gateway: GatewayProcess, update: object) =>
    fetch(`${gateway.url}/in/telegram-jabar`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
      body: JSON.stringify(update),
    }).then(
      ({ ok }) => ok,
      () => false,
    )
  let gateway = await site.start(env)
  for (const person of people)
    bot.files.set(`P${person}-x`, { bytes: Buffer.from([0xff, 0xd8, 0xff, person % 256]), path: `photos/${person}.jpg` })
  // While the question is on its way, and while the photo is fetched for filing.
  for (const [index, update] of updates.entries()) {
    const kill = index < 2
    const before = bot.calls.length
    const answered = deliver(gateway, update)
    if (kill) {
      await bot.until((method) => KILLERS.has(method) && bot.calls.slice(before).some((call) => KILLERS.has(call.method)))
      await gateway.kill()
      await answered
      await site.freeClaims()
      gateway = await site.start(env)
    }
    await answered
    while (!(await deliver(gateway, update)));
  }
  const receipts = () => bot.sent.filter(({ text }) => text.includes('Nomor laporan'))
  await eventually('everybody has a receipt', () => new Set(receipts().map(({ chat }) => chat)).size === 3 || undefined, 60_000)
  const answer = await fetch(`${gateway.url}/v1/complaints`, {
    headers: { authorization: 'Bearer kunci-baca-telegram-uji' },
  })
  const text = await answer.text()
  const messages = [...text.matchAll(/"ticket":"[\w-]{12}-(5[123])"/g)].map(([, message]) => message)
  assert.deepEqual(messages.sort(), ['51', '52', '53'], text)
  const numbers = new Set(receipts().map(({ chat, text: told }) => `${chat} ${/: ([0-9A-Z]{5}-[0-9A-Z]{5})/.exec(told)?.[1]}`))
  assert.equal(numbers.size, 3, 'one number each, however often it was told')
  assert.ok(!/Jembatan|Dewi|AAtoken/.test(gateway.log()), 'a person or a secret is in the log')
  assert.equal(await gateway.stop(), 0)
})
