import type { Socket } from 'node:net'
import type { Log } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { STATUS } from './command-status.ts'
import { Frames, LengthError } from './frames.ts'
import { isResponseCommand, type Pdu, PduError, readPdu, responseTo, writePdu } from './pdu.ts'
import { openWindow } from './window.ts'

export interface ConnectionOptions {
  /** submit_sm that wait for their answers at the same time. */
  readonly window: number
  readonly answerTimeoutMs: number
  /** Silence after which the other side is asked whether it is there. */
  readonly enquireEveryMs: number
  readonly maxPduBytes: number
  readonly log: Log
  /** A message or a receipt: the status with which it is answered. A throw is answered as a temporary fault. `answered` is called once the answer was written. */
  onMessage?(pdu: Pdu): Promise<Answered>
}

export interface Answered {
  readonly status: number
  readonly afterwards?: () => Promise<void>
}

/** An SMPP connection, from the first byte on: requests out, with a window and a time limit, and requests in. */
export interface Connection {
  readonly isOpen: boolean
  /** Resolves with the reason, in a few words, when it is over. */
  readonly ended: Promise<string>
  /** The answer, whatever its status. Throws `connection_failed` when nothing was written, `answer_lost` when the request may have arrived. */
  request(command: string, fields?: object, timeoutMs?: number): Promise<Pdu>
  /** Finishes what it is reading within `graceMs`, unbinds, and closes. */
  close(graceMs?: number): Promise<void>
}

/** Messages that are worked on at the same time, and that may wait for it; more are told to come later. */
const WORKERS = 8
const MAX_WAITING = 500
const UNBIND_MS = 1000

/** Of a side that does not keep to the protocol no more is heard: a new session is bound after a wait. */
const MAX_UNREAD_BYTES = 1_048_576
const MAX_FAULTS = 100

export function openConnection(socket: Socket, options: ConnectionOptions): Connection {
  const frames = new Frames(options.maxPduBytes)
  const pending = new Map<number, Pending>()
  const window = openWindow(options.window)
  const work = new Set<Promise<void>>()
  const waiting: Pdu[] = []
  let sequence = 0
  let state: 'open' | 'closing' | 'closed' = 'open'
  let heardAt = performance.now()
  let isLost = false
  let faults = 0
  const over = Promise.withResolvers<string>()
  const enquiring = setInterval(() => void enquire(), options.enquireEveryMs)

  function end(reason: string): void {
    if (state === 'closed') return
    state = 'closed'
    clearInterval(enquiring)
    socket.destroy()
    for (const { command, reject, timer } of pending.values()) {
      clearTimeout(timer)
      reject(new GatewayError('answer_lost', `${command} was sent and the connection ended before its answer: ${reason}`))
    }
    pending.clear()
    waiting.length = 0
    window.close()
    over.resolve(reason)
  }

  function write(octets: Buffer): void {
    if (state === 'closed' || !socket.writable) return
    socket.write(octets)
    if (socket.writableLength > MAX_UNREAD_BYTES) end('it does not read what it is sent')
  }

  async function send(command: string, fields: object, timeoutMs: number): Promise<Pdu> {
    if (state === 'closed' || !socket.writable) throw new GatewayError('connection_failed', 'the connection to the SMSC is closed')
    sequence = (sequence % 0x7fffffff) + 1
    const number = sequence
    const octets = writePdu(command, { sequence: number }, fields)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        pending.delete(number)
        reject(new GatewayError('answer_lost', `the SMSC did not answer ${command} within ${timeoutMs} ms`))
      }, timeoutMs)
      pending.set(number, { command, resolve, reject, timer })
      write(octets)
    })
  }

  async function request(command: string, fields: object = {}, timeoutMs = options.answerTimeoutMs): Promise<Pdu> {
    if (state !== 'open') throw new GatewayError('connection_failed', 'the connection to the SMSC is closed')
    if (command !== 'submit_sm') return send(command, fields, timeoutMs)
    await window.enter()
    try {
      return await send(command, fields, timeoutMs)
    } finally {
      window.leave()
    }
  }

  async function enquire(): Promise<void> {
    if (state !== 'open' || performance.now() - heardAt < options.enquireEveryMs * 0.9) return
    try {
      await send('enquire_link', {}, options.answerTimeoutMs)
    } catch {
      end('it did not answer enquire_link')
    }
  }

  function take(frame: Buffer): void {
    if (state === 'closed') return
    heardAt = performance.now()
    try {
      const pdu = readPdu(frame)
      if (isResponseCommand(pdu.command)) takeResponse(pdu)
      else takeRequest(pdu)
    } catch (error) {
      if (!(error instanceof PduError)) throw error
      faults += 1
      if (faults > MAX_FAULTS) {
        end('too much of what it sends cannot be read')
        return
      }
      options.log.warn({ command: error.header.command, reason: error.message }, 'a PDU that cannot be read')
      if (!isResponseCommand(error.header.command)) answer(error.header, error.status)
      else settle(error.header)?.reject(new GatewayError('answer_lost', `the SMSC's answer cannot be read: ${error.message}`))
    }
  }

  function takeResponse(pdu: Pdu): void {
    // A generic_nack with number 0 answers nothing in particular.
    settle(pdu)?.resolve(pdu)
  }

  function settle({ command, sequence: number }: Pick<Pdu, 'command' | 'sequence'>): Pending | null {
    const found = pending.get(number)
    if (found === undefined || (command !== 'generic_nack' && command !== `${found.command}_resp`)) return null
    pending.delete(number)
    clearTimeout(found.timer)
    return found
  }

  function takeRequest(pdu: Pdu): void {
    if (pdu.command === 'alert_notification' || pdu.command === 'outbind') return
    const refused = refusalOf(pdu.command)
    if (refused !== null) {
      answer(pdu, refused)
      if (pdu.command === 'unbind') socket.end(() => end('the SMSC unbound'))
      return
    }
    waiting.push(pdu)
    startWork()
  }

  /** What is answered at once; null: it is a message, and there is room for it. */
  function refusalOf(command: string): number | null {
    if (command === 'enquire_link' || command === 'unbind') return STATUS.ok
    if (command === 'unknown') return STATUS.commandUnknown
    if ((command !== 'deliver_sm' && command !== 'data_sm') || !options.onMessage) return STATUS.bindStateWrong
    return waiting.length >= MAX_WAITING || state !== 'open' ? STATUS.throttled : null
  }

  function startWork(): void {
    while (work.size < WORKERS) {
      const pdu = waiting.shift()
      if (pdu === undefined) return
      const one = handle(pdu).finally(() => {
        work.delete(one)
        startWork()
      })
      work.add(one)
    }
  }

  async function handle(pdu: Pdu): Promise<void> {
    try {
      const answered = await options.onMessage?.(pdu)
      const isSaid = state !== 'closed' && socket.writable
      answer(pdu, answered?.status ?? STATUS.systemError)
      if (isSaid) await answered?.afterwards?.()
    } catch (error) {
      // Whatever it was, the SMSC keeps the message and sends it again.
      const code = error instanceof GatewayError ? error.code : 'internal_error'
      options.log.warn({ command: pdu.command, code }, 'a message could not be taken; the SMSC is asked to send it again')
      answer(pdu, STATUS.temporary)
    }
  }

  function answer({ command, sequence: number }: Pick<Pdu, 'command' | 'sequence'>, status: number): void {
    write(writePdu(responseTo(command), { sequence: number, status }))
  }

  socket.on('data', (chunk: Buffer) => {
    if (state === 'closed' || isLost) return
    // What many PDUs in one piece are answered with goes in one piece too.
    socket.cork()
    try {
      for (const frame of frames.push(chunk)) take(frame)
    } catch (error) {
      if (!(error instanceof LengthError)) return end('an answer could not be written')
      isLost = true
      options.log.warn({ reason: error.message }, 'the stream of the SMSC cannot be followed')
      write(writePdu('generic_nack', { sequence: 0, status: STATUS.commandLengthInvalid }))
      socket.end(() => end(error.message))
    } finally {
      socket.uncork()
    }
  })
  socket.on('error', (error) => end(codeOf(error)))
  socket.on('end', () => end('the SMSC closed the connection'))
  socket.on('close', () => end('the connection was closed'))

  return {
    get isOpen() {
      return state === 'open' && socket.writable
    },
    ended: over.promise,
    request,
    async close(graceMs = UNBIND_MS) {
      if (state === 'open') {
        state = 'closing'
        waiting.length = 0
        const grace = AbortSignal.timeout(graceMs)
        const late = new Promise<void>((resolve) => grace.addEventListener('abort', () => resolve(), { once: true }))
        await Promise.race([Promise.allSettled(work), late, over.promise])
        await send('unbind', {}, UNBIND_MS).catch(() => undefined)
      }
      end('closed')
    },
  }
}

interface Pending {
  readonly command: string
  readonly timer: NodeJS.Timeout
  resolve(pdu: Pdu): void
  reject(error: Error): void
}

/** ECONNRESET and its like: the message would name an address. */
function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : 'the connection failed'
}
