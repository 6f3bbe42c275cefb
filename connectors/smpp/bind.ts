import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { GatewayError } from '../../src/contract/errors.ts'
import { tlsFault } from '../../src/contract/tls-fault.ts'
import { STATUS, writeStatus } from './command-status.ts'
import type { SmppChannel } from './config.ts'
import { type Connection, type ConnectionOptions, openConnection } from './connection.ts'
import { readServer, type SmscServer } from './server.ts'

/** A whole PDU with message_payload is 64 KiB and a little. */
const MAX_PDU_BYTES = 66_000
const CONNECT_MS = 10_000

/** transceiver: both ways. receiver: only in. transmitter: only out. */
export type BindAs = 'transceiver' | 'receiver' | 'transmitter'

/**
 * Connects and binds. Throws `connection_failed`, `credentials_refused`, `throttled` (bound elsewhere already, or told to wait), `partner_unavailable`,
 * `config_invalid`. Aborting `channel.signal` ends it, also while it is open.
 */
export async function openBound(
  channel: SmppChannel,
  bindAs: BindAs,
  {
    onMessage,
    graceMs = 0,
  }: { onMessage?: ConnectionOptions['onMessage'] /** For messages that are being read when the signal aborts. */; graceMs?: number } = {},
): Promise<Connection> {
  const { config, signal, log } = channel
  const server = readServer(channel)
  const socket = await openSocket(channel, server)
  const connection = openConnection(socket, {
    window: config.window ?? 10,
    answerTimeoutMs: config.answerTimeoutMs ?? 15_000,
    enquireEveryMs: (config.enquireSeconds ?? 30) * 1000,
    maxPduBytes: MAX_PDU_BYTES,
    log,
    ...(onMessage === undefined ? {} : { onMessage }),
  })
  const stop = () => void connection.close(graceMs)
  signal.addEventListener('abort', stop, { once: true })
  void connection.ended.then(() => signal.removeEventListener('abort', stop))
  try {
    if (signal.aborted) throw new GatewayError('connection_failed', `${channel.id}: the gateway is stopping`)
    const { systemId: system_id, password } = server
    const answer = await connection
      .request(`bind_${bindAs}`, { system_id, password, system_type: config.systemType ?? '', interface_version: 0x34 })
      .catch((cause: unknown) => {
        throw new GatewayError('connection_failed', `${channel.id}: the SMSC took the connection and did not answer the bind`, { cause })
      })
    if (answer.command === 'generic_nack' && answer.status === STATUS.ok)
      throw new GatewayError('partner_unavailable', `${channel.id}: the SMSC answered the bind with generic_nack`)
    if (answer.status !== STATUS.ok) throw bindRefused(channel, server, answer.status)
    onceBound.add(server.key)
    return connection
  } catch (error) {
    void connection.close(0)
    throw error
  }
}

/** Servers that have taken these credentials in this process: a "bind failed" is then no fault of theirs. */
const onceBound = new Set<string>()

function bindRefused(channel: SmppChannel, server: SmscServer, status: number): GatewayError {
  const said = `${channel.id}: the SMSC refused the bind with ${writeStatus(status)}`
  if (status === STATUS.alreadyBound)
    return new GatewayError('throttled', `${said}: it has as many sessions of this system_id as it allows`, { retryAfterMs: 15_000 })
  if (status === STATUS.throttled || status === STATUS.queueFull) return new GatewayError('throttled', said, { retryAfterMs: 30_000 })
  const isRefusal = status === STATUS.passwordInvalid || status === STATUS.systemIdInvalid || status === STATUS.bindFailed
  if (isRefusal && !(status === STATUS.bindFailed && onceBound.has(server.key)))
    return new GatewayError('credentials_refused', `${said}: check system_id and password in the secret 'server'`)
  return new GatewayError('partner_unavailable', said)
}

async function openSocket(channel: SmppChannel, { host, port, tls }: SmscServer): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const socket = tls
    ? connectTls({ host, port, servername: /[a-z]/i.test(host) && !host.includes(':') ? host : '' })
    : connectPlain({ host, port })
  const fail = (why: string) => {
    socket.destroy()
    reject(new GatewayError('connection_failed', `${channel.id}: the SMSC was not reached: ${why}`))
  }
  const onError = (error: Error) =>
    fail(tlsFault(error) ?? ('code' in error && typeof error.code === 'string' ? error.code : 'no connection'))
  const onAbort = () => fail('the gateway is stopping')
  const timer = setTimeout(() => fail(`no connection within ${CONNECT_MS} ms`), CONNECT_MS)
  socket.once('error', onError)
  socket.once(tls ? 'secureConnect' : 'connect', () => resolve(socket))
  channel.signal.addEventListener('abort', onAbort, { once: true })
  if (channel.signal.aborted) onAbort()
  try {
    await promise
    socket.setNoDelay(true)
    return socket
  } finally {
    clearTimeout(timer)
    channel.signal.removeEventListener('abort', onAbort)
    // A destroyed socket may still report why; nobody is to fall over it.
    socket.on('error', () => undefined)
    socket.removeListener('error', onError)
  }
}
