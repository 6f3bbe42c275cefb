import { GatewayError } from '../../src/contract/errors.ts'
import type { EmailChannel, Secret } from './config.ts'

export interface MailServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte. Otherwise STARTTLS where the server offers it. */
  readonly secure: boolean
  /** STARTTLS is demanded: `?starttls=required`. */
  readonly startTls: boolean
  readonly auth: { readonly user: string; readonly pass: string } | null
  /** Of IMAP: INBOX when none is named. */
  readonly folder: string
}

const PORTS = { 'imap:': 143, 'imaps:': 993, 'smtp:': 587, 'smtps:': 465 } as const

/** Reads imap(s)://user:password@host:port/FOLDER and smtp(s)://user:password@host:port. Throws `config_invalid`, without quoting it. */
export function readServer(channel: Pick<EmailChannel, 'id' | 'secrets'>, name: Secret): MailServer {
  const kind = name === 'imapUrl' ? 'imap' : 'smtp'
  const wrong = (what: string) =>
    new GatewayError(
      'config_invalid',
      `channel ${channel.id}: the secret ${name} ${what}; write ${kind}s://user:password@host/${kind === 'imap' ? 'INBOX' : ''}`,
    )
  const text = channel.secrets[name]?.trim()
  if (!text) throw wrong('is not set')
  if (!URL.canParse(text)) throw wrong('is no address')
  const url = new URL(text)
  const port = Object.entries(PORTS).find(([protocol]) => protocol === url.protocol && protocol.startsWith(kind))?.[1]
  if (port === undefined) throw wrong(`does not begin with ${kind}:// or ${kind}s://`)
  if (url.hostname === '') throw wrong('names no host')
  try {
    const user = decodeURIComponent(url.username)
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? port : Number(url.port),
      secure: url.protocol.endsWith('s:'),
      startTls: url.searchParams.get('starttls') === 'required',
      auth: user === '' ? null : { user, pass: decodeURIComponent(url.password) },
      folder: decodeURIComponent(url.pathname.slice(1)) || 'INBOX',
    }
  } catch {
    throw wrong('holds a % that is not an encoded character (write %25)')
  }
}

/** The channel's own address: what it writes from. */
export function readOwnAddress(channel: EmailChannel): string {
  if (channel.config.address) return channel.config.address.toLowerCase()
  for (const name of ['smtpUrl', 'imapUrl'] as const) {
    const user = channel.secrets[name] ? readServer(channel, name).auth?.user : undefined
    if (user?.includes('@')) return user.toLowerCase()
  }
  throw new GatewayError('config_invalid', `channel ${channel.id}: no own address; write config: { address: pengaduan@… }`)
}
