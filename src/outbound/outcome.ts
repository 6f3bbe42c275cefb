import { GatewayError } from '../contract/errors.ts'
import { tlsFault } from '../contract/tls-fault.ts'
import { AddressRefused } from './addresses.ts'
import { TooMuch } from './content-encoding.ts'

/** How far a call came. */
export interface Progress {
  /** Bytes of the request may have left. */
  sent: boolean
  /** It went over a connection that was kept from before. */
  reused: boolean
  stoppedBy: 'connect timeout' | 'timeout' | 'caller' | 'closing' | null
}

/** The error for the engine. The original is left behind: it holds the whole request. */
export function nameFailure(error: unknown, progress: Progress, host: string, cause: unknown): GatewayError {
  if (error instanceof AddressRefused) {
    return new GatewayError(
      'config_invalid',
      `${host} is, or leads to, a private or special address; add it to allowAddresses if that is meant`,
    )
  }
  if (error instanceof TooMuch) return new GatewayError('response_unexpected', `${host} answered more than it may`)
  const code = codeOf(error)
  if (!progress.sent && NEVER_SENT.has(code)) return new GatewayError('config_invalid', `a header for ${host} is none that HTTP allows`)
  const why = progress.stoppedBy === null ? (tlsFault(error) ?? WORDS[code] ?? code) : STOPS[progress.stoppedBy]
  if (progress.sent) return new GatewayError('answer_lost', `${host}: ${why}; the request may have arrived`, { cause })
  return new GatewayError('connection_failed', `${host}: ${why}; nothing was sent`)
}

const NEVER_SENT: ReadonlySet<string> = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED'])

const STOPS = {
  'connect timeout': 'no connection in time',
  timeout: 'no whole answer in time',
  caller: 'the gateway is stopping',
  closing: 'the gateway is stopping',
} as const

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'the name is unknown',
  EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the connection timed out',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_DESTROYED: 'the gateway is stopping',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer broke off',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the answer are too long',
  Z_DATA_ERROR: 'the answer cannot be decompressed',
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
