import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { replyToOrigin } from '../../src/feedback/reply-to-origin.ts'
import { loadMappings } from '../../src/mapping/load-mappings.ts'
import { channel, startGateway } from '../../test/http/gateway.ts'
import { eventually } from '../../test/support/eventually.ts'
import { connector } from './index.ts'
import { type BotApiServer, openBotApi, TOKEN } from './test-bot-api.ts'
import { DEWI, photo, SECRET } from './test-chat.ts'

type Json = Record<string, unknown>

const { mappings } = await loadMappings(fileURLToPath(new URL('../../mappings', import.meta.url)))
const mapping = mappings.get('telegram/v1')
assert.ok(mapping)
const HEADERS = { 'x-telegram-bot-api-secret-token': SECRET }
const said = (number: number, content: Json): Json => ({
  update_id: 800_000 + number,
  message: {
    message_id: number,
    from: { id: DEWI, first_name: 'Dewi' },
    chat: { id: DEWI, type: 'private' },
    date: 1_795_132_800,
    ...content,
  },
})
const bots = (bot: BotApiServer, webhookUrl: string) =>
  channel('telegram', {
    connector: 'telegram',
    mapping: 'telegram/v1',
    config: { apiRoot: bot.url, webhookUrl },
    secrets: { botToken: TOKEN, webhookSecret: SECRET },
  })

test('an update that was stored and not confirmed comes again after the person was erased on request: nothing of them comes back; what they write later does', async (t) => {
  const bot = await openBotApi(t)
  const gateway = await startGateway(t, {
    channels: [bots(bot, 'https://gateway.example/in/telegram')],
    connectors: [connector],
    mappings: [mapping],
  })
  const { ledger } = gateway
  const first = [said(51, { text: 'Air PDAM mati tiga hari' }), said(52, { text: 'kirim' })]
  for (const update of first) await gateway.post('telegram', update, HEADERS)
  const [row] = (await ledger.complaints.list('telegram', { limit: 9 })).rows
  const by = { actor: 'uji', reason: 'diminta pelapor' }
  assert.ok(await ledger.privacy.erase(row?.id ?? '', by, { why: 'request' }))
  const told = bot.sent.length
  for (const update of first) assert.equal((await gateway.post('telegram', update, HEADERS)).status, 200)
  assert.equal(bot.sent.length, told)
  assert.equal((await ledger.complaints.balance({})).accepted, 1)
  assert.deepEqual(await ledger.memory.claimDue(['telegram'], 9, 1), [])
  for (const update of [said(61, { text: 'Lampu jalan mati' }), said(62, { text: 'kirim' })])
    await gateway.post('telegram', update, HEADERS)
  assert.equal((await ledger.complaints.balance({})).accepted, 2)
})

test('over the real way in: updates by webhook become one complaint with its photo, a receipt goes out, and a reply to it is an addition', async (t) => {
  const bot = await openBotApi(t)
  bot.files.set('A-x', { bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1]), path: 'photos/a.jpg' })
  const gateway = await startGateway(t, {
    channels: [bots(bot, 'https://gateway.example/in/telegram')],
    connectors: [connector],
    mappings: [mapping],
  })
  const conversation = [
    said(51, photo('A', { caption: 'Air PDAM mati tiga hari' })),
    said(52, { text: 'Perum Griya Asri' }),
    said(53, { text: 'ya' }),
    said(54, { text: 'tidak' }),
  ]
  for (const update of [...conversation, ...conversation]) assert.equal((await gateway.post('telegram', update, HEADERS)).status, 200)
  assert.equal((await gateway.post('telegram', said(55, { text: 'x' }), { 'x-telegram-bot-api-secret-token': 'palsu' })).status, 401)
  const { rows } = await gateway.ledger.complaints.list('telegram', { limit: 9 })
  const [row] = rows
  assert.ok(row)
  assert.match(row.origin.ticket, /^[\w-]{12}-51$/)
  assert.equal((await gateway.ledger.complaints.balance({})).accepted, 1)
  assert.equal(row.complaint?.anonymous, true)
  assert.equal(row.complaint?.location?.address, 'Perum Griya Asri')
  assert.equal((await gateway.ledger.attachments.of(row.id)).length, 1)
  assert.ok(!JSON.stringify(row.complaint).includes('Dewi'))

  const signal = new AbortController().signal
  const settings = gateway.settings.channels.get('telegram')
  assert.ok(settings)
  const [receipt] = await gateway.ledger.feedback.of(row.id)
  const options = {
    ledger: gateway.ledger,
    settings: () => gateway.settings,
    connectors: new Map([['telegram', connector]]),
    channelOf: () => gateway.intake.openChannel(settings, signal),
    log: gateway.operationsParts.log,
  }
  assert.equal(await replyToOrigin(options, receipt?.id ?? ''), 'sent')
  const told = bot.sent.at(-1)
  assert.match(told?.text ?? '', /Nomor laporan: [0-9A-Z]{5}-[0-9A-Z]{5}/)
  await gateway.post('telegram', said(60, { text: 'Sekarang sudah empat hari', reply_to_message: { message_id: told?.id } }), HEADERS)
  assert.match(bot.sent.at(-1)?.text ?? '', /tambahan Anda sudah masuk/)
  await gateway.post('telegram', said(61, { text: '/status' }), HEADERS)
  assert.match(bot.sent.at(-1)?.text ?? '', /Air PDAM mati[\s\S]*Diterima/)
  assert.ok(!gateway.logged.join('\n').match(/Dewi|PDAM|Griya|\b7001\b|AAtoken/), 'a person or a secret is in the log')
})

test('over the real way in: the listener polls under its lease, and what is left alone is woken', async (t) => {
  const bot = await openBotApi(t)
  const gateway = await startGateway(t, {
    channels: [bots(bot, '')],
    connectors: [connector],
    mappings: [mapping],
    pace: { askLeaseMs: 20, wakeEveryMs: 50 },
  })
  bot.push(
    said(51, { text: 'Air PDAM mati tiga hari' }),
    said(52, photo('B', { media_group_id: 'g' })),
    said(53, { text: 'kirim' }),
    said(54, photo('C', { media_group_id: 'h' })),
  )
  gateway.intake.startPolling()
  await bot.until((method, { offset }) => method === 'getUpdates' && offset === 800_055)
  assert.equal((await gateway.ledger.complaints.balance({})).accepted, 1)
  await eventually(
    'the album without words is asked about',
    () => bot.sent.some(({ text }) => /tulis apa yang terjadi/.test(text)) || undefined,
    15_000,
  )
})
