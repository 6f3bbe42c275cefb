import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'

/** How a gateway stops taking requests without cutting anybody off. */
export interface Draining {
  readonly begun: boolean
  /** Aborts when it begins: answers that would go on for ever end now. */
  readonly stopping: AbortSignal
  /** Aborts when bodies that are still on their way are not waited for any more. */
  readonly cut: AbortSignal
  /** Must be called before the server listens: it counts what each connection is doing. */
  watch(server: Server): void
  /** Stops listening, answers what comes on connections that are open, and resolves when all are closed. Throws nothing; takes MOST_MS at most. */
  drain(server: Server): Promise<void>
}

/** A kept connection may carry its next request at this very moment: so long it is answered, and told to close, before it is closed. */
const LINGER_MS = 2_000
const CUT_MS = 5_000
const MOST_MS = 6_500
const LOOK_EVERY_MS = 25

export function createDraining(): Draining {
  const cut = new AbortController()
  const stopping = new AbortController()
  const connections = new Map<Socket, Activity>()
  let begun = false

  /** Those on which nothing is under way; a request of which a part has arrived is under way. */
  function closeQuiet(): void {
    for (const [socket, { requests, readBefore }] of connections) {
      if (requests === 0 && socket.bytesRead === readBefore) socket.destroySoon()
    }
  }

  return {
    get begun() {
      return begun
    },
    stopping: stopping.signal,
    cut: cut.signal,
    watch(server) {
      server.on('connection', (socket) => {
        connections.set(socket, { requests: 0, readBefore: 0 })
        socket.once('close', () => connections.delete(socket))
      })
      server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
        const activity = connections.get(request.socket)
        if (!activity) return
        activity.requests += 1
        response.once('close', () => {
          activity.requests -= 1
          activity.readBefore = request.socket.bytesRead
        })
      })
    },
    async drain(server) {
      begun = true
      stopping.abort()
      if (!server.listening) return
      const closed = once(server, 'close').then(() => true)
      await untilAllAreTaken()
      // The close of node:http would cut idle connections at once, and with them requests that are on their way.
      NetServer.prototype.close.call(server)
      const begin = performance.now()
      while (!(await Promise.race([closed, pause(LOOK_EVERY_MS, false)]))) {
        const passed = performance.now() - begin
        if (passed > LINGER_MS) closeQuiet()
        if (passed > CUT_MS) cut.abort()
        if (passed > MOST_MS) {
          server.closeAllConnections()
          return
        }
      }
    },
  }
}

/**
 * The kernel resets the connections that wait to be taken when a server stops listening. They are taken once in each turn of the event loop: right behind
 * a short turn hardly any can be waiting, and what comes from now on is refused and may go to another gateway.
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

interface Activity {
  requests: number
  /** Bytes that had come when the last request was answered. */
  readBefore: number
}
