import { createServer } from 'node:http'
import { closeServer, listenOnLoopback } from './loopback.ts'
import type { Side } from './side.ts'

const CHAT = 628_110_001
const TOKEN = '7001:AAdemo-bot-of-the-demo-0123456789abcde'

interface Update {
  readonly update_id: number
  readonly message: object
}

/** A person who talks to a bot, behind a Bot API server that knows what the demo needs of https://core.telegram.org/bots/api. */
export async function openTelegramSide(): Promise<Side> {
  const told: string[] = []
  let updates: Update[] = []
  let wake = (): void => undefined
  let count = 100

  async function answer(method: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (method === 'getMe') return { id: 7001, is_bot: true, first_name: 'Lapor Jabar', username: 'lapor_jabar_bot' }
    if (method === 'getUpdates') {
      updates = updates.filter(({ update_id }) => update_id >= Number(parameters['offset'] ?? 0))
      if (updates.length === 0) await nextUpdate(Math.min(Number(parameters['timeout'] ?? 0), 10) * 1000)
      return updates
    }
    if (method !== 'sendMessage') return true
    told.push(String(parameters['text']))
    count += 1
    return { message_id: count, chat: { id: CHAT, type: 'private' }, date: Math.floor(Date.now() / 1000), text: parameters['text'] }
  }
  const nextUpdate = (mostMs: number) =>
    new Promise<void>((resolve) => {
      const late = setTimeout(resolve, mostMs)
      wake = () => {
        clearTimeout(late)
        resolve()
      }
    })

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bot')
    const given: unknown = body.startsWith('{') ? JSON.parse(body) : {}
    const parameters = { ...Object.fromEntries(searchParams), ...(typeof given === 'object' ? given : {}) }
    const known = pathname.startsWith(`/bot${TOKEN}/`)
    const result = known ? await answer(pathname.split('/').at(-1) ?? '', parameters) : undefined
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify(known ? { ok: true, result } : { ok: false, error_code: 401, description: 'Unauthorized' }))
  })
  const port = await listenOnLoopback(server)
  return {
    channel: 'telegram-jabar',
    person: 'Dewi, to the bot',
    env: { TELEGRAM_TOKEN: TOKEN, TELEGRAM_API_ROOT: `http://127.0.0.1:${port}` },
    script: ['Lampu jalan di Jalan Cibaduyut depan pasar mati sejak Senin, gelap sekali.', '/kirim'],
    async write(text) {
      count += 1
      const from = { id: CHAT, is_bot: false, first_name: 'Dewi', language_code: 'id' }
      const entities = text.startsWith('/') ? { entities: [{ type: 'bot_command', offset: 0, length: text.length }] } : {}
      const message = {
        message_id: count,
        from,
        chat: { id: CHAT, type: 'private' },
        date: Math.floor(Date.now() / 1000),
        text,
        ...entities,
      }
      updates.push({ update_id: 800_000 + count, message })
      wake()
    },
    told,
    close: async () => {
      wake()
      await closeServer(server)
    },
  }
}
