import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

type Json = Record<string, unknown>

export interface SentMessage {
  readonly chat: number
  readonly id: number
  readonly text: string
  readonly buttons: readonly { readonly text: string; readonly data: string }[]
}

/** A Bot API server for one bot, as https://core.telegram.org/bots/api describes it: updates wait until they are confirmed, files are found and fetched, limits are kept. */
export interface BotApiServer {
  readonly url: string
  readonly token: string
  /** What people of all chats were sent, oldest first. */
  readonly sent: SentMessage[]
  /** Each call: method and parameters. */
  readonly calls: { readonly method: string; readonly parameters: Json }[]
  readonly blockedBy: Set<number>
  readonly files: Map<string, { readonly bytes: Uint8Array; readonly path: string; readonly size?: number }>
  webhook: Json | null
  /** Updates that are not confirmed. */
  readonly waiting: Json[]
  /** The next calls of a method are answered so instead. */
  answerNext(method: string, ...answers: { status: number; body: unknown }[]): void
  /** Puts an update into the queue, for getUpdates. */
  push(...updates: Json[]): void
  /** Calls that are not answered yet. */
  open(): number
  /** Resolves when a call came that `which` accepts, also one of before. */
  until(which: (method: string, parameters: Json) => boolean): Promise<void>
}

export const TOKEN = '7001:AAtoken-yang-sangat-rahasia_0123456789'

export async function openBotApi(t: TestContext): Promise<BotApiServer> {
  const scripted = new Map<string, { status: number; body: unknown }[]>()
  const watchers = new Set<() => void>()
  let pollers: (() => void)[] = []
  let lastMessage = 900
  let open = 0
  const bot: BotApiServer = {
    url: '',
    token: TOKEN,
    sent: [],
    calls: [],
    blockedBy: new Set(),
    files: new Map(),
    webhook: null,
    waiting: [],
    answerNext: (method, ...answers) => void scripted.set(method, [...(scripted.get(method) ?? []), ...answers]),
    push: (...updates) => {
      bot.waiting.push(...updates)
      for (const wake of pollers.splice(0)) wake()
    },
    open: () => open,
    until: (which) =>
      new Promise((resolve) => {
        const look = () => {
          if (!bot.calls.some(({ method, parameters }) => which(method, parameters))) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
      }),
  }

  async function answer(method: string, parameters: Json, response: ServerResponse): Promise<{ status: number; body: unknown }> {
    const script = scripted.get(method)?.shift()
    if (script) return script
    if (method === 'getMe') return ok({ id: 7001, is_bot: true, first_name: 'Lapor', username: 'lapor_bot' })
    if (method === 'sendMessage') return send(parameters)
    if (method === 'answerCallbackQuery') return ok(true)
    if (method === 'deleteWebhook') return setHook(null)
    if (method === 'setWebhook') return parameters['url'] ? setHook(parameters) : fault(400, 'Bad Request: bad webhook: no url')
    if (method === 'getWebhookInfo')
      return ok({
        url: bot.webhook?.['url'] ?? '',
        pending_update_count: bot.waiting.length,
        allowed_updates: bot.webhook?.['allowed_updates'],
      })
    if (method === 'getUpdates') return getUpdates(parameters, response)
    if (method === 'getFile') return getFile(String(parameters['file_id']))
    return fault(404, 'Not Found')
  }

  function setHook(hook: Json | null) {
    bot.webhook = hook
    return ok(true)
  }

  function send(parameters: Json) {
    const chat = Number(parameters['chat_id'])
    const text = parameters['text']
    if (bot.blockedBy.has(chat)) return fault(403, 'Forbidden: bot was blocked by the user')
    if (typeof text !== 'string' || text.trim() === '') return fault(400, 'Bad Request: message text is empty')
    if (text.length > 4096) return fault(400, 'Bad Request: message is too long')
    if (parameters['parse_mode'] !== undefined) return fault(400, "Bad Request: can't parse entities")
    const rows =
      (parameters['reply_markup'] as { inline_keyboard?: { text: string; callback_data: string }[][] } | undefined)?.inline_keyboard ?? []
    const buttons = rows.flat().map(({ text: label, callback_data: data }) => ({ text: label, data }))
    if (buttons.some(({ data }) => Buffer.byteLength(data) > 64)) return fault(400, 'Bad Request: BUTTON_DATA_INVALID')
    lastMessage += 1
    bot.sent.push({ chat, id: lastMessage, text, buttons })
    return ok({ message_id: lastMessage, date: 0, chat: { id: chat, type: 'private' }, text })
  }

  async function getUpdates(parameters: Json, response: ServerResponse) {
    if (bot.webhook) return fault(409, "Conflict: can't use getUpdates method while webhook is active")
    const offset = Number(parameters['offset'] ?? 0)
    const confirmed = bot.waiting.filter((update) => Number(update['update_id']) < offset)
    for (const update of confirmed) bot.waiting.splice(bot.waiting.indexOf(update), 1)
    if (bot.waiting.length === 0 && Number(parameters['timeout']) > 0) {
      await new Promise<void>((resolve) => {
        pollers.push(resolve)
        response.once('close', resolve)
      })
    }
    return ok(bot.waiting.slice(0, Number(parameters['limit'] ?? 100)))
  }

  function getFile(id: string) {
    const file = bot.files.get(id)
    if (!file) return fault(400, 'Bad Request: invalid file_id')
    if ((file.size ?? file.bytes.length) > 20_000_000) return fault(400, 'Bad Request: file is too big')
    return ok({ file_id: id, file_unique_id: id, file_size: file.size ?? file.bytes.length, file_path: file.path })
  }

  const server = createServer(async (request, response) => {
    open += 1
    response.once('close', () => {
      open -= 1
    })
    const [, kind, , rest = ''] = /^\/(file\/)?bot([^/]+)\/(.*)$/.exec(request.url?.split('?')[0] ?? '') ?? []
    const parameters = await readParameters(request)
    if (request.url?.includes(`bot${TOKEN}/`) !== true) return write(response, fault(401, 'Unauthorized'))
    if (kind !== undefined) {
      const file = [...bot.files.values()].find(({ path }) => path === decodeURIComponent(rest))
      const script = scripted.get('file')?.shift()
      if (script) return write(response, script)
      return file ? void response.end(file.bytes) : write(response, fault(404, 'Not Found'))
    }
    bot.calls.push({ method: rest, parameters })
    const answered = answer(rest, parameters, response)
    for (const look of watchers) look()
    return write(response, await answered)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    pollers = []
    server.closeAllConnections()
    server.close()
  })
  return Object.assign(bot, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

const ok = (result: unknown) => ({ status: 200, body: { ok: true, result } })

export const fault = (status: number, description: string, parameters?: object) => ({
  status,
  body: { ok: false, error_code: status, description, ...(parameters ? { parameters } : {}) },
})

async function readParameters(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  return text === '' ? {} : JSON.parse(text)
}

function write(response: ServerResponse, { status, body }: { status: number; body: unknown }): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
