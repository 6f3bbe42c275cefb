import { connect, type Socket } from 'node:net'
import { ask } from './listen.ts'
import type { Burst, BurstDone } from './messages.ts'
import { BODIES } from './reports.ts'

/**
 * The load generator, the same for all who are measured. Its connections write HTTP/1.1 by hand and read no more of an answer than they must, so that it takes
 * as little of the two cores as it can.
 */
ask<Burst, BurstDone>((burst) => run(burst))

async function run(burst: Burst): Promise<BurstDone> {
  const { url, channels = 1, headers, tag, count, shape, connections, perSecond, mayBreak = false, limitMs } = burst
  const { hostname, port, pathname } = new URL(url)
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const path = decodeURI(pathname)
  const startOf = (number: number) =>
    `POST ${path.replace('{n}', String(number % channels))} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\n${more.join('')}content-length: `
  const numbers: number[] = []
  const refused: Record<string, number> = {}
  const waits: number[] = []
  let next = 0
  let accepted = 0
  const begun = performance.now()
  const late = AbortSignal.timeout(limitMs)
  const due = (number: number) => (perSecond === undefined ? 0 : begun + (number / perSecond) * 1000)

  async function flow(): Promise<void> {
    let connection = await open(hostname, Number(port))
    late.addEventListener('abort', () => connection.end())
    try {
      while (next < count && !late.aborted) {
        const number = next
        next += 1
        const early = due(number) - performance.now()
        if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
        const body = BODIES[shape](`${tag}-${String(number).padStart(6, '0')}`, number)
        const sentAt = performance.now()
        const status = await connection.send(`${startOf(number)}${Buffer.byteLength(body)}\r\n\r\n${body}`)
        waits.push(performance.now() - sentAt)
        if (status >= 200 && status < 300) {
          accepted += 1
          if (mayBreak) numbers.push(number)
        } else refused[status] = (refused[status] ?? 0) + 1
        if (connection.closing()) {
          connection.end()
          connection = await open(hostname, Number(port))
        }
      }
    } catch (error) {
      if (!mayBreak && !late.aborted) throw error
    } finally {
      connection.end()
    }
  }

  await Promise.all(Array.from({ length: connections }, flow))
  if (late.aborted) refused['no answer'] = count - waits.length
  waits.sort((a, b) => a - b)
  const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0
  return { answer: 'burst', seconds: (performance.now() - begun) / 1000, accepted, numbers, refused, p50: at(0.5), p99: at(0.99) }
}

interface Connection {
  /** Resolves with the status of the answer, when it is whole. */
  send(request: string): Promise<number>
  /** The other side said that it closes. */
  closing(): boolean
  end(): void
}

function open(host: string, port: number): Promise<Connection> {
  const socket: Socket = connect({ host, port, noDelay: true })
  let held = Buffer.alloc(0)
  let settle: { resolve(status: number): void; reject(error: Error): void } | null = null
  let closes = false

  socket.on('data', (bytes) => {
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes])
    const answer = readAnswer(held)
    if (answer === null) return
    held = held.subarray(answer.length)
    closes = answer.closes
    const done = settle
    settle = null
    done?.resolve(answer.status)
  })
  const fail = (error: Error) => {
    const waiting = settle
    settle = null
    waiting?.reject(error)
  }
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the connection was closed')))
  const connection: Connection = {
    send: (request) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject }
        socket.write(request)
      }),
    closing: () => closes,
    end: () => socket.destroy(),
  }
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(connection))
    socket.once('error', reject)
  })
}

const END_OF_HEAD = Buffer.from('\r\n\r\n')

/** null: there is more to come. */
function readAnswer(bytes: Buffer): { status: number; length: number; closes: boolean } | null {
  const end = bytes.indexOf(END_OF_HEAD)
  if (end < 0) return null
  const head = bytes.toString('latin1', 0, end)
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  if (bytes.length < end + 4 + length) return null
  return { status: Number(head.slice(9, 12)), length: end + 4 + length, closes: /\r\nconnection: *close/i.test(head) }
}
