import { type BlockList, Socket } from 'node:net'
import type { Client as UndiciClient } from 'undici'
import { type Connector, createConnector } from './connector.ts'
import { Client } from './undici.ts'

/** To one destination; further calls wait. One slow partner must not open thousands. */
const MOST_OPEN = 64
/** A connection that rested longer is closed. */
const KEPT_MS = 30_000
/** Where a server says how long it keeps a connection, we close it so much earlier; one that it keeps no longer than this is not kept at all. */
const MARGIN_MS = 1_000
/** What must not be done twice goes over no connection that rested longer (ADR 29). */
const RESTED_MS = 1_000

/** One connection, for one call at a time. */
export interface Connection {
  readonly client: UndiciClient
  readonly destination: Destination
  /** null: it was not asked for yet. */
  socket: Socket | null
  /** How many calls it has answered. */
  answered: number
  restsSinceMs: number
  busy: 'once' | 'repeatable' | null
}

interface Destination {
  readonly origin: string
  readonly open: Set<Connection>
  /** The one that rests shortest is the last. */
  readonly resting: Connection[]
  readonly waiting: Waiting[]
}

interface Waiting {
  readonly wish: Wish
  readonly use: (connection: Connection | null) => void
  over: boolean
}

export interface Wish {
  /** The call must not be done twice. */
  readonly once: boolean
  /** Over a new connection. */
  readonly fresh: boolean
}

export interface Connections {
  /**
   * Calls back once, now or later, with a connection for this call alone; with null when all are closed meanwhile. Unless it was called back, the wish is taken back by calling
   * what is given back.
   */
  take(origin: string, wish: Wish, use: (connection: Connection | null) => void): () => void
  /** When the call is over. Kept for others only when its whole answer was read. */
  give(connection: Connection, wasAnswered: boolean): void
  /** Ends all connections and refuses who waits for one; a call that must not be done twice is let finish. Connections that are taken later are not kept. */
  close(): void
}

/**
 * Connections that are kept, by destination. Each is an undici Client without pipelining, so it carries one request at a time and never sends one again that it has begun to write.
 * `allow` says which private addresses may be connected to. Costs nothing before it is used.
 */
export function openConnections(allow: BlockList, onCertificate: (host: string, endsAt: Date) => void): Connections {
  const destinations = new Map<string, Destination>()
  let connect: Connector | null = null
  let closed = false

  function take(origin: string, wish: Wish, use: Waiting['use']): () => void {
    const destination = destinations.get(origin) ?? { origin, open: new Set(), resting: [], waiting: [] }
    destinations.set(origin, destination)
    const waiting: Waiting = { wish, use, over: false }
    if (!serve(destination, waiting)) destination.waiting.push(waiting)
    return () => {
      waiting.over = true
      const place = destination.waiting.indexOf(waiting)
      if (place !== -1) destination.waiting.splice(place, 1)
    }
  }

  /** False: there is none for it now. */
  function serve(destination: Destination, waiting: Waiting): boolean {
    const { wish, use } = waiting
    const kept = wish.fresh ? null : findResting(destination, wish)
    if (kept !== null) {
      if (wish.once) lookAgain(kept, waiting)
      else use(kept)
      return true
    }
    if (destination.open.size >= MOST_OPEN) {
      const [oldest] = destination.resting
      if (oldest === undefined) return false
      drop(oldest)
    }
    use(open(destination, wish))
    return true
  }

  /**
   * What the other side has sent by now, an end of the connection above all, is read within one whole turn of the event loop. Two times setImmediate are a whole turn, wherever in its
   * turn the loop stands.
   */
  function lookAgain(connection: Connection, waiting: Waiting): void {
    const { destination } = connection
    setImmediate(() =>
      setImmediate(() => {
        if (!waiting.over && isAlive(connection) && mayCarry(connection, waiting.wish)) return waiting.use(connection)
        drop(connection)
        if (!waiting.over) serve(destination, waiting)
        serveWaiting(destination)
      }),
    )
  }

  function open(destination: Destination, wish: Wish): Connection {
    connect ??= createConnector(allow, onCertificate)
    const establish = connect
    const client = new Client(destination.origin, {
      // undici connects again by itself when a connection ended before anything of its request was written.
      connect: (options, callback) => {
        const socket: unknown = establish(options, callback)
        connection.socket = socket instanceof Socket ? socket : null
        connection.answered = 0
      },
      pipelining: 1,
      keepAliveTimeout: KEPT_MS,
      keepAliveMaxTimeout: KEPT_MS,
      keepAliveTimeoutThreshold: MARGIN_MS,
      // Each call has limits of its own.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    const connection: Connection = { client, destination, socket: null, answered: 0, restsSinceMs: 0, busy: busyWith(wish) }
    client.on('disconnect', () => {
      if (connection.busy !== null) return
      drop(connection)
      serveWaiting(destination)
    })
    destination.open.add(connection)
    return connection
  }

  function give(connection: Connection, wasAnswered: boolean): void {
    const { destination } = connection
    if (!destination.open.has(connection)) return
    connection.busy = null
    // What is not written yet would stand before the next request.
    if (wasAnswered && !closed && isAlive(connection) && connection.socket?.writableLength === 0) {
      connection.answered += 1
      connection.restsSinceMs = performance.now()
      destination.resting.push(connection)
    } else drop(connection)
    serveWaiting(destination)
  }

  function serveWaiting(destination: Destination): void {
    const { origin, open, waiting } = destination
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (serve(destination, next)) continue
      waiting.unshift(next)
      return
    }
    if (open.size === 0) destinations.delete(origin)
  }

  function close(): void {
    closed = true
    for (const destination of destinations.values()) {
      for (const waiting of destination.waiting.splice(0)) waiting.use(null)
      for (const connection of destination.open) if (connection.busy !== 'once') drop(connection)
      serveWaiting(destination)
    }
  }

  return { take, give, close }
}

/** A connection on which this call may go at once, taken out of those that rest. */
function findResting({ resting }: Destination, wish: Wish): Connection | null {
  for (let connection = resting.at(-1); connection !== undefined; connection = resting.at(-1)) {
    if (!isAlive(connection)) drop(connection)
    // All others have rested longer.
    else if (!mayCarry(connection, wish)) return null
    else {
      resting.pop()
      connection.busy = busyWith(wish)
      return connection
    }
  }
  return null
}

function drop(connection: Connection): void {
  const { open, resting } = connection.destination
  open.delete(connection)
  const place = resting.indexOf(connection)
  if (place !== -1) resting.splice(place, 1)
  void connection.client.destroy()
  // undici leaves alone what is still connecting.
  connection.socket?.destroy()
}

const busyWith = ({ once }: Wish) => (once ? 'once' : 'repeatable')

const isAlive = ({ socket }: Connection) => socket !== null && !socket.destroyed && !socket.readableEnded

const mayCarry = ({ restsSinceMs }: Connection, { once }: Wish) => !once || performance.now() - restsSinceMs < RESTED_MS
