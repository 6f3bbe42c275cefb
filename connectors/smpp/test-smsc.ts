import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import smpp, { type PackagePdu, type PackageSession } from 'smpp'
import type { Feedback } from '../../src/contract/connector.ts'
import { openTestChannel } from '../../test/peers/channel.ts'
import { openTestPeople, type TestPeople, type TestPeopleOptions } from '../../test/peers/people.ts'
import { eventually } from '../../test/support/eventually.ts'
import type { Config, Secret, SmppChannel } from './config.ts'
import { connector } from './index.ts'

/** Eight characters: more are beyond the standard, and Kannel cuts them off. */
export const PASSWORD = 'Kunci-17'

/** An SMSC of the smpp package: it binds whoever knows the password, keeps what is submitted, and delivers what a test tells it to. */
export interface TestSmsc {
  readonly url: string
  readonly port: number
  /** Bound now, newest last. */
  readonly bound: { readonly as: string; readonly session: PackageSession }[]
  /** Every bind that was asked for, in order. */
  readonly binds: string[]
  readonly submitted: PackagePdu[]
  /** Status with which binds are refused; 0: none. */
  refuseBinds: number
  /** What answers a submit_sm: its status; null: nothing. */
  onSubmit: (pdu: PackagePdu, count: number) => number | null
  /** Answers enquire_link. */
  alive: boolean
  enquired: number
  /** Waits for a session that is bound like this. */
  session(as?: string): Promise<PackageSession>
  /** What was submitted, the parts of a long message put together. */
  told(): readonly { readonly to: string; readonly text: string }[]
  /** Delivers by the newest transceiver; resolves with the status of the answer. */
  deliver(fields: object, command?: 'deliver_sm' | 'data_sm'): Promise<number>
}

export async function openTestSmsc(t: TestContext): Promise<TestSmsc> {
  const server = smpp.createServer((session) => {
    // The package throws what it cannot read as an event that ends the process when nobody hears it.
    session.on('error', () => session.destroy())
    session.on('close', () => {
      const at = smsc.bound.findIndex((each) => each.session === session)
      if (at >= 0) smsc.bound.splice(at, 1)
    })
    for (const as of ['bind_transceiver', 'bind_transmitter', 'bind_receiver']) {
      session.on(as, (pdu: PackagePdu) => {
        smsc.binds.push(as)
        const status = smsc.refuseBinds || (pdu.system_id === 'lapor' && pdu.password === PASSWORD ? 0 : 0x0e)
        session.send(pdu.response({ command_status: status, system_id: 'uji' }))
        if (status === 0) smsc.bound.push({ as, session })
      })
    }
    session.on('submit_sm', (pdu: PackagePdu) => {
      const status = smsc.onSubmit(pdu, smsc.submitted.push(pdu))
      if (status !== null) session.send(pdu.response({ command_status: status, message_id: `m${smsc.submitted.length}` }))
    })
    session.on('enquire_link', (pdu: PackagePdu) => {
      smsc.enquired += 1
      if (smsc.alive) session.send(pdu.response())
    })
    session.on('unbind', (pdu: PackagePdu) => {
      session.send(pdu.response())
      session.close()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  t.after(() => {
    server.close()
    for (const session of [...server.sessions]) session.destroy()
  })
  const smsc: TestSmsc = {
    url: `smpp://lapor:${PASSWORD}@127.0.0.1:${port}`,
    port,
    bound: [],
    binds: [],
    submitted: [],
    refuseBinds: 0,
    onSubmit: () => 0,
    alive: true,
    enquired: 0,
    session: (as = 'bind_transceiver') =>
      eventually(`a session of ${as}`, async () => smsc.bound.findLast((each) => each.as === as)?.session),
    told() {
      const told: { to: string; text: string }[] = []
      for (const { short_message, destination_addr } of smsc.submitted) {
        const { udh = [], message } = Object(short_message)
        const last = told.at(-1)
        if (last !== undefined && udh[0]?.[4] > 1) last.text += String(message)
        else told.push({ to: `+${destination_addr}`, text: String(message) })
      }
      return told
    },
    async deliver(fields, command = 'deliver_sm') {
      const session = await smsc.session()
      return new Promise((resolve, reject) => {
        const lost = () => reject(new Error('the session ended before the answer'))
        session.setMaxListeners(0).once('close', lost)
        session[command]({ ...FROM_CITIZEN, ...fields }, ({ command_status }) => {
          session.removeListener('close', lost)
          resolve(command_status)
        })
      })
    },
  }
  return smsc
}

export const CITIZEN = '+6281234567890'

const FROM_CITIZEN = {
  source_addr_ton: 1,
  source_addr_npi: 1,
  source_addr: CITIZEN.slice(1),
  dest_addr_ton: 3,
  destination_addr: '1708',
  data_coding: 0,
}

/** Text of ASCII letters as an SMSC of GSM septets sends it. */
export const septets = (text: string): Buffer => Buffer.from(text, 'latin1')

export interface Listening {
  readonly smsc: TestSmsc
  readonly people: TestPeople
  readonly channel: SmppChannel
  readonly logged: unknown[]
  readonly stop: AbortController
  /** Resolves when `listen` returned, rejects with what it threw. */
  readonly ended: Promise<void>
  /** Brings what the hub has to tell. */
  tell(): Promise<readonly Feedback[]>
}

export interface BenchOptions {
  readonly config?: Config
  readonly people?: TestPeopleOptions
  readonly now?: () => Date
}

/** A channel of this SMSC that nobody listens to. */
export function openSmppChannel(
  t: TestContext,
  smsc: { readonly url: string },
  options: BenchOptions & { with?: TestPeople; stop?: AbortController } = {},
) {
  const logged: unknown[] = []
  const stop = options.stop ?? new AbortController()
  t.after(() => stop.abort())
  const now = options.now === undefined ? {} : { now: options.now }
  const people = options.with ?? openTestPeople({ ...now, ...options.people })
  const channel: SmppChannel = openTestChannel<Config, Secret>(t, {
    config: { messagesPerSecond: 1000, reconnectMs: 20, ...options.config },
    secrets: { server: smsc.url },
    signal: stop.signal,
    logged,
    people,
    ...now,
  })
  return { channel, people, logged, stop }
}

/** An SMSC, and the connector listening to it, bound. */
export async function startListening(
  t: TestContext,
  options: BenchOptions & { smsc?: TestSmsc; with?: TestPeople } = {},
): Promise<Listening> {
  const smsc = options.smsc ?? (await openTestSmsc(t))
  const { channel, people, logged, stop } = openSmppChannel(t, smsc, options)
  const ended = connector.listen?.(() => Promise.reject(new Error('nothing goes by store()')), channel) ?? Promise.resolve()
  ended.catch(() => undefined)
  t.after(async () => {
    stop.abort()
    await ended.catch(() => undefined)
  })
  await smsc.session()
  return { smsc, people, channel, logged, stop, ended, tell: () => people.tell(connector, channel) }
}

/** A server of nothing but a socket, which says what a test tells it to. */
export async function openRawSmsc(
  t: TestContext,
  onConnection: (socket: Socket) => void,
): Promise<{ readonly url: string; readonly port: number }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { url: `smpp://lapor:${PASSWORD}@127.0.0.1:${port}`, port }
}
