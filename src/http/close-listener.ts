import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { type AddressInfo, connect, Server as NetServer, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'

/**
 * Closes the socket that listens, and nothing else; resolves with whether it is certain that nobody was cut off by it.
 *
 * The kernel resets connections that wait to be taken when their socket stops listening. So on Linux its few places are filled with connections of our own: while
 * they wait there nobody else can come in between, and the kernel shows whose they are. Whoever knocks meanwhile is not answered, knocks again a second later,
 * and is refused, or served by the next gateway (docs/adr/0022-stopping.md).
 */
export async function closeListener(server: Server): Promise<boolean> {
  const queue = openQueue(server)
  if (queue === null) {
    await untilAllAreTaken()
    NetServer.prototype.close.call(server)
    return false
  }
  const certain = await fillWithOurOwn(server, queue)
  NetServer.prototype.close.call(server)
  queue.leave()
  return certain
}

/** One fewer than connections that may wait. More than nothing, since with nothing the kernel answers by cookies, and does not show who is about to come in. */
const BACKLOG = 1
const KNOCK_AGAIN_MS = 10
/** A client that is half-way in for so long is given up; so is everything, on a machine so busy that its turns take seconds. */
const MOST_MS = 4_000

function fillWithOurOwn(server: Server, queue: WaitingQueue): Promise<boolean> {
  return new Promise((resolve) => {
    const again = setInterval(knock, KNOCK_AGAIN_MS)
    const late = setTimeout(() => end(false), MOST_MS)
    // A place is free at this very moment.
    server.on('connection', knock)
    knock()

    function knock(): void {
      queue.enter()
      // Behind the calls of `connect`, which are in the same queue, and before anybody is taken again.
      process.nextTick(() => {
        if (queue.isOurs()) end(true)
      })
    }

    function end(certain: boolean): void {
      server.off('connection', knock)
      clearInterval(again)
      clearTimeout(late)
      resolve(certain)
    }
  })
}

interface WaitingQueue {
  /** Asks for every place in it; leaves them to those who are about to enter. */
  enter(): void
  /** Whether it is full, with connections of ours only, and nobody is about to enter. */
  isOurs(): boolean
  leave(): void
}

/** null: it cannot be seen here. */
function openQueue(server: Server): WaitingQueue | null {
  const { address, port, family } = server.address() as AddressInfo
  if (process.platform !== 'linux' || readWaiting(port) === null || !shrink(server)) return null
  const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address
  let ours: readonly Socket[] = []
  let othersEnter = false

  function knock(): Socket {
    const socket = connect({ host, port, family: family === 'IPv6' ? 6 : 4 })
    return socket.on('error', () => undefined)
  }

  return {
    enter() {
      if (!othersEnter) ours = [...ours, ...Array.from({ length: BACKLOG + 1 }, knock)]
    },
    isOurs() {
      const waiting = readWaiting(port)
      if (waiting === null) return false
      othersEnter = waiting.someAreEntering
      const isInside = ({ localPort = 0 }: Socket) => waiting.ports.includes(localPort)
      const inside = ours.filter(isInside)
      if (!othersEnter && waiting.ports.length > BACKLOG && inside.length === waiting.ports.length) return true
      // Those that found no place are given up, and those that were taken.
      for (const socket of ours) if (!isInside(socket)) socket.destroy()
      ours = inside
      return false
    },
    leave() {
      for (const socket of ours) socket.destroy()
    },
  }
}

/** Node has no way to say it of a server that listens already; its handle has. */
function shrink(server: Server): boolean {
  const handle: unknown = Reflect.get(server, '_handle')
  if (typeof handle !== 'object' || handle === null) return false
  const listen: unknown = Reflect.get(handle, 'listen')
  return typeof listen === 'function' && Reflect.apply(listen, handle, [BACKLOG]) === 0
}

interface Waiting {
  /** The far ports of those that wait to be taken. */
  readonly ports: readonly number[]
  /** Somebody's first packet has come, and not the next. */
  readonly someAreEntering: boolean
}

const ENTERING = '03'
const OPEN = new Set(['01', '08'])

/** From the kernel's table of connections; one that nobody has taken belongs to no file (inode 0). null: there is no such table. */
function readWaiting(port: number): Waiting | null {
  const lines = ['tcp', 'tcp6'].flatMap(readTable)
  if (lines.length === 0) return null
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const ports: number[] = []
  let someAreEntering = false
  for (const line of lines) {
    const [, local = '', remote = '', state = '', , , , , , inode] = line.trim().split(/\s+/)
    if (!local.endsWith(suffix)) continue
    if (state === ENTERING) someAreEntering = true
    if (OPEN.has(state) && inode === '0') ports.push(Number.parseInt(remote.slice(remote.lastIndexOf(':') + 1), 16))
  }
  return { ports, someAreEntering }
}

function readTable(name: string): string[] {
  try {
    return readFileSync(`/proc/self/net/${name}`, 'utf8').split('\n')
  } catch {
    return []
  }
}

/**
 * Elsewhere: connections are taken once in each turn of the event loop, so right behind a short turn hardly any can be waiting.
 */
async function untilAllAreTaken(): Promise<void> {
  const until = performance.now() + MOST_TURNS_MS
  for (let begin = performance.now(); begin < until; begin = performance.now()) {
    await turn()
    if (performance.now() - begin < SHORT_TURN_MS) return
  }
}

const MOST_TURNS_MS = 200
const SHORT_TURN_MS = 0.15
