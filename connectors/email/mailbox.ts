import { isIP } from 'node:net'
import type { ImapFlow, MailboxObject } from 'imapflow'
import { GatewayError } from '../../src/contract/errors.ts'
import { tlsFault } from '../../src/contract/tls-fault.ts'
import { type EmailChannel, readMaxBytes } from './config.ts'
import { readServer } from './server-urls.ts'

export interface Mailbox {
  /** Which numbering the UIDs are of. */
  readonly uidValidity: string
  /** UIDs above `after` in rising order; null: all that are not marked. */
  list(after: number | null): Promise<number[]>
  /** null: it is gone. `head` instead of `raw`: it is larger than the limit. */
  fetch(uid: number): Promise<Fetched | null>
  /** Moves or marks what is stored. */
  settle(uid: number): Promise<void>
  /** Resolves when something new came, or the time to look again has come. Throws when the connection is gone. */
  wait(): Promise<void>
}

export interface Fetched {
  readonly receivedAt: Date
  readonly size: number
  readonly raw?: Uint8Array
  readonly head?: Uint8Array
}

/** Opens the channel's folder, and closes the connection when `use` ends or the gateway stops. Throws coded errors without anything the server said. */
export async function withMailbox<T>(channel: EmailChannel, use: (mailbox: Mailbox) => Promise<T>): Promise<T> {
  const { folder } = readServer(channel, 'imapUrl')
  return withImap(channel, async (client, gone) => {
    const opened = await client.mailboxOpen(folder).catch((error: unknown) => {
      if (!client.usable) throw error
      throw new GatewayError('config_invalid', `channel ${channel.id}: the folder named in imapUrl cannot be opened`, {
        cause: codeOnly(error),
      })
    })
    return use(await openMailbox(client, opened, gone, channel))
  })
}

export async function withImap<T>(channel: EmailChannel, use: (client: ImapFlow, gone: Promise<never>) => Promise<T>): Promise<T> {
  const client = await createClient(channel)
  const gone = Promise.withResolvers<never>()
  gone.promise.catch(() => undefined)
  const lost = (error?: unknown) => gone.reject(failure(error, channel))
  client.on('error', lost)
  client.on('close', () => lost())
  const stop = () => client.close()
  channel.signal.addEventListener('abort', stop, { once: true })
  try {
    if (channel.signal.aborted) throw failure(undefined, channel)
    await Promise.race([gone.promise, client.connect()])
    return await Promise.race([gone.promise, use(client, gone.promise)])
  } catch (error) {
    // What `use` itself threw, while the server is there, is no fault of the server.
    throw error instanceof GatewayError || (client.usable && !isOfImap(error)) ? error : failure(error, channel)
  } finally {
    channel.signal.removeEventListener('abort', stop)
    client.close()
  }
}

async function createClient(channel: EmailChannel): Promise<ImapFlow> {
  const { host, port, secure, startTls, auth } = readServer(channel, 'imapUrl')
  if (!auth)
    throw new GatewayError('config_invalid', `channel ${channel.id}: imapUrl names no user; write imaps://user:password@host/INBOX`)
  const timeoutMs = channel.config.timeoutMs ?? 60_000
  const most = readMaxBytes(channel.config)
  // Loaded where a mailbox is read: every command of the gateway knows this connector.
  const { ImapFlow } = await import('imapflow')
  return new ImapFlow({
    host,
    port,
    secure,
    ...(startTls ? { doSTARTTLS: true } : {}),
    auth,
    logger: false,
    clientInfo: { name: 'lapor-gateway' },
    disableCompression: true,
    autoIdleDelay: 100,
    maxIdleTime: channel.config.checkEveryMs ?? 60_000,
    connectionTimeout: Math.min(timeoutMs, 30_000),
    greetingTimeout: timeoutMs,
    socketTimeout: Math.max(timeoutMs, 10_000),
    maxLineLength: 8 * 1024 * 1024,
    maxLiteralSize: most + 1024 * 1024,
    maxResponseSize: most + 10 * 1024 * 1024,
    ...(isIP(host) ? {} : { servername: host }),
  })
}

async function openMailbox(client: ImapFlow, opened: MailboxObject, gone: Promise<never>, channel: EmailChannel): Promise<Mailbox> {
  const { processed, keyword = 'LaporGateway', since, checkEveryMs = 60_000 } = channel.config
  const most = readMaxBytes(channel.config)
  if (processed) await client.mailboxCreate(processed)
  const takesKeywords = opened.permanentFlags?.has('\\*') || opened.permanentFlags?.has(keyword)
  const unmarked = processed ? { all: true } : takesKeywords ? { unKeyword: keyword } : { seen: false }
  let news = Promise.withResolvers<void>()
  client.on('exists', () => news.resolve())

  return {
    uidValidity: String(opened.uidValidity),
    async list(after) {
      const query = { ...(after === null ? unmarked : { uid: `${after + 1}:*` }), ...(since ? { since } : {}) }
      const found = await client.search(query, { uid: true })
      if (!found) throw new GatewayError('partner_unavailable', `${channel.id}: the IMAP server did not list the mail`)
      // `n:*` always names the last mail, also when its UID is below n.
      return found.filter((uid) => uid > (after ?? 0)).toSorted((a, b) => a - b)
    },
    async fetch(uid) {
      const facts = await client.fetchOne(String(uid), { size: true, internalDate: true }, { uid: true })
      if (!facts) return null
      const receivedAt = facts.internalDate instanceof Date ? facts.internalDate : new Date(facts.internalDate ?? channel.now())
      const size = facts.size ?? 0
      if (size > most) {
        const partial = await client.fetchOne(String(uid), { source: { start: 0, maxLength: 256 * 1024 } }, { uid: true })
        return partial ? { receivedAt, size, head: headOf(partial.source ?? Buffer.alloc(0)) } : null
      }
      const whole = await client.fetchOne(String(uid), { source: true }, { uid: true })
      return whole ? { receivedAt, size, raw: whole.source ?? Buffer.alloc(0) } : null
    },
    async settle(uid) {
      if (processed) return void (await client.messageMove(String(uid), processed, { uid: true }))
      await client.messageFlagsAdd(String(uid), ['\\Seen', ...(takesKeywords ? [keyword] : [])], { uid: true })
    },
    async wait() {
      const again = Promise.withResolvers<void>()
      const timer = setTimeout(() => again.resolve(), checkEveryMs)
      try {
        await Promise.race([gone, news.promise, again.promise])
      } finally {
        clearTimeout(timer)
        news = Promise.withResolvers<void>()
      }
    },
  }
}

/** The header block with the empty line behind it. */
function headOf(start: Buffer): Uint8Array {
  const text = start.toString('latin1')
  const end = /\r?\n\r?\n/.exec(text)
  return end ? start.subarray(0, end.index + end[0].length) : start
}

function failure(error: unknown, channel: EmailChannel): GatewayError {
  const code = codeOnly(error)
  if (typeof error === 'object' && error !== null && Reflect.get(error, 'authenticationFailed') === true) {
    const passing = /UNAVAILABLE|INUSE|LIMIT|ALREADYEXISTS/.test(String(Reflect.get(error, 'serverResponseCode') ?? ''))
    if (!passing) return new GatewayError('credentials_refused', `${channel.id}: the IMAP server refused the login; check imapUrl`)
  }
  // Of imapflow: STARTTLS was demanded, and is refused or not offered.
  const noTls = typeof error === 'object' && error !== null && Reflect.get(error, 'tlsFailed') === true
  const fault = tlsFault(error) ?? (noTls ? 'it refuses STARTTLS' : null)
  if (fault !== null) return new GatewayError('connection_failed', `${channel.id}: no TLS with the IMAP server: ${fault}; check imapUrl`)
  return new GatewayError('connection_failed', `${channel.id}: the connection to the IMAP server is gone${code === '' ? '' : ` (${code})`}`)
}

function isOfImap(error: unknown): boolean {
  return typeof error === 'object' && error !== null && ['code', 'responseStatus', 'serverResponseCode'].some((name) => name in error)
}

/** An IMAP error quotes what was said, which may hold a login or an address: only its code is kept. */
function codeOnly(error: unknown): string {
  const code: unknown =
    typeof error === 'object' && error !== null ? (Reflect.get(error, 'code') ?? Reflect.get(error, 'serverResponseCode')) : ''
  return typeof code === 'string' && /^[A-Za-z_]{2,40}$/.test(code) ? code : ''
}
