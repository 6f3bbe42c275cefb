import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { closeListener } from './close-listener.ts'

/** How a gateway stops taking requests without cutting anybody off. */
export interface Draining {
  /** It is about to stop: whoever asks whether it is ready is told no, and everything else goes on. */
  readonly announced: boolean
  readonly begun: boolean
  /** Aborts when it begins: answers that would go on for ever end now. */
  readonly stopping: AbortSignal
  /** Aborts when bodies that are still on their way are not waited for any more. */
  readonly cut: AbortSignal
  /** Must be called before the server listens: it counts what each connection is doing. */
  watch(server: Server): void
  announce(): void
  /**
   * Stops listening, answers what comes on connections that are open, and resolves when all are closed. Throws nothing; takes MOST_MS at most.
   * `shared`: the socket that listens belongs to others too, and stays open.
   */
  drain(server: Server, options?: { readonly shared?: boolean }): Promise<void>
}

/** Every answer says that its connection is kept so long; clients that heed it send nothing on a connection that rested longer. In seconds. */
export const KEPT_SECONDS = 3

/** A kept connection may carry its next request at this very moment: so long it is answered, and told to close, before it is closed. */
const RESTED_MS = KEPT_SECONDS * 1_000 + 300
const CUT_MS = 5_000
const MOST_MS = 6_500
const LOOK_EVERY_MS = 25

export function createDraining(): Draining {
  const cut = new AbortController()
  const stopping = new AbortController()
  const connections = new Map<Socket, Activity>()
  let announced = false
  let begun = false

  /** Those on which nothing is under way; a request of which a part has arrived is under way. */
  function closeRested(): void {
    for (const [socket, { requests, readBefore, since }] of connections) {
      if (requests === 0 && socket.bytesRead === readBefore && performance.now() - since > RESTED_MS) socket.destroySoon()
    }
  }

  return {
    get announced() {
      return announced
    },
    get begun() {
      return begun
    },
    stopping: stopping.signal,
    cut: cut.signal,
    watch(server) {
      server.on('connection', (socket) => {
        connections.set(socket, { requests: 0, readBefore: 0, since: performance.now() })
        socket.once('close', () => connections.delete(socket))
      })
      server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
        const activity = connections.get(request.socket)
        if (!activity) return
        activity.requests += 1
        response.once('close', () => {
          activity.requests -= 1
          activity.readBefore = request.socket.bytesRead
          activity.since = performance.now()
        })
      })
    },
    announce() {
      announced = true
    },
    async drain(server, { shared = false } = {}) {
      announced = true
      begun = true
      stopping.abort()
      if (!server.listening) return
      const closed = once(server, 'close').then(() => true)
      const begin = performance.now()
      // The close of node:http would cut idle connections at once, and with them requests that are on their way.
      if (shared) NetServer.prototype.close.call(server)
      else await closeListener(server)
      while (!(await Promise.race([closed, pause(LOOK_EVERY_MS, false)]))) {
        const passed = performance.now() - begin
        closeRested()
        if (passed > CUT_MS) cut.abort()
        if (passed > MOST_MS) {
          server.closeAllConnections()
          return
        }
      }
    },
  }
}

interface Activity {
  requests: number
  /** Bytes that had come when the last request was answered. */
  readBefore: number
  /** When it was opened, or when the last request was answered. */
  since: number
}
