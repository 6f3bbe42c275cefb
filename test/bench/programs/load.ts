import { connect, type Socket } from 'node:net'
import { ask } from './listen.ts'
import type { Burst, BurstDone } from './messages.ts'

/**
 * The load generator, the same for all who are measured. Its connections write HTTP/1.1 by hand and read no more of an answer than they must, so that it takes
 * as little of the two cores as it can.
 */
ask<Burst, BurstDone>((burst) => run(burst))

async function run({ url, channels = 1, headers, tag, count, shape, connections, perSecond, mayBreak = false }: Burst): Promise<BurstDone> {
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
  const due = (number: number) => (perSecond === undefined ? 0 : begun + (number / perSecond) * 1000)

  async function flow(): Promise<void> {
    let connection = await open(hostname, Number(port))
    try {
      while (next < count) {
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
      if (!mayBreak) throw error
    } finally {
      connection.end()
    }
  }

  await Promise.all(Array.from({ length: connections }, flow))
  waits.sort((a, b) => a - b)
  const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0
  return { answer: 'burst', seconds: (performance.now() - begun) / 1000, accepted, numbers, refused, p50: at(0.5), p99: at(0.99) }
}

/** The same report, about 500 bytes, in two shapes. */
const BODIES: Readonly<Record<Burst['shape'], (ticket: string, number: number) => string>> = {
  report: (ticket, number) =>
    JSON.stringify({
      complaint_id: ticket,
      title: 'Lampu jalan mati',
      description: textOf(number),
      category_id: 'infrastruktur',
      user_name: 'Budi Hartono',
      user_phone: '081322334455',
      city_id: '32.73',
      city_name: 'KOTA BANDUNG',
      address: 'Jl. Katamso No. 12',
      longitude: '107.6386',
      latitude: '-6.9034',
      created_at: '2026-11-21 08:15:00',
      is_anonymous: false,
    }),
  complaint: (ticket, number) =>
    JSON.stringify({
      title: 'Lampu jalan mati',
      body: textOf(number),
      class: 'complaint',
      receivedAt: '2026-11-21T01:15:00Z',
      category: { native: 'infrastruktur', lapor: null },
      location: { lat: -6.9034, lng: 107.6386, address: 'Jl. Katamso No. 12', city: 'KOTA BANDUNG', code: '32.73' },
      reporter: { name: 'Budi Hartono', phone: '+6281322334455' },
      attachments: [],
      anonymous: false,
      secret: false,
      tags: [ticket],
    }),
}

function textOf(number: number): string {
  return `PJU di depan SDN ${number} Cibeunying mati total sudah dua minggu, warga takut lewat saat malam.`
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
