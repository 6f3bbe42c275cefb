import { GatewayError } from '../contract/errors.ts'
import { tlsFault } from '../contract/tls-fault.ts'
import { isAddressRefusal } from './guarded-agents.ts'

/** How far a call came. */
export interface Progress {
  /** Bytes of the request may have left. */
  sent: boolean
  /** It went over a connection that was kept from before. */
  reused: boolean
  stoppedBy: 'connect timeout' | 'timeout' | 'caller' | null
}

/** The error for the engine. The original is left behind: it holds the whole request. */
export function nameFailure(error: unknown, progress: Progress, host: string, cause: unknown): GatewayError {
  if (isAddressRefusal(error)) {
    return new GatewayError(
      'config_invalid',
      `${host} is, or leads to, a private or special address; add it to allowAddresses if that is meant`,
    )
  }
  const { code, message } = readError(error)
  if (message.startsWith('maxContentLength')) return new GatewayError('response_unexpected', `${host} answered more than it may`)
  if (NEVER_SENT.has(code)) return new GatewayError('config_invalid', `a header for ${host} holds a character that HTTP does not allow`)
  const why = progress.stoppedBy === null ? (tlsFault(error) ?? WORDS[code] ?? code) : STOPS[progress.stoppedBy]
  if (progress.sent) return new GatewayError('answer_lost', `${host}: ${why}; the request may have arrived`, { cause })
  return new GatewayError('connection_failed', `${host}: ${why}; nothing was sent`)
}

const NEVER_SENT: ReadonlySet<string> = new Set(['ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN', 'ERR_UNESCAPED_CHARACTERS'])

const STOPS = { 'connect timeout': 'no connection in time', timeout: 'no whole answer in time', caller: 'the gateway is stopping' } as const

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'the name is unknown',
  EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the connection timed out',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ERR_BAD_RESPONSE: 'the answer broke off',
  Z_DATA_ERROR: 'the answer cannot be decompressed',
  Z_BUF_ERROR: 'the compressed answer broke off',
}

function readError(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'unknown', message: '' }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return { code, message: error.message }
}
