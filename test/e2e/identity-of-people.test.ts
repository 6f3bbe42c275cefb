import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { openImap } from '../../connectors/email/test-imap.ts'
import { writeMail } from '../../connectors/email/test-mailbox.ts'
import { openSmtp } from '../../connectors/email/test-smtp.ts'
import { openBotApi, TOKEN } from '../../connectors/telegram/test-bot-api.ts'
import { startLaporPeer } from '../peers/lapor-v3-server.ts'
import { eventually } from '../support/eventually.ts'
import { ADMIN_TOKEN, openSite } from '../support/gateway-process.ts'
import { scriptCentre } from '../support/lapor-centre.ts'

const CHAT = 7310042917
/** A name, an address, a chat, an account and a phone, as they are written in messages and mails below; never in the words of a complaint itself. */
const SEEDS = ['zulkifli', 'wiratmadja', 'zulkifli.w@contoh.id', String(CHAT), 'zul_wira', '81234500987', 'contoh.id']
test('who writes by chat or mail is found in no log, metric, queue, table, file or call to LAPOR!, but sealed', async (t) => {
  const [imap, smtp, peer, bot] = await Promise.all([openImap(t), openSmtp(t), startLaporPeer(t), openBotApi(t)])
  const centre = scriptCentre(peer)
  peer.on('POST /complaints/followup/add', { body: { success: true } })
  bot.files.set('A-x', { bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1]), path: 'photos/a.jpg' })
  const site = await openSite(t, peer.url)
  const gateway = await site.start({
    EMAIL_IMAP_URL: imap.url,
    EMAIL_SMTP_URL: smtp.url,
    TELEGRAM_TOKEN: TOKEN,
    TELEGRAM_API_ROOT: bot.url,
    TELEGRAM_WEBHOOK_URL: '',
    TELEGRAM_SECRET: 'rahasia-webhook-telegram-01',
  })
  const from = { id: CHAT, is_bot: false, first_name: 'Zulkifli', last_name: 'Wiratmadja', username: 'zul_wira' }
  const said = (n: number, content: object) => ({
    update_id: 900_000 + n,
    message: { message_id: n, from, chat: { id: CHAT, type: 'private', first_name: 'Zulkifli' }, date: 1_795_132_800 + n * 20, ...content },
  })
  bot.push(
    said(51, { text: 'Air mati tiga hari di Soreang' }),
    said(52, { contact: { phone_number: '6281234500987', user_id: CHAT, first_name: 'Zulkifli' } }),
    said(53, {
      document: {
        file_id: 'A-x',
        file_unique_id: 'u',
        mime_type: 'image/jpeg',
        file_name: 'Zulkifli Wiratmadja 81234500987.jpg',
        file_size: 5,
      },
    }),
    said(54, { text: 'kirim' }),
    said(55, { text: '/status' }),
    { update_id: 900_056, my_chat_member: { chat: { id: CHAT, type: 'private' }, from, new_chat_member: { status: 'kicked' } } },
    { update_id: 900_057, business_message: { from, chat: { id: CHAT } } },
    said(58, { sticker: { file_id: 'x' } }),
  )
  const ZUL = 'Zulkifli Wiratmadja <zulkifli.w@contoh.id>'
  imap.add(
    writeMail({
      from: ZUL,
      id: 'zulkifli.w.20261120@contoh.id',
      subject: 'Jalan rusak di Garut',
      text: 'Jalan rusak parah.\r\n-- \r\nZulkifli Wiratmadja',
      headers: ['Return-Path: <zulkifli.w@contoh.id>'],
    }),
  )
  imap.add(writeMail({ from: ZUL, id: 'a2@mail.example', subject: 'Out of Office: Zulkifli Wiratmadja', text: 'cuti' }))
  imap.add(writeMail({ from: ZUL, id: 'a3@mail.example', subject: '', text: '' }))
  imap.add(writeMail({ from: 'Zulkifli', id: 'a4@mail.example', subject: 'x', text: 'tanpa alamat' }))
  imap.add(
    writeMail({
      from: ZUL,
      id: 'a6@mail.example',
      subject: 'Foto',
      text: '--m\r\n\r\nLampu mati di gang.\r\n--m\r\nContent-Type: application/x-msdownload; name="Zulkifli Wiratmadja.exe"\r\n\r\nx\r\n--m\r\nContent-Type: image/jpeg; name="Zulkifli 81234500987.jpg"\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/4AAQSkZJRgAB\r\n--m--',
      headers: ['Content-Type: multipart/mixed; boundary=m'],
    }),
  )
  const receipt = await eventually('the receipt of the mail', () =>
    smtp.mails.find(({ header }) => header('In-Reply-To') === '<zulkifli.w.20261120@contoh.id>'),
  )
  imap.add(
    writeMail({
      from: ZUL,
      id: 'a7@mail.example',
      subject: `Re: ${receipt.header('Subject')}`,
      text: 'Masih rusak.',
      headers: [`In-Reply-To: ${receipt.header('Message-ID')}`],
    }),
  )
  imap.add(
    writeMail({
      from: 'MAILER-DAEMON@mx.example',
      id: 'a8@mx.example',
      subject: 'Undelivered',
      text: `zulkifli.w@contoh.id: 5.1.1 unknown\r\nMessage-ID: ${receipt.header('Message-ID')}`,
    }),
  )
  await eventually(
    'the addition is at LAPOR!',
    () => peer.received.some(({ path, text }) => path.includes('followup') && text.includes('Masih rusak')) || undefined,
  )
  await eventually('the receipt in the chat', () => bot.sent.some(({ text }) => /Nomor laporan/.test(text)) || undefined)
  centre.status = 'Dalam Proses'
  await eventually('the news in the chat', () => bot.sent.some(({ text }) => /Kabar laporan/.test(text)) || undefined)
  await eventually('all mail is taken', () => imap.mails.every(({ flags }) => flags.has('LaporGateway')) || undefined)
  const places = [
    { place: 'the log', text: gateway.log() },
    ...(await tablesOf(site.databaseUrl)),
    ...(await queuesOf(site.redis)),
    ...(await pagesOf(gateway.url)),
    ...(await filesOf(site.dataDir)),
    ...peer.received.map(({ path, text }) => ({ place: `LAPOR! ${path}`, text })),
  ]
  assert.ok(places.length > 50, `${places.length} places were looked at`)
  const found = places.flatMap(({ place, text }) =>
    SEEDS.filter((seed) => text.toLowerCase().includes(seed)).map((seed) => `${seed} in ${place}`),
  )
  assert.deepEqual(found, [])
})

interface Place {
  readonly place: string
  readonly text: string
}

async function tablesOf(databaseUrl: string): Promise<Place[]> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const places: Place[] = []
    const { rows } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    )
    for (const { name } of rows) {
      const { rows: all } = await client.query<{ row: string }>(`select t::text as row from "${name}" t`)
      places.push(...all.map(({ row }) => ({ place: `table ${name}`, text: row })))
    }
    return places
  } finally {
    await client.end()
  }
}

async function queuesOf({ url, prefix }: { url: string; prefix: string }): Promise<Place[]> {
  const redis = new Redis(url)
  const read = { hash: (key: string) => redis.hgetall(key), stream: (key: string) => redis.xrange(key, '-', '+') }
  const places: Place[] = []
  for (const key of await redis.keys(`${prefix}*`)) {
    const type = await redis.type(key)
    const value = type === 'hash' || type === 'stream' ? await read[type](key) : await redis.dumpBuffer(key)
    places.push({ place: `queue ${key}`, text: `${key} ${Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value)}` })
  }
  redis.disconnect()
  return places
}

const PAGES = ['/metrics', '/readyz', ...['channels', 'balance', 'parked', 'alerts', 'audit'].map((name) => `/admin/v1/${name}`)]

async function pagesOf(url: string): Promise<Place[]> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
  return Promise.all(PAGES.map(async (path) => ({ place: path, text: await (await fetch(url + path, { headers })).text() })))
}

async function filesOf(folder: string): Promise<Place[]> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  return Promise.all(
    entries.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name)
      return { place: `file ${path}`, text: `${path} ${await readFile(path, 'latin1')}` }
    }),
  )
}
