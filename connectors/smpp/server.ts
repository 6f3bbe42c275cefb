import { createHash } from 'node:crypto'
import { GatewayError } from '../../src/contract/errors.ts'
import type { SmppChannel } from './config.ts'

/** The SMSC, and who we are to it. */
export interface SmscServer {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly systemId: string
  readonly password: string
  /** The same server and the same bind: one key. Not the password itself. */
  readonly key: string
}

/** Reads the secret `server`: smpp://system_id:password@host:port, or smpps:// over TLS. Throws `config_invalid`, without a word of it. */
export function readServer(channel: SmppChannel): SmscServer {
  const invalid = (why: string) =>
    new GatewayError(
      'config_invalid',
      `channel ${channel.id}: the secret 'server' ${why}; write smpp://system_id:password@host:port, or smpps://`,
    )
  const text = channel.secrets.server?.trim()
  if (!text) throw invalid('is not set')
  const url = URL.parse(text)
  if (url === null) throw invalid('is no address')
  const tls = url.protocol === 'smpps:' || url.protocol === 'ssmpp:'
  if (!tls && url.protocol !== 'smpp:') throw invalid('is of another protocol')
  const [systemId, password] = [decode(url.username), decode(url.password)]
  if (url.hostname === '' || systemId === null || password === null || systemId === '') throw invalid('lacks the host or the system_id')
  // 16 and 9 bytes with their ends are what the standard allows; some take longer passwords.
  if (!/^[\x20-\x7e]{1,15}$/.test(systemId) || !/^[\x20-\x7e]{0,64}$/.test(password))
    throw invalid('has a system_id or a password that SMPP cannot carry')
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (tls ? 3550 : 2775) : Number(url.port),
    tls,
    systemId,
    password,
    key: createHash('sha256').update(text).digest('base64url'),
  }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
