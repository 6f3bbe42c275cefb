import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Probe } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { certificateOf } from './certificate.ts'
import type { EmailChannel } from './config.ts'
import { readServer } from './server-urls.ts'
import { codeOf, type SmtpFailure } from './smtp-errors.ts'

export interface Parcel {
  readonly from: string
  readonly to: string
  readonly message: Uint8Array
}

/** Hands one mail to the channel's SMTP server. Resolves when the server took it; throws coded errors that hold nothing of what was sent or to whom. */
export async function sendMail(parcel: Parcel, channel: EmailChannel): Promise<void> {
  const progress = { sending: false }
  await converse(channel, async (session) => {
    await session.send(parcel, () => {
      progress.sending = true
    })
  }).catch((failure: unknown) => {
    throw failure instanceof GatewayError ? failure : codeOf(failure, channel.id, progress.sending)
  })
}

/** Connects and logs in, and nothing else. Gives what certificate was shown. */
export async function checkSmtp(channel: EmailChannel): Promise<Probe['certificates']> {
  return converse(channel, async ({ certificate }) => certificate()).catch((failure: unknown) => {
    throw failure instanceof GatewayError ? failure : codeOf(failure, channel.id, false)
  })
}

interface Session {
  certificate(): Probe['certificates']
  send(parcel: Parcel, onSending: () => void): Promise<void>
}

/** One connection, used and closed. It ends at once when the gateway stops, and in bounded time when the server drips. */
async function converse<T>(channel: EmailChannel, use: (session: Session) => Promise<T>): Promise<T> {
  const server = readServer(channel, 'smtpUrl')
  const timeoutMs = channel.config.timeoutMs ?? 60_000
  const limit = AbortSignal.any([channel.signal, AbortSignal.timeout(timeoutMs * 3)])
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.startTls,
    connectionTimeout: Math.min(timeoutMs, 30_000),
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: Math.min(timeoutMs, 30_000),
    logger: false,
    ...(isIP(server.host) ? {} : { tls: { servername: server.host } }),
  })
  const ended = Promise.withResolvers<never>()
  ended.promise.catch(() => undefined)
  const stop = () => ended.reject({ code: 'EABORTED' } satisfies SmtpFailure)
  connection.on('error', (error) => ended.reject(error))
  // An error with the server's words may come right behind it.
  connection.on('end', () => setImmediate(() => ended.reject({ code: 'ECONNECTION' } satisfies SmtpFailure)))
  limit.addEventListener('abort', stop, { once: true })
  if (limit.aborted) stop()
  const step = (run: (done: (error?: unknown) => void) => void) =>
    Promise.race([ended.promise, new Promise<void>((resolve, reject) => run((error) => (error ? reject(error) : resolve())))])
  try {
    if (!limit.aborted) await step((done) => connection.connect(done))
    const { auth } = server
    if (auth) await step((done) => connection.login({ credentials: auth }, done))
    return await use({
      certificate: () => certificateOf(Reflect.get(connection, '_socket'), server),
      send: ({ from, to, message }, onSending) =>
        step((done) =>
          connection.send(
            { from, to: [to], size: message.byteLength },
            Readable.from(
              (function* () {
                onSending()
                yield Buffer.from(message)
              })(),
            ),
            done,
          ),
        ),
    })
  } finally {
    limit.removeEventListener('abort', stop)
    connection.on('error', () => undefined)
    connection.close()
  }
}
