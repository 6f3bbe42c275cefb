import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Bodies that are not read (yet): a sender who asks first (Expect: 100-continue) is told to go on only when somebody reads. */
const asking = new WeakMap<IncomingMessage, ServerResponse>()
const answeredEarly = new WeakSet<Socket>()

export function holdContinue(server: Server): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    asking.set(request, response)
    server.emit('request', request, response)
  })
  // Other expectations are not ours to meet, and no reason to refuse (RFC 9110, 10.1.1).
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => void server.emit('request', request, response))
}

/** The body is wanted now. */
export function askForBody(request: IncomingMessage): void {
  asking.get(request)?.writeContinue()
  asking.delete(request)
}

/** An answer has left before the body was read. The sender gets a little time to notice; then the connection is closed. */
export function closeUnread(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return
  const { socket } = request
  answeredEarly.add(socket)
  const close = setTimeout(() => socket.destroy(), NOTICE_MS)
  close.unref()
  request.once('close', () => clearTimeout(close))
  request.once('end', () => {
    clearTimeout(close)
    answeredEarly.delete(socket)
  })
  request.resume()
}

/** True: this connection already has its answer, and another would be taken for the next one's. */
export function wasAnsweredEarly(socket: Socket): boolean {
  return answeredEarly.has(socket)
}

const NOTICE_MS = 2000
