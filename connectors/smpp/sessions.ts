import { openBound } from './bind.ts'
import type { SmppChannel } from './config.ts'
import type { Connection } from './connection.ts'
import { readServer } from './server.ts'

/**
 * The sessions of this process by which messages go out (ADR 28): the listener's own, when it is here; otherwise one transmitter a channel, bound when there is something
 * to send and closed when there was nothing for a while.
 */
const outlets = new Map<string, Outlet>()

interface Outlet {
  listening: Connection | null
  transmitter: Promise<Connection> | null
  users: number
  idle: NodeJS.Timeout | null
}

/** Lends the listener's session to `reply`. Call what it returns when the session is over. */
export function lendSession(channel: SmppChannel, connection: Connection): () => void {
  const outlet = outletOf(channel)
  outlet.listening = connection
  return () => {
    if (outlet.listening === connection) outlet.listening = null
  }
}

/** The listener's session in this process, while it is bound. */
export function lentSession(channel: SmppChannel): Connection | null {
  const { listening } = outletOf(channel)
  return listening?.isOpen ? listening : null
}

/** Runs `work` with a bound session. Throws what `openBound` throws. */
export async function withSession<T>(channel: SmppChannel, work: (connection: Connection) => Promise<T>): Promise<T> {
  const lent = lentSession(channel)
  if (lent !== null) return work(lent)
  const outlet = outletOf(channel)
  if (outlet.idle !== null) clearTimeout(outlet.idle)
  outlet.idle = null
  outlet.users += 1
  try {
    return await work(await transmitterOf(outlet, channel))
  } finally {
    outlet.users -= 1
    if (outlet.users === 0) closeWhenIdle(outlet, channel)
  }
}

function outletOf(channel: SmppChannel): Outlet {
  const key = `${channel.id} ${readServer(channel).key}`
  const outlet = outlets.get(key) ?? { listening: null, transmitter: null, users: 0, idle: null }
  outlets.set(key, outlet)
  return outlet
}

/** One bind at a time: who comes meanwhile waits for the same one. */
async function transmitterOf(outlet: Outlet, channel: SmppChannel): Promise<Connection> {
  const there = outlet.transmitter
  if (there !== null) {
    const connection = await there
    if (connection.isOpen) return connection
    if (outlet.transmitter === there) outlet.transmitter = null
    return transmitterOf(outlet, channel)
  }
  const opening = openBound(channel, 'transmitter')
  outlet.transmitter = opening
  try {
    return await opening
  } catch (error) {
    if (outlet.transmitter === opening) outlet.transmitter = null
    throw error
  }
}

function closeWhenIdle(outlet: Outlet, channel: SmppChannel): void {
  const close = () => {
    const there = outlet.transmitter
    outlet.transmitter = null
    outlet.idle = null
    void there?.then((connection) => connection.close(0)).catch(() => undefined)
  }
  outlet.idle = setTimeout(close, (channel.config.idleSeconds ?? 10) * 1000)
  outlet.idle.unref()
}
