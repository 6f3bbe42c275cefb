import { request } from 'node:http'
import type { GuardedHttp, HttpAnswer, HttpCall } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'

/** GuardedHttp's promises about errors over node:http, for tests of connectors which may not import src/outbound. */
export const plainHttp: GuardedHttp = { request: send }

function send(call: HttpCall): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let connected = false
    const outgoing = request(call.url, { method: call.method, headers: { ...call.headers }, agent: false }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers as Record<string, string>, body: Buffer.concat(chunks) }),
      )
      incoming.on('error', (cause) => reject(new GatewayError('answer_lost', 'the answer broke off', { cause })))
    })
    outgoing.on('socket', (socket) => socket.once('connect', () => (connected = true)))
    outgoing.on('error', (cause) =>
      reject(new GatewayError(connected ? 'answer_lost' : 'connection_failed', connected ? 'hung up' : 'not reached', { cause })),
    )
    outgoing.end(call.body === undefined ? undefined : Buffer.from(call.body))
  })
}
