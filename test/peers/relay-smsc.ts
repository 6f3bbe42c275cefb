import { createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/**
 * An SMSC that passes on: what one bound side submits is delivered to all others, octet by octet, and again to who binds anew when it was not acknowledged. Knows as much of SMPP 3.4 as
 * that needs.
 */
export interface RelaySmsc {
  readonly host: '127.0.0.1'
  readonly port: number
  /** The system ids that are bound now. */
  bound(): readonly string[]
  /** How many messages are delivered and not acknowledged. */
  waiting(): number
  /** Every message that was submitted: by whom, and the body of its submit_sm. */
  readonly submitted: readonly { readonly by: string; readonly body: Uint8Array }[]
}

const BINDS: readonly number[] = [0x1, 0x2, 0x9]
const TRANSMITTER = 0x2
const SUBMIT = 0x4
const DELIVER = 0x5
const UNBIND = 0x6
const ENQUIRE = 0x15
const RESPONSE = 0x8000_0000
const REFUSED = 0xe

/** `accounts`: system ids and passwords (at most eight characters). */
export async function openRelaySmsc(t: Pick<TestContext, 'after'>, accounts: Readonly<Record<string, string>>): Promise<RelaySmsc> {
  const sessions = new Map<Socket, string>()
  const open = new Set<Socket>()
  const submitted: { by: string; body: Uint8Array }[] = []
  /** What is delivered and not acknowledged, by account and sequence number. */
  const waiting = new Map<string, Map<number, Uint8Array>>()
  let sequence = 0

  function answer(socket: Socket, id: number, number: number, body: Buffer): void {
    const reply = (status: number, text: string) => void socket.write(pdu((id | RESPONSE) >>> 0, status, number, text))
    if (BINDS.includes(id)) {
      const [systemId = '', password] = body.toString('latin1').split('\0')
      const welcome = accounts[systemId] !== undefined && accounts[systemId] === password
      if (welcome) sessions.set(socket, systemId)
      reply(welcome ? 0 : REFUSED, 'relay\0')
      if (welcome && id !== TRANSMITTER) for (const [each, kept] of waiting.get(systemId) ?? []) socket.write(pdu(DELIVER, 0, each, kept))
    }
    if (id === (DELIVER | RESPONSE) >>> 0) waiting.get(sessions.get(socket) ?? '')?.delete(number)
    if (id === UNBIND) sessions.delete(socket)
    if (id === UNBIND || id === ENQUIRE) reply(0, '')
    if (id !== SUBMIT) return
    submitted.push({ by: sessions.get(socket) ?? '', body })
    reply(0, `${submitted.length}\0`)
    for (const [other, systemId] of sessions) {
      if (other === socket) continue
      sequence += 1
      waiting.set(systemId, (waiting.get(systemId) ?? new Map<number, Uint8Array>()).set(sequence, body))
      other.write(pdu(DELIVER, 0, sequence, body))
    }
  }

  const server = createServer((socket) => {
    open.add(socket)
    let waiting = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sessions.delete(socket)
      open.delete(socket)
    })
    socket.on('data', (part) => {
      waiting = Buffer.concat([waiting, part])
      while (waiting.length >= 16 && waiting.length >= waiting.readUInt32BE(0)) {
        const length = Math.max(16, waiting.readUInt32BE(0))
        answer(socket, waiting.readUInt32BE(4), waiting.readUInt32BE(12), waiting.subarray(16, length))
        waiting = waiting.subarray(length)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    host: '127.0.0.1',
    port,
    bound: () => [...sessions.values()],
    waiting: () => [...waiting.values()].reduce((sum, { size }) => sum + size, 0),
    submitted,
  }
}

function pdu(id: number, status: number, sequence: number, body: string | Uint8Array): Buffer {
  const content = Buffer.from(body)
  const header = Buffer.alloc(16)
  for (const [index, value] of [16 + content.length, id, status, sequence].entries()) header.writeUInt32BE(value, index * 4)
  return Buffer.concat([header, content])
}
