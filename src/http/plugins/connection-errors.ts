import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { GatewayError } from '../../contract/errors.ts'
import { PROBLEM_TYPE, problemOf, statusOf } from '../problem.ts'
import { wasAnsweredEarly } from '../unread-bodies.ts'

/** Answers what never became a request (Node's `clientError`), with a code, and closes the connection. */
export function answerConnectionError(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET' || wasAnsweredEarly(socket)) {
    socket.destroy()
    return
  }
  const failure = FAILURES[error.code ?? ''] ?? UNREADABLE
  const body = JSON.stringify(problemOf(failure, randomUUID()))
  const head = [
    `HTTP/1.1 ${statusOf(failure.code)} ${problemOf(failure, '').title}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  const linger = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(linger))
  socket.resume()
}

/** Time for the sender to read the answer before the connection is torn down. */
const LINGER_MS = 1000

const UNREADABLE = new GatewayError('request_unreadable', 'this is not HTTP/1.1 as RFC 9112 writes it')
const FAILURES: Readonly<Record<string, GatewayError>> = {
  HPE_HEADER_OVERFLOW: new GatewayError('headers_too_large', 'the header lines are too large; at most 16 KiB are taken'),
  ERR_HTTP_REQUEST_TIMEOUT: new GatewayError('request_timeout', 'the request did not arrive in time; send it again'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new GatewayError('body_too_large', 'the chunk extensions are too large'),
}
